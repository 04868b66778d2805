"""A plan's trips as they can be changed by hand: who visits whom with what, and when; without roads and prices."""

from __future__ import annotations

from pydantic import Field

from corridor.domain.base import Record


class DraftVisit(Record):
    """A shelter, and the tasks done there: numbers in the day's problem, which follows from the operation alone."""

    shelter_id: str
    tasks: tuple[int, ...]


class DraftTrip(Record):
    """From the vehicle's depot to shelters, then to the centre where people are aboard, and back."""

    id: str
    vehicle_id: str
    visits: tuple[DraftVisit, ...]
    centre_id: str = Field("", description="empty: nobody is taken out")
    depart_s: float
    rule: int = Field(description="rule of roads: index into the price book's weights, quickest first")

    @property
    def tasks(self) -> tuple[int, ...]:
        """All tasks, in driving order."""
        return tuple(task for visit in self.visits for task in visit.tasks)


class Draft(Record):
    """The trips of a plan that may be changed. Trips of the plan that are not here stand as they are."""

    trips: tuple[DraftTrip, ...]
    scale: tuple[float, float] = Field((1.0, 1.0), description="person-exposure and seconds that count as one")

    def trip(self, trip_id: str) -> DraftTrip | None:
        """The trip of that id."""
        return next((trip for trip in self.trips if trip.id == trip_id), None)
