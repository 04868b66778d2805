"""What sets the kinds of incident apart: how far each harms, how long it echoes, how far it spreads.

The radii are orders of magnitude for people in an unprotected vehicle, judged from the effects by weapon class in
GICHD, *Explosive weapon effects* (Geneva 2017), and rounded; only ratios between kinds change a plan. The decays
and bandwidths span those found useful for one-day-ahead forecasts in the Donbas (1.5 to 120 days, 0 to 15 km),
the smallest bandwidth standing for "the same place".
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

from corridor.domain.incidents import IncidentKind

SAME_PLACE_KM = 0.5
"""Smallest bandwidth: a report's own place."""


@dataclass(frozen=True, slots=True)
class KindTraits:
    """How one kind of incident behaves in the model."""

    harm_radius_m: float
    """Someone this near when it happens counts as exposed to it."""
    decays_days: tuple[float, ...]
    bandwidths_km: tuple[float, ...]
    weight: float = 1.0
    """Share of such reports that stand for an event dangerous to people."""

    @property
    def harm_area_km2(self) -> float:
        """Area within the harm radius."""
        return pi * (self.harm_radius_m / 1000) ** 2


_LONG = (1.5, 5.0, 15.0, 45.0, 120.0)
_WIDE = (SAME_PLACE_KM, 2.5, 6.0, 15.0)

TRAITS: dict[IncidentKind, KindTraits] = {
    IncidentKind.SHELLING: KindTraits(200, _LONG, _WIDE),
    IncidentKind.STRIKE: KindTraits(300, _LONG, _WIDE),
    # Small arms: where the line of sight is, and only while someone stands there.
    IncidentKind.GUNFIRE: KindTraits(300, (1.5, 5.0, 15.0), (SAME_PLACE_KM, 2.5)),
    # A thermal anomaly may be a field or a furnace; the rest are the fires that impacts leave.
    IncidentKind.FIRE: KindTraits(150, _LONG, _WIDE, weight=0.3),
    IncidentKind.OTHER: KindTraits(200, _LONG, _WIDE),
}
"""Kinds with a rate in time. Mines have none: they wait until driven over (``mines``)."""
