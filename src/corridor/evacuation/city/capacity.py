"""Vehicles an hour that a road lets in: by class, lanes by width, surface, and damage.

Sources: Highway Capacity Manual 2010, chapter 15: a two-lane highway carries 1,700 passenger cars an hour and
direction; chapter 18: a lane of an urban street 1,900 an hour of green, of which crossings leave about half. The
figures by class lie under these because drivers are afraid and nobody clears a breakdown; they are our choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.network import EdgeFlag, RoadClass, Smoothness

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.domain.city import RoadDamage
    from corridor.domain.network import RoadNetwork
    from corridor.routing.stretches import Stretches

PER_HOUR: dict[RoadClass, float] = {
    RoadClass.MOTORWAY: 3200,
    RoadClass.TRUNK: 1600,
    RoadClass.PRIMARY: 1400,
    RoadClass.SECONDARY: 1100,
    RoadClass.TERTIARY: 900,
    RoadClass.UNCLASSIFIED: 600,
    RoadClass.RESIDENTIAL: 500,
    RoadClass.LIVING_STREET: 200,
    RoadClass.SERVICE: 200,
    RoadClass.TRACK: 120,
    RoadClass.PEDESTRIAN: 0,
    RoadClass.PATH: 0,
    RoadClass.FERRY: 40,
}
ROUGH: dict[Smoothness, float] = {
    Smoothness.BAD: 0.85,
    Smoothness.VERY_BAD: 0.5,
    Smoothness.HORRIBLE: 0.25,
    Smoothness.VERY_HORRIBLE: 0.1,
    Smoothness.IMPASSABLE: 0.0,
}
ONE_LANE_M = 4.5
"""A two-way road narrower than this lets vehicles of one direction pass at a time."""


def capacities(network: RoadNetwork, damage: Sequence[RoadDamage], stretches: Stretches) -> npt.NDArray[np.float64]:
    """[E] cars a second that may enter each edge. Of several reports of damage on a road the worst counts."""
    table = np.zeros(max(PER_HOUR) + 1)
    for road_class, per_hour in PER_HOUR.items():
        table[road_class] = per_hour
    rough = np.ones(max(Smoothness) + 1)
    for smoothness, share in ROUGH.items():
        rough[smoothness] = share
    hourly = table[network.road_class] * rough[network.smoothness]
    two_way = np.bincount(network.line, minlength=len(network.line_start) - 1)[network.line] > 1
    hourly[two_way & (network.width_m < ONE_LANE_M)] *= 0.5
    hourly[(network.flags & EdgeFlag.LINK) != 0] *= 0.9
    left = np.ones(network.edge_count)
    for one in damage:
        if one.to_lon is None or one.to_lat is None:
            edges = stretches.at(one.lon, one.lat)
        else:
            edges = stretches.between(one.lon, one.lat, one.to_lon, one.to_lat)
        left[edges] = np.minimum(left[edges], one.capacity_share)
    return np.asarray(hourly * left / 3600, np.float64)
