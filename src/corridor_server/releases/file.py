"""The released file: CSV that says whose it is. Built when it is taken, and never kept here."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from corridor_server.releases.coarsen import coarsen
from corridor_server.releases.sources import persons, records, value_at
from corridor_server.releases.watermark import order

if TYPE_CHECKING:
    from corridor_server.releases.models import Release
    from corridor_server.releases.sources import Source

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Cells that begin so are formulas to a spreadsheet (OWASP, CSV injection); phones begin with a plus."""


def build(release: Release, source: Source, key: bytes) -> tuple[bytes, int]:
    """The file's bytes and its number of rows.

    Args:
        release: agreed to by its second person.
        source: the list it names.
        key: 32 bytes; the order of exact rows is the mark of this release under it.
    """
    rows = _exact(release, source, key) if release.exact else _areas(source)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for words in _marks(release):
        writer.writerow([f"# {words}"])
    for row in rows:
        writer.writerow([plain(cell) for cell in row])
    writer.writerow([f"# {release.number}"])
    return "\N{ZERO WIDTH NO-BREAK SPACE}".encode() + text.getvalue().encode(), len(rows) - 1


def plain(cell: Any) -> str:
    """A cell as text that no spreadsheet runs."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) and not _is_number(text) else text


def _marks(release: Release) -> list[str]:
    decider = release.decided_by.display_name if release.decided_by else "—"
    return [
        _("Release {number} of {moment}").format(number=release.number, moment=f"{timezone.now():%Y-%m-%d %H:%M} UTC"),
        _("For {recipient}. {purpose}").format(recipient=release.recipient, purpose=release.purpose),
        _("Asked by {one}, agreed by {other}.").format(one=release.asked_by.display_name, other=decider),
        _("This copy is marked. In the wrong hands it endangers people: do not pass it on, erase it after use."),
    ]


def _exact(release: Release, source: Source, key: bytes) -> list[list[Any]]:
    chosen = [(path, heading) for path, heading in source.columns if path in release.columns.split()]
    rows = [[value_at(one, path) for path, _heading in chosen] for one in records(source)]
    texts = ["|".join(plain(cell) for cell in row) for row in rows]
    ranked = order(texts, key, str(release.pk))
    return [[str(heading) for _path, heading in chosen], *(rows[at] for at in ranked)]


def _areas(source: Source) -> list[list[Any]]:
    coarse = coarsen(list(persons(source)))
    head = [_("Longitude"), _("Latitude"), _("Side of the square, km"), _("People"), _("Among them")]
    rows: list[list[Any]] = [head]
    for area in coarse.areas:
        others = _("others")
        groups = ", ".join(f"{name or others}: {count}" for name, count in area.groups.items())
        side = "" if area.side is None else area.side / 1000
        rows.append([area.lon, area.lat, side, area.people, groups])
    if coarse.too_few:
        rows.append(["", "", "", _("fewer than 5"), ""])
    return rows


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return not text.startswith("+")
