"""An OpenStreetMap file that is known to be one: format told by content, faults told in words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import osmium

from corridor.errors import InputRefused
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIXES = (".osm.pbf", ".osm.gz", ".osm.bz2", ".osm", ".pbf", ".xml")


def _format_of(head: bytes) -> str | None:
    """libosmium's format name for a file that begins with ``head``; ``None`` for no OpenStreetMap file."""
    if head[:2] == b"\x1f\x8b":
        return "osm.gz"
    if head[:3] == b"BZh":
        return "osm.bz2"
    if b"OSMHeader" in head[:64]:
        return "pbf"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return "osm" if text.startswith((b"<?xml", b"<osm")) and b"<osm" in head else None


def open_source(path: Path) -> osmium.io.File:
    """The file, its format recognised by its first bytes rather than by its name.

    Raises:
        InputRefused: ``roads.missing``, ``roads.empty_file`` or ``roads.not_osm``.
    """
    if not path.is_file():
        raise InputRefused(
            "roads.missing",
            _("There is no such file."),
            str(path),
            _("Check the path, or download an extract, for instance from download.geofabrik.de."),
        )
    with path.open("rb") as stream:
        head = stream.read(2048)
    if not head:
        raise InputRefused(
            "roads.empty_file", _("The file is empty."), path.name, _("Download it again; the disk may have been full.")
        )
    kind = _format_of(head)
    if kind is None:
        raise InputRefused(
            "roads.not_osm",
            _("This is no OpenStreetMap file."),
            path.name,
            _("Give a file in one of these formats: .osm.pbf, .osm, .osm.gz, .osm.bz2."),
        )
    return osmium.io.File(str(path), kind)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn libosmium's complaints inside the block into words.

    Raises:
        InputRefused: ``roads.truncated`` where the file ends too early or its compressed stream is broken,
            ``roads.unreadable`` for everything else that libosmium refuses.
    """
    try:
        yield
    except (RuntimeError, osmium.InvalidLocationError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        if any(word in reason.lower() for word in _TRUNCATED):
            raise InputRefused(
                "roads.truncated",
                _("The file is cut short or damaged: {reason}.").format(reason=reason),
                path.name,
                _("Download or copy it again and compare its size with the original's."),
            ) from error
        raise InputRefused(
            "roads.unreadable",
            _("The file cannot be read as OpenStreetMap data: {reason}.").format(reason=reason),
            path.name,
            _("Check it with another program, or download it again."),
        ) from error


_TRUNCATED = (
    "truncat",
    "eof",
    "gzip",
    "bzip2",
    "unexpected end",
    "no element found",
    "unclosed token",
    "zlib",
    "inflate",
)
