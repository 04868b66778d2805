"""Calendar days as people type them on the command line: a date, and the moment at which that day begins."""

from __future__ import annotations

from datetime import date, datetime
from datetime import time as clock
from time import time
from typing import Annotated

import typer

from corridor.errors import InputRefused
from corridor.i18n import gettext as _

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help=_("The day that begins, in the time zone; by default now.")),
]


def day(text: str, option: str) -> date:
    """A calendar day of ``option``, or a refusal (``hazard.date``)."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputRefused(
            "hazard.date", _("This is no date."), f"{option} {text}", _("Write it such as 2022-05-01.")
        ) from error


def morning_of(text: str | None, timezone: str) -> int:
    """Epoch seconds at which the day of ``--as-of`` begins in ``timezone``; without a day, now.

    Raises:
        InputRefused: no date (``hazard.date``), no such time zone (``incidents.timezone``).
    """
    from corridor.exchange.incidents.read import zone_of

    zone = zone_of(timezone, "--timezone")
    return int(time()) if text is None else int(datetime.combine(day(text, "--as-of"), clock(), zone).timestamp())
