"""Obstacles that stand on a road's node: barriers, fords, height frames.

Source of what passes by default: OpenStreetMap wiki, "Key:barrier", tables of access by barrier type.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.domain.network import EdgeFlag
from corridor.osm.access import ALL_BITS, BUS_BIT, FOOT_BIT, allowed
from corridor.osm.quantities import length_m, weight_t

if TYPE_CHECKING:
    from collections.abc import Mapping

HARMLESS = frozenset({"kerb", "entrance", "border_control", "toll_booth", "no", "guard_rail", "handrail"})
FOOT_ONLY = frozenset({"bollard", "block", "cycle_barrier", "stile", "kissing_gate", "turnstile", "jersey_barrier"})
FOOT_ONLY |= frozenset({"motorcycle_barrier", "full-height_turnstile", "hampshire_gate", "chain", "log", "planter"})
FOOT_ONLY |= frozenset({"rope", "horse_stile", "bar", "barrier_board", "sump_buster", "spikes", "concrete_block"})
NOBODY = frozenset({"debris", "fence", "wall", "hedge", "ditch", "city_wall", "retaining_wall"})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What an obstacle lets through: a mask of profiles, and limits (NaN: none)."""

    mask: int
    flags: int
    max_height_m: float
    max_weight_t: float
    max_width_m: float


def obstacle_of(tags: Mapping[str, str]) -> Obstacle | None:
    """The obstacle that a node's tags describe, ``None`` where nothing stands in the way."""
    barrier = tags.get("barrier", "no")
    ford = tags.get("ford", "no")
    height = length_m(tags.get("maxheight", ""))
    weight = weight_t(tags.get("maxweight", ""))
    width = length_m(tags.get("maxwidth:physical", tags.get("maxwidth", "")))
    limited = not (math.isnan(height) and math.isnan(weight) and math.isnan(width))
    stands = barrier not in HARMLESS
    if not stands and ford == "no" and not limited:
        return None
    mask, flags = ALL_BITS, EdgeFlag(0)
    if stands:
        flags |= EdgeFlag.BARRIER
        if barrier in FOOT_ONLY:
            mask = FOOT_BIT
        elif barrier in NOBODY:
            mask = 0
        elif barrier == "bus_trap":
            mask = FOOT_BIT | BUS_BIT
    if ford != "no":
        flags |= EdgeFlag.FORD
        if ford == "stepping_stones":
            mask &= FOOT_BIT
    if tags.get("locked") == "yes":
        mask &= FOOT_BIT
    return Obstacle(allowed(tags, mask) if stands else mask, int(flags), height, weight, width)
