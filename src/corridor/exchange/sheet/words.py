"""What a crew sheet says in words: how much exposure, how long, who, how far."""

from __future__ import annotations

from datetime import UTC, date, datetime
from math import ceil
from typing import TYPE_CHECKING

from corridor.domain.operation import Household
from corridor.domain.plan import StopKind
from corridor.domain.profiles import Profile
from corridor.i18n import current_language, ngettext
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from corridor.domain.plan import Path, Plan


def share_in_words(share: float) -> str:
    """``share`` of a reference (1: the same) as people say it, to the precision that the figure deserves."""
    steps = (
        (0.03, _("far less than a tenth of")),
        (0.075, _("about a twentieth of")),
        (0.15, _("about a tenth of")),
        (0.225, _("about a fifth of")),
        (0.29, _("about a quarter of")),
        (0.42, _("about a third of")),
        (0.58, _("about half of")),
        (0.71, _("about two thirds of")),
        (0.9, _("about four fifths of")),
        (1.12, _("about as much as")),
        (1.35, _("about a quarter more than")),
        (1.75, _("about one and a half times")),
        (2.5, _("about twice")),
    )
    for limit, words in steps:
        if share < limit:
            return words
    return _("about {times} times").format(times=f"{share:.0f}")


def budget_share(used: float) -> str:
    """How much of the crew's risk budget (1: all of it) a mission uses; a little is never told as nothing."""
    if used < 0.01:
        return _("It uses less than 1 % of this crew's risk budget for the day.")
    return _("It uses {percent} % of this crew's risk budget for the day.").format(percent=f"{100 * used:.0f}")


def time_against(other: Path, chosen: Path) -> str:
    """How much longer or shorter, in time, the drive over ``other`` is than that over ``chosen``."""
    longer = (other.arrive_s - other.depart_s) - (chosen.arrive_s - chosen.depart_s)
    if abs(longer) < 60:
        return _("about as long")
    told = _("{minutes} longer") if longer > 0 else _("{minutes} shorter")
    return told.format(minutes=minutes(abs(longer)))


def exposure_against(other: Path, chosen: Path) -> str:
    """The upper exposure of ``other`` against that of ``chosen``; empty when they differ by at most a quarter."""
    if chosen.exposure_upper <= 0:
        return _("exposed, where the chosen road is not") if other.exposure_upper > 0 else ""
    share = other.exposure_upper / chosen.exposure_upper
    if 0.75 <= share <= 1.25:
        return ""
    return _("{share} the exposure of the chosen road").format(share=share_in_words(share))


def reference_name(plan: Plan) -> str:
    """The plan or trip that exposures are compared with."""
    known = {
        "quickest": _("the quickest plan"),
        "chosen": _("the chosen plan"),
        "least": _("the least exposed plan"),
        "": _("the reference"),
    }
    # A name in the planner's own words cannot be inflected, so it is quoted where nouns are.
    own = plan.reference_name if current_language() == "en" else f"«{plan.reference_name}»"
    return known.get(plan.reference_name, own)


def clock(time_s: float, zone: ZoneInfo) -> str:
    """Local clock time, HH:MM, rounded down to the minute."""
    return datetime.fromtimestamp(int(time_s), UTC).astimezone(zone).strftime("%H:%M")


def hours_between(start_s: int, end_s: int, zone: ZoneInfo) -> str:
    """The hours that a coarse copy tells: from the full hour of the start to the full hour after the end."""
    return f"{clock(start_s, zone)}–{clock(end_s + 3600, zone)}"


def day_in_words(day: str) -> str:
    """``2023-02-24`` with its weekday."""
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return f"{names[date.fromisoformat(day).weekday()]} {day}"


def moment(time_s: int, zone: ZoneInfo) -> str:
    """Local date and clock time."""
    return datetime.fromtimestamp(time_s, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def kilometres(metres: float) -> str:
    """One decimal below 20 km, none above; nothing is 0."""
    if metres < 50:
        return _("{n} km").format(n=0)
    return _("{n} km").format(n=_decimal(f"{metres / 1000:.1f}" if metres < 20_000 else f"{metres / 1000:.0f}"))


def _decimal(digits: str) -> str:
    """Digits with the decimal mark of the language in force."""
    return digits.replace(".", ",") if current_language() == "uk" else digits


def minutes(seconds: float) -> str:
    """Minutes, or hours and minutes from two hours on."""
    total = max(round(seconds / 60), 0)
    if total < 120:
        return _("{n} min").format(n=total)
    return _("{h} h {m} min").format(h=total // 60, m=f"{total % 60:02d}")


def people(count: int) -> str:
    """How many people."""
    return ngettext("{n} person", "{n} people", count).format(n=count)


def handed_over(amount: float, unit: str) -> float:
    """An amount as it can be handed over: whole pieces, and tenths of other units, rounded up."""
    step = 1 if unit == "piece" else 10
    return ceil(round(amount * step, 6)) / step


def quantity(amount: float, unit: str) -> str:
    """An amount with its unit; the units that the guide names are translated."""
    known = {"litre": _("litres"), "piece": _("pieces"), "kg": _("kg")}
    return f"{_decimal(f'{amount:g}')} {known.get(unit, unit)}".rstrip()


def household(one: Household) -> str:
    """People, wheelchairs, stretchers and pets of a household; its id stands beside."""
    parts = [people(one.people)]
    if one.wheelchairs:
        parts.append(ngettext("{n} wheelchair", "{n} wheelchairs", one.wheelchairs).format(n=one.wheelchairs))
    if one.stretchers:
        parts.append(ngettext("{n} stretcher", "{n} stretchers", one.stretchers).format(n=one.stretchers))
    if one.pet_cages:
        parts.append(ngettext("{n} pet cage", "{n} pet cages", one.pet_cages).format(n=one.pet_cages))
    return ", ".join(parts)


def stop_kind(kind: StopKind) -> str:
    """What a stop is."""
    return {
        StopKind.DEPOT: _("Depot"),
        StopKind.SHELTER: _("Shelter"),
        StopKind.CENTRE: _("Reception centre"),
        StopKind.CHECKIN: _("Check-in point"),
    }[kind]


def profile(kind: Profile) -> str:
    """What a vehicle is."""
    return {
        Profile.CAR: _("car"),
        Profile.MINIBUS: _("minibus"),
        Profile.BUS: _("bus"),
        Profile.ARMOURED_VAN: _("armoured van"),
        Profile.TRUCK: _("truck"),
        Profile.FOOT: _("on foot"),
    }[kind]
