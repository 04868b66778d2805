"""The ways through the desk, shown as far as the reader may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Way:
    """A page in the navigation: name of its URL, words, picture, and whether it stands in a phone's short bar."""

    name: str
    label: Any
    icon: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class ShownWay:
    """A way as it is shown."""

    address: str
    label: Any
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Ways that belong together."""

    label: Any
    ways: tuple[ShownWay, ...]


GROUPS: tuple[tuple[Any, tuple[Way, ...]], ...] = (
    (
        _("Today"),
        (
            Way("maps:situation", _("Situation"), "situation", short=True),
            Way("operations:plan", _("Plan"), "plan", short=True),
            Way("maps:roads", _("Roads and reports"), "roads"),
            Way("maps:forecast", _("Forecast"), "forecast"),
            Way("city:city", _("City"), "city"),
        ),
    ),
    (
        _("People"),
        (
            Way("registry:requests", _("Requests"), "phone", short=True),
            Way("registry:shelters", _("Shelters"), "shelter", short=True),
            Way("registry:people", _("People"), "people"),
            Way("registry:offers", _("Offers"), "offer"),
        ),
    ),
    (
        _("Desk"),
        (
            Way("operations:resources", _("Vehicles and crews"), "truck"),
            Way("fieldsync:phones", _("Phones"), "handset"),
            Way("jobs:list", _("Jobs"), "jobs"),
            Way("accounts:administration", _("Administration"), "admin"),
        ),
    ),
)


def shown_ways(request: HttpRequest, may_open: Callable[[str], bool]) -> tuple[ShownGroup, ...]:
    """Groups of ways that exist and that the reader may open; the deepest one that leads here is current."""
    found = [(label, [(way, address_of(way.name)) for way in ways if may_open(way.name)]) for label, ways in GROUPS]
    addresses = [address for _label, ways in found for _way, address in ways if address]
    here = max((a for a in addresses if _leads_to(a, request.path)), key=len, default="")
    groups = []
    for label, ways in found:
        shown = tuple(ShownWay(a, way.label, way.icon, a == here) for way, a in ways if a)
        if shown:
            groups.append(ShownGroup(label, shown))
    return tuple(groups)


def short_ways(groups: tuple[ShownGroup, ...]) -> tuple[ShownWay, ...]:
    """What fits into a phone's bar: the first four of those marked so, else the first four of all."""
    marked = {address_of(way.name) for _label, ways in GROUPS for way in ways if way.short}
    ways = [way for group in groups for way in group.ways]
    return tuple([*(w for w in ways if w.address in marked), *(w for w in ways if w.address not in marked)][:4])


def address_of(name: str) -> str:
    """URL of a named page; empty where this desk has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _leads_to(address: str, path: str) -> bool:
    return path == address if address == "/" else path.startswith(address)
