"""Seconds to drive each edge, by vehicle profile: class, posted limit, surface, smoothness, width, obstacles.

Sources of the figures:
- Limits implied without a sign: traffic rules of Ukraine (Cabinet decree 1306 of 2001), 12.4 to 12.6: 50 km/h in
  settlements, 20 in residential zones, 90 outside (buses too), 110 on expressways, 130 on motorways.
- Travelled speed lies under the limit: typical free-flow speed of dense urban streets is 45 km/h (Highway Capacity
  Manual 2000, exhibit 15-2, class IV), nine tenths of the urban 50; hence ``OF_POSTED``. ``CLASS_KMH`` is our own
  choice around these figures and the limits above.
- Which vehicles a smoothness bears: OpenStreetMap wiki, "Key:smoothness" (very_bad asks for high clearance, horrible
  for off-road vehicles, impassable for none). The ranking of surfaces follows "Key:surface"; the km/h are our choice.
- Walking: 1.2 m/s (Highway Capacity Manual 2000, chapter 18; 1.0 where more than a fifth are elderly).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.network import EdgeFlag, RoadClass, Smoothness, Surface
from corridor.domain.profiles import Profile

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.network import RoadNetwork

WALKING_KMH = 4.3
FERRY_KMH = 8.0
FORD_KMH = 5.0
OF_POSTED = 0.9
"""Share of the posted limit that is driven."""
NARROW_MARGIN_M = 0.8
"""Less than this beside the vehicle, both sides together, and it crawls at ``NARROW_KMH``."""
NARROW_KMH = 10.0
BARRIER_S = 15.0
"""Opening and closing a gate, or stopping at a lifting one."""

CLASS_KMH: dict[RoadClass, float] = {
    RoadClass.MOTORWAY: 110,
    RoadClass.TRUNK: 85,
    RoadClass.PRIMARY: 70,
    RoadClass.SECONDARY: 60,
    RoadClass.TERTIARY: 50,
    RoadClass.UNCLASSIFIED: 40,
    RoadClass.RESIDENTIAL: 30,
    RoadClass.LIVING_STREET: 12,
    RoadClass.SERVICE: 18,
    RoadClass.TRACK: 18,
    RoadClass.PEDESTRIAN: 6,
    RoadClass.PATH: 6,
    RoadClass.FERRY: FERRY_KMH,
}
"""Travelled speed of a car where no limit is posted."""

LINK_SHARE = 0.6
"""Slip roads against the road they join: ramp design speeds lie between 50 and 70 % of it in the lower and middle
range (AASHTO, A Policy on Geometric Design, guide values for ramps)."""

TOP_KMH: dict[Profile, float] = {
    Profile.CAR: 120,
    Profile.MINIBUS: 100,
    Profile.BUS: 85,
    Profile.ARMOURED_VAN: 90,
    Profile.TRUCK: 80,
    Profile.FOOT: WALKING_KMH,
}

SURFACE_KMH: dict[Surface, float] = {
    Surface.UNKNOWN: np.inf,
    Surface.PAVED: np.inf,
    Surface.COBBLES: 40,
    Surface.COMPACTED: 60,
    Surface.GRAVEL: 45,
    Surface.UNPAVED: 30,
    Surface.SOFT: 12,
}

SMOOTHNESS_KMH: dict[Smoothness, float] = {
    Smoothness.UNKNOWN: np.inf,
    Smoothness.EXCELLENT: np.inf,
    Smoothness.GOOD: np.inf,
    Smoothness.INTERMEDIATE: 70,
    Smoothness.BAD: 40,
    Smoothness.VERY_BAD: 15,
    Smoothness.HORRIBLE: 7,
    Smoothness.VERY_HORRIBLE: 4,
    Smoothness.IMPASSABLE: 0,
}

ROUGHEST: dict[Profile, Smoothness] = {
    Profile.CAR: Smoothness.VERY_BAD,
    Profile.MINIBUS: Smoothness.VERY_BAD,
    Profile.BUS: Smoothness.BAD,
    Profile.ARMOURED_VAN: Smoothness.HORRIBLE,
    Profile.TRUCK: Smoothness.HORRIBLE,
    Profile.FOOT: Smoothness.VERY_HORRIBLE,
}
"""The worst smoothness that a profile may be sent over."""

ROUGH_SHARE: dict[Profile, float] = {Profile.BUS: 0.8, Profile.TRUCK: 0.9, Profile.ARMOURED_VAN: 0.9}
"""Heavier vehicles take bad surfaces slower."""


def _table(values: dict[RoadClass, float] | dict[Surface, float] | dict[Smoothness, float]) -> npt.NDArray[np.float64]:
    table = np.zeros(max(values) + 1)
    for key, value in values.items():
        table[key] = value
    return table


def _driving_kmh(network: RoadNetwork, profile: Profile, width_m: float | None) -> npt.NDArray[np.float64]:
    """[E] km/h of a vehicle, access and limits aside; 0 where the surface bears none."""
    road_class = network.road_class
    posted = network.maxspeed_kmh.astype(np.float64)
    speed = np.where(np.isnan(posted), _table(CLASS_KMH)[road_class], OF_POSTED * posted)
    link = ((network.flags & EdgeFlag.LINK) != 0) & np.isnan(posted)
    speed[link] *= LINK_SHARE
    # A posted limit says nothing about yards, tracks and paths, where nobody drives at it.
    slow = (road_class >= RoadClass.LIVING_STREET) & (road_class <= RoadClass.PATH)
    speed[slow] = np.minimum(speed[slow], 1.5 * _table(CLASS_KMH)[road_class[slow]])
    rough = np.minimum(_table(SURFACE_KMH)[network.surface], _table(SMOOTHNESS_KMH)[network.smoothness])
    speed = np.minimum(speed, rough * ROUGH_SHARE.get(profile, 1.0))
    speed[network.smoothness > ROUGHEST[profile]] = 0.0
    ferry = (network.flags & EdgeFlag.FERRY) != 0
    speed[ferry] = FERRY_KMH
    ford = (network.flags & EdgeFlag.FORD) != 0
    speed[ford] = np.minimum(speed[ford], 0.0 if profile is Profile.BUS else FORD_KMH)
    if width_m is not None:
        tight = network.width_m - width_m < NARROW_MARGIN_M
        speed[tight] = np.minimum(speed[tight], NARROW_KMH)
    return np.minimum(speed, TOP_KMH[profile])


def _walking_kmh(network: RoadNetwork) -> npt.NDArray[np.float64]:
    speed = np.full(network.edge_count, WALKING_KMH)
    speed[(network.flags & EdgeFlag.FERRY) != 0] = FERRY_KMH
    speed[network.surface == Surface.SOFT] *= 0.7
    speed[network.smoothness > ROUGHEST[Profile.FOOT]] = 0.0
    return speed


def travel_seconds(
    network: RoadNetwork,
    profile: Profile,
    *,
    width_m: float | None = None,
    height_m: float | None = None,
    weight_t: float | None = None,
) -> npt.NDArray[np.float32]:
    """[E] seconds along each edge; infinity where the profile may not drive or the vehicle does not fit.

    Args:
        network: E directed edges.
        profile: decides access and speeds.
        width_m: the vehicle's own width; ``None``: not checked, here and below.
        height_m: its height.
        weight_t: its weight in tonnes, laden.
    """
    profile = Profile(profile)
    speed = _walking_kmh(network) if profile is Profile.FOOT else _driving_kmh(network, profile, width_m)
    closed = (network.access & np.uint8(profile.bit)) == 0
    if profile is not Profile.FOOT:
        for own, limit in (
            (width_m, network.width_m),
            (height_m, network.max_height_m),
            (weight_t, network.max_weight_t),
        ):
            if own is not None:
                closed |= limit < np.float32(own)
    closed |= speed <= 0
    seconds = network.length_m.astype(np.float64) * 3.6 / np.where(closed, 1.0, speed)
    if profile is not Profile.FOOT:
        seconds[(network.flags & EdgeFlag.BARRIER) != 0] += BARRIER_S
    seconds[closed] = np.inf
    return seconds.astype(np.float32)
