"""Plans, their missions and stops, and who approved them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor_server.store.models import Record


class PlanState(models.TextChoices):
    """Where a plan stands."""

    ASKED = "asked", _("Being planned")
    READY = "ready", _("To be looked at")
    IN_FORCE = "in_force", _("In force")
    REPLACED = "replaced", _("Replaced by a newer one")
    FAILED = "failed", _("Could not be planned")
    DROPPED = "dropped", _("Dropped")


class Plan(Record):
    """One plan of a day. ``snapshot``, ``answer`` and ``book`` are what the engine was given and what it said."""

    day = models.DateField(_("Day"), db_index=True)
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.ASKED, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replaced_by")
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=200, blank=True, default="")
    """What it was made anew for, in words."""
    asked = models.JSONField(default=dict)
    """The choices on the form: vehicles, hours, budget, seconds, seed; for a replan what is kept."""
    as_of = models.DateTimeField(null=True)
    codes = models.JSONField(default=dict)
    """Short code in the engine's plan to the record's id, by kind."""
    snapshot = models.BinaryField(null=True)
    """The engine's ``Operation``, zlib of JSON."""
    answer = models.BinaryField(null=True)
    """The engine's ``Plan``, exact, zlib of JSON."""
    book = models.BinaryField(null=True)
    """What changes by hand are priced on."""
    draft = models.JSONField(default=dict)
    """The engine's ``Draft``: trips that can be changed."""
    pending = models.JSONField(default=dict)
    """A draft accepted by hand that is not driven on real roads yet."""

    class Meta:
        ordering: ClassVar = ["-created"]


class MissionState(models.TextChoices):
    """Where a mission stands."""

    PLANNED = "planned", _("Planned")
    APPROVED = "approved", _("Approved")
    HANDED_OVER = "handed_over", _("With the crew")
    OUT = "out", _("On the way")
    BACK = "back", _("Back")
    STOPPED = "stopped", _("Broken off")
    CANCELLED = "cancelled", _("Cancelled")


UNDERWAY = (MissionState.OUT,)
OVER = (MissionState.BACK, MissionState.STOPPED, MissionState.CANCELLED)


class Mission(Record):
    """One vehicle's day."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="missions")
    code = models.CharField(max_length=80)
    """Id in the engine's plan."""
    label = models.CharField(_("Mission"), max_length=80)
    vehicle = models.ForeignKey("operations.Vehicle", models.PROTECT, related_name="missions")
    crew = models.ForeignKey("operations.Crew", models.PROTECT, related_name="missions")
    state = models.CharField(max_length=12, choices=MissionState.choices, default=MissionState.PLANNED, db_index=True)
    departs = models.DateTimeField(_("Leaves"))
    returns = models.DateTimeField(_("Back"))
    latest_return = models.DateTimeField()
    figures = models.JSONField(default=dict)
    """The engine's ``Figures``."""
    crew_upper = models.FloatField(default=0)
    """Upper exposure of a member of its crew over all that the crew does in this plan."""
    budget = models.FloatField(default=0)
    """The crew's own risk budget, whatever the plan allowed."""
    sheet_en = models.BinaryField(null=True)
    sheet_uk = models.BinaryField(null=True)
    next_due = models.DateTimeField(null=True, db_index=True)
    """When the desk expects to hear from the crew next; set while it is out."""
    last_heard = models.DateTimeField(null=True)
    last_lon = models.FloatField(null=True)
    last_lat = models.FloatField(null=True)
    exposure_added = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["departs", "label"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "code"], name="one_mission_a_code")]

    @property
    def budget_used(self) -> float:
        """Share of the crew's budget; above 1 two people must approve."""
        return self.crew_upper / self.budget if self.budget > 0 else (2.0 if self.crew_upper > 0 else 0.0)

    @property
    def above_budget(self) -> bool:
        """Two different people must approve it."""
        return self.budget_used > 1 + 1e-6

    @property
    def approvals_needed(self) -> int:
        """How many different people must approve."""
        return 2 if self.above_budget else 1

    @property
    def may_leave(self) -> bool:
        """Papers may be printed and handed over."""
        return self.state in (MissionState.APPROVED, MissionState.HANDED_OVER, MissionState.OUT)


class Approval(Record):
    """One person's yes to one mission as it was then; a change of the mission takes it away."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["mission", "by"], name="one_approval_a_person")]


class StopState(models.TextChoices):
    """Where a stop stands."""

    AHEAD = "ahead", _("Ahead")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Not visited")


class Stop(Record):
    """A visit of a trip."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="stops")
    trip = models.CharField(max_length=90)
    """Id of the trip in the engine's plan."""
    trip_number = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    """Place in the trip; 0 is the depot."""
    visit = models.SmallIntegerField(default=-1)
    """Number among the trip's shelters; -1 where it is none."""
    kind = models.CharField(max_length=8)
    shelter = models.ForeignKey("registry.Shelter", models.SET_NULL, null=True, related_name="+")
    centre = models.ForeignKey("operations.ReceptionCentre", models.SET_NULL, null=True, related_name="+")
    depot = models.ForeignKey("operations.Depot", models.SET_NULL, null=True, related_name="+")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    arrives = models.DateTimeField()
    begins = models.DateTimeField()
    departs = models.DateTimeField()
    latest = models.DateTimeField()
    """Arrival when loading takes as long as it may."""
    goods = models.JSONField(default=list)
    """Rows of item id and amount."""
    taken = models.JSONField(default=list)
    """Ids of households to be taken aboard."""
    brought = models.JSONField(default=list)
    people = models.PositiveIntegerField(default=0)
    locked = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=StopState.choices, default=StopState.AHEAD)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["trip_number", "order"]
        indexes: ClassVar = [models.Index(fields=["mission", "trip_number", "order"])]

    @property
    def place(self) -> object:
        """Shelter, centre or depot."""
        return self.shelter or self.centre or self.depot
