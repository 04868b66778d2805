"""Vehicle profiles: the classes that the road network tells apart."""

from __future__ import annotations

from enum import StrEnum


class Profile(StrEnum):
    """A class of vehicle with one table of speeds and road limits. The order is the bit in ``RoadNetwork.access``."""

    CAR = "car"
    MINIBUS = "minibus"
    BUS = "bus"
    ARMOURED_VAN = "armoured_van"
    TRUCK = "truck"
    FOOT = "foot"

    @property
    def number(self) -> int:
        """Place in the list of profiles, 0 to 5."""
        return [*Profile].index(self)

    @property
    def bit(self) -> int:
        """Mask of this profile in ``RoadNetwork.access``."""
        return 1 << self.number
