"""Who may go where: the access keys of OpenStreetMap folded into one bit a profile and direction.

The most specific key that is present decides. Source: OpenStreetMap wiki, "Key:access", "OSM tags for routing/
Access restrictions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.domain.profiles import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

HIERARCHY: dict[Profile, tuple[str, ...]] = {
    Profile.CAR: ("motorcar", "motor_vehicle", "vehicle", "access"),
    Profile.MINIBUS: ("minibus", "motor_vehicle", "vehicle", "access"),
    Profile.BUS: ("bus", "coach", "tourist_bus", "psv", "motor_vehicle", "vehicle", "access"),
    Profile.ARMOURED_VAN: ("goods", "motor_vehicle", "vehicle", "access"),
    Profile.TRUCK: ("hgv", "motor_vehicle", "vehicle", "access"),
    Profile.FOOT: ("foot", "access"),
}
"""Keys that speak about a profile, most specific first."""

KEYS = tuple(dict.fromkeys(key for keys in HIERARCHY.values() for key in keys))

DENIED = frozenset({"no", "private", "agricultural", "forestry", "agricultural;forestry", "military", "emergency"})
DENIED |= frozenset({"use_sidepath", "restricted", "customers;private", "residents", "service", "staff"})
GRANTED = frozenset({"yes", "permissive", "designated", "official", "destination", "delivery", "customers"})
GRANTED |= frozenset({"public", "permit", "unknown", "limited", "discouraged", "dismount", "local", "residential"})

ALL_BITS = sum(profile.bit for profile in Profile)
FOOT_BIT = Profile.FOOT.bit
VEHICLE_BITS = ALL_BITS & ~FOOT_BIT
BUS_BIT = Profile.BUS.bit


def allowed(tags: Mapping[str, str], default: int, suffix: str = "") -> int:
    """Bit mask of the profiles allowed, starting from ``default`` where no key speaks.

    ``suffix`` is ``:forward`` or ``:backward``; a key with it goes before the same key without it.
    """
    mask = default
    for profile, keys in HIERARCHY.items():
        for key in keys:
            value = tags.get(key + suffix) if suffix else None
            if value is None:
                value = tags.get(key)
            if value is None:
                continue
            if value in DENIED:
                mask &= ~profile.bit
                break
            if value in GRANTED:
                # "access=yes" on a footway opens it to nobody new: only a key of vehicles does.
                if key != "access":
                    mask |= profile.bit
                break
    return mask


def understood(value: str) -> bool:
    """Whether a value of an access key grants or denies; others are passed over."""
    return value in DENIED or value in GRANTED


def directions(tags: Mapping[str, str], road_class: str, default: int) -> tuple[int, int]:
    """Masks along and against the way's drawing direction, one-way rules applied.

    Motorways and roundabouts are one-way unless tagged otherwise. A reversible one-way is closed to vehicles, since
    its direction at the time is unknown. People on foot are bound only by ``oneway:foot``.
    """
    forward = allowed(tags, default, ":forward")
    backward = allowed(tags, default, ":backward")
    oneway = tags.get("oneway:motor_vehicle") or tags.get("oneway:vehicle") or tags.get("oneway")
    if oneway is None and (tags.get("junction") in ("roundabout", "circular") or road_class == "motorway"):
        oneway = "yes"
    if oneway in ("yes", "true", "1"):
        exempt = BUS_BIT if _buses_exempt(tags) else 0
        backward &= FOOT_BIT | exempt
    elif oneway in ("-1", "reverse"):
        forward &= FOOT_BIT | (BUS_BIT if _buses_exempt(tags) else 0)
    elif oneway in ("reversible", "alternating"):
        forward, backward = forward & FOOT_BIT, backward & FOOT_BIT
    if tags.get("oneway:foot") in ("yes", "1"):
        backward &= ~FOOT_BIT
    return forward, backward


def _buses_exempt(tags: Mapping[str, str]) -> bool:
    return "no" in (tags.get("oneway:bus"), tags.get("oneway:psv")) or "opposite_lane" in (
        tags.get("busway"),
        tags.get("busway:left"),
    )
