"""``operation.toml``: read with the line of every mistake, written so that it reads back the same."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ValidationError

from corridor.domain.operation import OperationSettings
from corridor.errors import InputRefused
from corridor.exchange.cells import UNREADABLE, moment, prepared
from corridor.exchange.lines import ProblemList
from corridor.exchange.operation.tables import SETTINGS_FILE
from corridor.exchange.operation.words import words_for
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1_000_000
"""Bytes of ``operation.toml``."""
_CLOCKS = ("day_starts", "day_ends", "curfew_from", "curfew_until")


def read_settings(folder: Path, problems: ProblemList) -> OperationSettings:
    """The settings of the operation in ``folder``; doubts are told in ``problems``.

    Raises:
        InputRefused: missing, not UTF-8, not TOML (with the line), a value refused (all of them listed), an unknown
            time zone, or a day that lies before ``as_of``.
    """
    path = folder / SETTINGS_FILE
    if not path.is_file():
        raise InputRefused(
            "operation.no_settings",
            _("The folder has no operation.toml, so it is no operation folder."),
            folder.name,
            _("Give the folder that holds operation.toml; corridor demo makes one to start from."),
        )
    text = _text(path)
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        where = f"{SETTINGS_FILE}:{place[1]}:{place[2]}" if place else SETTINGS_FILE
        raise InputRefused(
            "operation.toml_syntax",
            _("The file is not valid TOML."),
            where,
            _("Look at this line: text needs quotation marks, every setting its own line."),
        ) from error
    zone = zone_named(data.get("timezone"))
    settings = _validated(_with_moments(data, zone, text, problems), text)
    return _plausible(settings, zone, text, problems)


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if len(raw) > LARGEST:
        raise InputRefused(
            "operation.settings_too_large",
            _("The file is far too large."),
            path.name,
            _("Check that it is the right one."),
        )
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InputRefused(
            "operation.settings_encoding",
            _("The file is not UTF-8."),
            f"{path.name}:{raw[: error.start].count(10) + 1}",
            _("Save it as UTF-8 in the text editor."),
        ) from error


def zone_named(name: object) -> ZoneInfo:
    """The time zone of that IANA name.

    Raises:
        InputRefused: ``operation.timezone``; names that are near are offered.
    """
    known = available_timezones()
    if isinstance(name, str) and name.strip() in known:
        return ZoneInfo(name.strip())
    near = get_close_matches(str(name), known, 3, 0.5)
    raise InputRefused(
        "operation.timezone",
        _("The time zone is not known.") if name else _("The time zone is missing."),
        f"{SETTINGS_FILE}, timezone",
        _("Write an IANA name, such as {names}.").format(names=", ".join(near or ["Europe/Kyiv"])),
    )


def line_of(text: str, location: tuple[int | str, ...]) -> int | None:
    """The line, from 1, of the setting at ``location`` in a TOML text; of its section where it is missing there."""
    names = [part for part in location if isinstance(part, str)]
    index = next((part for part in location if isinstance(part, int)), 0)
    section = ""
    times: dict[str, int] = {}
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            section = header[1].replace('"', "")
            times[section] = times.get(section, -1) + 1
            name = section
        elif key := re.match(r"\s*([\w.\"-]+)\s*=", line):
            name = f"{section}.{key[1]}".lstrip(".").replace('"', "")
        else:
            continue
        if times.get(section, 0) in (0, index):
            found[name] = number
    prefixes = (".".join(names[:length]) for length in range(len(names), 0, -1))
    return next((found[prefix] for prefix in prefixes if prefix in found), None)


def _with_moments(data: dict[str, Any], zone: ZoneInfo, text: str, problems: ProblemList) -> dict[str, Any]:
    """Text moments and clock times in the spelling the model takes; ``as_of`` without offset as local, told."""
    as_of = data.get("as_of")
    missing_offset = False
    if isinstance(as_of, str):
        read, missing_offset = moment(as_of, zone)
        data["as_of"] = read or UNREADABLE
    elif isinstance(as_of, datetime) and as_of.tzinfo is None:
        data["as_of"], missing_offset = as_of.replace(tzinfo=zone), True
    if missing_offset:
        problems.add(
            "row.no_offset",
            line_of(text, ("as_of",)),
            "as_of",
            str(as_of),
            reason=_("The time has no offset; it is taken as local time of {zone}.").format(zone=zone.key),
            remedy=_("Write it such as 2023-02-14T08:30+02:00."),
            fatal=False,
        )
    evacuation = data.get("evacuation")
    if isinstance(evacuation, dict) and isinstance(evacuation.get("starts"), str):
        evacuation["starts"] = moment(evacuation["starts"], zone)[0] or UNREADABLE
    elif isinstance(evacuation, dict) and isinstance(evacuation.get("starts"), datetime):
        starts = evacuation["starts"]
        evacuation["starts"] = starts.replace(tzinfo=zone) if starts.tzinfo is None else starts
    if isinstance(data.get("day"), str):
        data["day"] = prepared(data["day"], "date", False)
    plan = data.get("plan")
    if isinstance(plan, dict):
        for name in _CLOCKS:
            if isinstance(plan.get(name), str):
                plan[name] = prepared(plan[name], "time", False)
    return data


def _validated(data: dict[str, Any], text: str) -> OperationSettings:
    try:
        return OperationSettings.model_validate(data)
    except ValidationError as error:
        refused = ProblemList(SETTINGS_FILE)
        for detail in error.errors(include_url=False):
            words = words_for(detail)
            name = ".".join(str(part) for part in detail["loc"])
            given = detail["input"]
            value = None if detail["type"] == "missing" or isinstance(given, dict | list) else str(given)
            refused.add(
                words.code,
                line_of(text, detail["loc"]),
                name,
                value,
                reason=words.reason,
                remedy=words.remedy,
            )
        raise InputRefused(
            "operation.settings",
            _("Settings are missing or cannot be used."),
            SETTINGS_FILE,
            _("Correct the lines listed; corridor schema --markdown tells what each may hold."),
            refused.all(),
        ) from error


def _plausible(settings: OperationSettings, zone: ZoneInfo, text: str, problems: ProblemList) -> OperationSettings:
    known_on = settings.as_of.astimezone(zone).date()
    if settings.day < known_on:
        raise InputRefused(
            "operation.day_past",
            _("The day to plan, {day}, lies before as_of, {as_of}.").format(day=settings.day, as_of=known_on),
            f"{SETTINGS_FILE}:{line_of(text, ('day',)) or 1}, day",
            _("Set day to today or later, or as_of to a time before that day."),
        )
    if settings.day > known_on + timedelta(days=1):
        problems.add(
            "operation.as_of_old",
            line_of(text, ("as_of",)),
            "as_of",
            settings.as_of.isoformat(),
            reason=_("What is known ends more than a day before the day to plan; later reports are left out."),
            remedy=_("Set as_of to now, and add what has been reported since."),
            fatal=False,
        )
    if settings.plan.day_ends <= settings.plan.day_starts:
        raise InputRefused(
            "operation.day_window",
            _("The day ends before it starts."),
            f"{SETTINGS_FILE}:{line_of(text, ('plan', 'day_ends')) or 1}, plan.day_ends",
            _("Set day_ends later than day_starts."),
        )
    return settings


def settings_text(settings: OperationSettings) -> str:
    """``settings`` as TOML; values that stand at their default are left out, except what a person must see."""
    shown = settings.model_dump(exclude_defaults=True)
    return "\n".join(_toml(shown, settings, ())) + "\n"


def _toml(values: dict[str, Any], source: BaseModel, section: tuple[str, ...]) -> list[str]:
    lines = [f"{key} = {_toml_value(value)}" for key, value in values.items() if not isinstance(value, dict | tuple)]
    for key, value in values.items():
        path = ".".join((*section, key))
        if isinstance(value, dict) and value:
            lines += ["", f"[{path}]", *_toml(value, source, (*section, key))]
        elif isinstance(value, tuple):
            for entry in value:
                lines += ["", f"[[{path}]]", *_toml(entry, source, (*section, key))]
    return lines


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    quoted = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", quoted) + '"'
