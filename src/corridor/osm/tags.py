"""Tags of a way as a road: class, surface, limits, who may use it. Pure functions, no file in sight.

Sources: OpenStreetMap wiki, "Key:highway", "Key:surface", "Key:smoothness", "Key:bridge", "Key:ford".
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridor.domain.network import EdgeFlag, RoadClass, Smoothness, Surface
from corridor.osm.access import ALL_BITS, BUS_BIT, FOOT_BIT, KEYS, VEHICLE_BITS, allowed, directions, understood
from corridor.osm.quantities import length_m, says_nothing, speed_kmh, weight_t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

CLASSES: dict[str, tuple[RoadClass, int]] = {
    "motorway": (RoadClass.MOTORWAY, VEHICLE_BITS),
    "trunk": (RoadClass.TRUNK, ALL_BITS),
    "primary": (RoadClass.PRIMARY, ALL_BITS),
    "secondary": (RoadClass.SECONDARY, ALL_BITS),
    "tertiary": (RoadClass.TERTIARY, ALL_BITS),
    "unclassified": (RoadClass.UNCLASSIFIED, ALL_BITS),
    "road": (RoadClass.UNCLASSIFIED, ALL_BITS),
    "residential": (RoadClass.RESIDENTIAL, ALL_BITS),
    "living_street": (RoadClass.LIVING_STREET, ALL_BITS),
    "service": (RoadClass.SERVICE, ALL_BITS),
    "track": (RoadClass.TRACK, ALL_BITS),
    "busway": (RoadClass.SERVICE, BUS_BIT),
    "pedestrian": (RoadClass.PEDESTRIAN, FOOT_BIT),
    "footway": (RoadClass.PATH, FOOT_BIT),
    "path": (RoadClass.PATH, FOOT_BIT),
    "steps": (RoadClass.PATH, FOOT_BIT),
    "cycleway": (RoadClass.PATH, FOOT_BIT),
    "bridleway": (RoadClass.PATH, FOOT_BIT),
    "corridor": (RoadClass.PATH, FOOT_BIT),
}
"""Class and profiles allowed by default, by ``highway`` value (links lose their ``_link``)."""

_SURFACES: dict[Surface, str] = {
    Surface.PAVED: "paved asphalt concrete chipseal concrete:plates concrete:lanes paving_stones paving_stones:lanes "
    "bricks metal wood paving_stones:30 rubber metal_grid tartan acrylic",
    Surface.COBBLES: "sett cobblestone unhewn_cobblestone cobblestone:flattened stone rock",
    Surface.COMPACTED: "compacted fine_gravel",
    Surface.GRAVEL: "gravel pebblestone shells",
    Surface.UNPAVED: "unpaved dirt earth ground grass_paver woodchips soil clay",
    Surface.SOFT: "sand mud grass snow ice salt",
}
SURFACES = {value: surface for surface, values in _SURFACES.items() for value in values.split()}
SMOOTHNESS = {level.name.lower(): level for level in Smoothness if level is not Smoothness.UNKNOWN}
TRACK_SURFACE = {"grade1": Surface.PAVED, "grade2": Surface.COMPACTED, "grade3": Surface.GRAVEL}
TRACK_SURFACE |= {"grade4": Surface.UNPAVED, "grade5": Surface.SOFT}

DIRECTED_KEYS = tuple(
    f"{key}:{way}"
    for key in ("access", "vehicle", "motor_vehicle", "hgv", "bus", "maxspeed")
    for way in ("forward", "backward")
)
COMMON_KEYS = (
    *("highway", "surface", "maxspeed", "oneway", "access", "foot", "bridge", "tracktype", "junction", "motor_vehicle"),
    *("smoothness", "width", "source:maxspeed", "tunnel"),
)
"""Keys that change a road and stand on many."""
RARE_KEYS = (
    *("route", "est_width", "maxspeed:type", "ford", "toll", "area", "maxweight", "maxweightrating", "maxheight"),
    *("maxheight:physical", "maxwidth", "maxwidth:physical", "oneway:motor_vehicle", "oneway:vehicle", "oneway:bus"),
    *("oneway:psv", "oneway:foot", "busway", "busway:left"),
    *(key for key in (*KEYS, *DIRECTED_KEYS) if key not in COMMON_KEYS),
)
"""Keys that change a road and stand on few; the reader looks them up only on ways that have one."""


@dataclass(frozen=True, slots=True)
class RoadTags:
    """A road as its tags describe it; ``forward`` and ``backward`` are masks of profiles, 0 for nobody."""

    road_class: RoadClass
    surface: Surface
    smoothness: Smoothness
    flags: int
    forward: int
    backward: int
    width_m: float
    maxspeed_forward: float
    maxspeed_backward: float
    max_weight_t: float
    max_height_m: float
    unparsed: tuple[str, ...] = field(default=(), compare=False)

    @property
    def symmetric(self) -> bool:
        """Whether driving against the way is the same as along it."""
        same_speed = self.maxspeed_forward == self.maxspeed_backward or math.isnan(self.maxspeed_forward)
        return self.forward == self.backward and same_speed


@dataclass(frozen=True, slots=True)
class Refused:
    """A way that is no road; ``reason`` is a stable word for the report."""

    reason: str


def _figure(tags: Mapping[str, str], keys: Iterable[str], parse: Callable[[str], float], unparsed: list[str]) -> float:
    """The least figure among ``keys``; NaN where none is given."""
    least = math.nan
    for key in keys:
        value = tags.get(key)
        if value is None:
            continue
        figure = parse(value)
        if math.isnan(figure):
            if not says_nothing(value):
                unparsed.append(f"{key}={value}")
        elif not least <= figure:
            least = figure
    return least


def _flags(tags: Mapping[str, str], highway: str, *, ferry: bool) -> int:
    stands = {
        EdgeFlag.BRIDGE: tags.get("bridge", "no") != "no",
        EdgeFlag.TUNNEL: tags.get("tunnel", "no") != "no",
        EdgeFlag.FORD: tags.get("ford", "no") != "no",
        EdgeFlag.LINK: highway.endswith("_link"),
        EdgeFlag.ROUNDABOUT: tags.get("junction") in ("roundabout", "circular"),
        EdgeFlag.TOLL: tags.get("toll") == "yes",
        EdgeFlag.FERRY: ferry,
    }
    return sum(int(flag) for flag, true in stands.items() if true)


def surface_of(tags: Mapping[str, str], unparsed: list[str]) -> Surface:
    """Surface by tag, else by ``tracktype``; the first of several values."""
    value = tags.get("surface")
    if value is not None:
        surface = SURFACES.get(value.split(";")[0].strip().lower())
        if surface is not None:
            return surface
        unparsed.append(f"surface={value}")
    return TRACK_SURFACE.get(tags.get("tracktype", ""), Surface.UNKNOWN)


def _speeds(tags: Mapping[str, str], unparsed: list[str]) -> tuple[float, float]:
    both = _figure(tags, ("maxspeed",), speed_kmh, unparsed)
    if math.isnan(both):
        both = _figure(tags, ("maxspeed:type", "source:maxspeed"), speed_kmh, [])
    forward = _figure(tags, ("maxspeed:forward",), speed_kmh, unparsed)
    backward = _figure(tags, ("maxspeed:backward",), speed_kmh, unparsed)
    return both if math.isnan(forward) else forward, both if math.isnan(backward) else backward


def road_of(tags: Mapping[str, str]) -> RoadTags | Refused:
    """Read a way's tags.

    Returns ``Refused`` with ``no_road``, ``class`` (construction, platform, ...), ``area`` or ``access``.
    """
    highway = tags.get("highway", "")
    base = highway.removesuffix("_link")
    ferry = not highway and tags.get("route") == "ferry"
    if ferry:
        road_class, default = RoadClass.FERRY, FOOT_BIT
        default |= VEHICLE_BITS & allowed(tags, 0)
    elif base in CLASSES:
        road_class, default = CLASSES[base]
    else:
        return Refused("class" if highway else "no_road")
    if tags.get("area") == "yes":
        # An area's outline is a way round it for people on foot; vehicles cross by the roads drawn through it.
        default &= FOOT_BIT
        if not default or road_class is not RoadClass.PEDESTRIAN:
            return Refused("area")
    if highway == "motorway_link":
        default &= VEHICLE_BITS
    forward, backward = directions(tags, base if base == highway else "", default)
    if not forward | backward:
        return Refused("access")
    unparsed = [f"{key}={tags[key]}" for key in KEYS if key in tags and not understood(tags[key])]
    speed_forward, speed_backward = _speeds(tags, unparsed)
    return RoadTags(
        road_class=road_class,
        surface=surface_of(tags, unparsed),
        smoothness=SMOOTHNESS.get(tags.get("smoothness", "").lower(), Smoothness.UNKNOWN),
        flags=_flags(tags, highway, ferry=ferry),
        forward=forward,
        backward=backward,
        width_m=_width(tags, unparsed),
        maxspeed_forward=speed_forward,
        maxspeed_backward=speed_backward,
        max_weight_t=_figure(tags, ("maxweight", "maxweightrating"), weight_t, unparsed),
        max_height_m=_figure(tags, ("maxheight", "maxheight:physical"), length_m, unparsed),
        unparsed=tuple(unparsed),
    )


def _width(tags: Mapping[str, str], unparsed: list[str]) -> float:
    """Carriageway width, or the widest vehicle admitted where that is less."""
    width = _figure(tags, ("width",), length_m, unparsed)
    if math.isnan(width):
        width = _figure(tags, ("est_width",), length_m, unparsed)
    limit = _figure(tags, ("maxwidth", "maxwidth:physical"), length_m, unparsed)
    return limit if math.isnan(width) or limit < width else width
