"""A routed path for people: its roads in order, its line, and why it rather than the quickest."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from corridor.domain.network import RoadClass
from corridor.domain.plan import Path, RoadStretch
from corridor.i18n import gettext as _
from corridor.i18n import ngettext

if TYPE_CHECKING:
    from corridor.domain.danger import EdgeDanger
    from corridor.domain.network import RoadNetwork
    from corridor.routing.paths import RoutedPath

ROADS_TOLD = 4
"""Roads that a sentence names: the longest, in driving order."""
LEAST_MINUTE_S = 30.0
"""Differences below this are no minute worth telling."""


def describe(network: RoadNetwork, routed: RoutedPath, danger: EdgeDanger, coordinates: bool = True) -> Path:
    """The path as the plan holds it: whole seconds, one stretch for each road, the line in lon, lat.

    Without ``coordinates`` the line is left empty, for what is shared. ``danger`` must be the one it was routed in.
    """
    if routed.edges.size and int(routed.edges.max()) >= danger.upper.shape[1]:
        raise ValueError("danger and path belong to different networks")
    return Path(
        depart_s=round(routed.depart_s),
        arrive_s=round(routed.arrive_s),
        length_m=routed.length_m,
        grey_m=routed.grey_m,
        exposure_mean=routed.exposure_mean,
        exposure_upper=routed.exposure_upper,
        roads=road_stretches(network, routed),
        line=_line(network, routed) if coordinates else (),
    )


def road_stretches(network: RoadNetwork, routed: RoutedPath) -> tuple[RoadStretch, ...]:
    """Successive edges of one name as one stretch; nameless ones are called by their class."""
    stretches = []
    steps = range(len(routed.edges))
    for name, group in groupby(steps, key=lambda step: road_name(network, int(routed.edges[step]))):
        taken = np.array([*group])
        stretches.append(
            RoadStretch(
                name=name,
                length_m=float(network.length_m[routed.edges[taken]].sum(dtype=np.float64)),
                enter_s=round(float(routed.enter_s[taken[0]])),
                exposure_upper=float(routed.edge_upper[taken].sum()),
            )
        )
    return tuple(stretches)


def road_name(network: RoadNetwork, edge: int) -> str:
    """The road's name or ref, or what kind of road it is, in the reader's language."""
    return network.edge_name(edge) or _nameless(RoadClass(int(network.road_class[edge])))


def _nameless(kind: RoadClass) -> str:
    words = {
        RoadClass.MOTORWAY: _("a motorway"),
        RoadClass.TRUNK: _("a trunk road"),
        RoadClass.PRIMARY: _("a main road"),
        RoadClass.SECONDARY: _("a main road"),
        RoadClass.RESIDENTIAL: _("a street"),
        RoadClass.LIVING_STREET: _("a street"),
        RoadClass.SERVICE: _("a service road"),
        RoadClass.TRACK: _("a track"),
        RoadClass.PEDESTRIAN: _("a footway"),
        RoadClass.PATH: _("a path"),
        RoadClass.FERRY: _("a ferry"),
    }
    return words.get(kind, _("a minor road"))


def _line(network: RoadNetwork, routed: RoutedPath) -> tuple[tuple[float, float], ...]:
    """Vertices along the path, each once, to a centimetre or so (7 decimals)."""
    points: list[tuple[float, float]] = []
    for edge in routed.edges.tolist():
        for lon, lat in np.round(network.geometry(edge), 7).tolist():
            if not points or points[-1] != (lon, lat):
                points.append((lon, lat))
    return tuple(points)


def explain(network: RoadNetwork, chosen: RoutedPath, quickest: RoutedPath, timezone: str) -> str:
    """Why this hour and this road, in a few sentences: roads, hours, grey kilometres, against the quickest road.

    Exposure is only ever told as a share of the other's: reports undercount, so the figure itself means little.
    """
    if not len(chosen.edges):
        return _("Already there.")
    zone = ZoneInfo(timezone)
    parts = [_route(network, chosen, zone)]
    if np.array_equal(chosen.edges, quickest.edges) and chosen.depart_s == quickest.depart_s:
        return " ".join([*parts, _("This is the quickest road.")])
    parts.append(_against(chosen, quickest))
    avoided = _avoided(network, chosen, quickest, zone)
    return " ".join([*parts, avoided] if avoided else parts)


def clock(time_s: float, zone: ZoneInfo) -> str:
    """Local clock time, ``HH:MM``."""
    return datetime.fromtimestamp(time_s, zone).strftime("%H:%M")


def _route(network: RoadNetwork, routed: RoutedPath, zone: ZoneInfo) -> str:
    return _("Leave {leave}, arrive {arrive}, by {roads}: {km} km, {grey} km of them grey.").format(
        leave=clock(routed.depart_s, zone),
        arrive=clock(routed.arrive_s, zone),
        roads=", ".join(main_roads(network, routed)),
        km=f"{routed.length_m / 1000:.1f}",
        grey=f"{routed.grey_m / 1000:.1f}",
    )


def main_roads(network: RoadNetwork, routed: RoutedPath) -> tuple[str, ...]:
    """The longest roads of a path by name, in driving order, each once; at most ``ROADS_TOLD``."""
    total: dict[str, float] = {}
    for stretch in road_stretches(network, routed):
        total[stretch.name] = total.get(stretch.name, 0.0) + stretch.length_m
    longest = sorted(total, key=lambda name: -total[name])[:ROADS_TOLD]
    return tuple(name for name in total if name in longest)


def _against(chosen: RoutedPath, quickest: RoutedPath) -> str:
    """Minutes and exposure against the quickest road."""
    minutes = round(abs(chosen.seconds - quickest.seconds) / 60)
    if abs(chosen.seconds - quickest.seconds) < LEAST_MINUTE_S or minutes == 0:
        longer = _("As long as the quickest road")
    elif chosen.seconds > quickest.seconds:
        longer = ngettext(
            "{n} minute longer than the quickest road", "{n} minutes longer than the quickest road", minutes
        ).format(n=minutes)
    else:
        longer = ngettext(
            "{n} minute shorter than the quickest road at its hour",
            "{n} minutes shorter than the quickest road at its hour",
            minutes,
        ).format(n=minutes)
    return _("{longer}, with {share}.").format(longer=longer, share=share_words(chosen, quickest))


def share_words(chosen: RoutedPath, other: RoutedPath) -> str:
    """The upper exposure of ``chosen`` as a share of that of ``other``, in words."""
    if other.exposure_upper <= 0:
        return _("no exposure to spare") if chosen.exposure_upper <= 0 else _("more exposure")
    share = chosen.exposure_upper / other.exposure_upper
    named = (
        (0.005, _("next to none of its exposure")),
        (0.12, _("a tenth of its exposure or less")),
        (0.22, _("a fifth of its exposure")),
        (0.29, _("a quarter of its exposure")),
        (0.4, _("a third of its exposure")),
        (0.58, _("half its exposure")),
        (0.71, _("two thirds of its exposure")),
        (0.95, _("{percent} % of its exposure").format(percent=round(100 * share))),
        (1.05, _("about the same exposure")),
    )
    return next(
        (words for most, words in named if share < most), _("{times} times its exposure").format(times=f"{share:.1f}")
    )


def _avoided(network: RoadNetwork, chosen: RoutedPath, quickest: RoutedPath, zone: ZoneInfo) -> str:
    """The road on which the quickest meets most exposure and ``chosen`` does not drive, or not at that hour."""
    left_out = ~np.isin(quickest.edges, chosen.edges)
    if not left_out.any() or quickest.edge_upper[left_out].sum() <= 0:
        if chosen.depart_s != quickest.depart_s:
            return _("The hour makes the difference, more than the road.")
        return ""
    cost: dict[str, float] = {}
    for step in np.flatnonzero(left_out).tolist():
        name = road_name(network, int(quickest.edges[step]))
        cost[name] = cost.get(name, 0.0) + float(quickest.edge_upper[step])
    worst = max(cost, key=lambda name: cost[name])
    steps = [s for s in np.flatnonzero(left_out).tolist() if road_name(network, int(quickest.edges[s])) == worst]
    return _("It leaves out the stretch of {road} where the quickest road would be between {first} and {last}.").format(
        road=worst,
        first=clock(float(quickest.enter_s[steps[0]]), zone),
        last=clock(float(quickest.leave_s[steps[-1]]), zone),
    )
