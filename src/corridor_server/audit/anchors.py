"""Anchors on disk, beside the database and not in it: the newest in ``audit.head``, every 256th in ``audit.anchors``.

``audit.head`` is one line of fixed size, overwritten after each commit. A crash between commit and write leaves it one
entry behind, which verification takes as whole; it never runs ahead of the database. Writers take a file lock and
write only upwards. Copies kept elsewhere are lines of the same form.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from corridor.files import OWNER_ONLY_FILE
from corridor_server.audit.chain import Anchor, anchor_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD, KEPT = "audit.head", "audit.anchors"
EVERY = 256
"""Entries between two anchors that are kept for ever: about 200 bytes each."""


def note(folder: Path, key: bytes, number: int, mac: str, now: float | None = None) -> None:
    """Remember that entry ``number`` has ``mac``; older numbers than the one remembered are left out."""
    anchor = anchor_of(key, number, mac, int(time.time() if now is None else now))
    with _locked(folder / HEAD) as descriptor:
        held = parse(os.pread(descriptor, 4096, 0).decode(errors="replace"))
        if held and held[0].number >= number:
            return
        line = as_line(anchor).encode().ljust(320) + b"\n"
        os.pwrite(descriptor, line, 0)
        os.ftruncate(descriptor, len(line))
        if number == 1 or number % EVERY == 0:
            _append(folder / KEPT, anchor)


def known(folder: Path) -> tuple[Anchor, ...]:
    """Every anchor in ``folder``; none where there are no files."""
    return tuple(anchor for name in (KEPT, HEAD) for anchor in read(folder / name))


def read(path: Path) -> tuple[Anchor, ...]:
    """Anchors of one file, or of a copy of it; unreadable lines count as forged: they were readable once."""
    return parse(path.read_text(encoding="utf-8", errors="replace")) if path.exists() else ()


def as_line(anchor: Anchor) -> str:
    """One anchor as a line of JSON."""
    return json.dumps(asdict(anchor), separators=(",", ":"))


def parse(text: str) -> tuple[Anchor, ...]:
    """Anchors from lines."""
    found = []
    for line in filter(None, (one.strip(" \0\r") for one in text.split("\n"))):
        try:
            raw = json.loads(line)
            found.append(Anchor(int(raw["number"]), str(raw["mac"]), int(raw["at"]), str(raw["signature"])))
        except (ValueError, KeyError, TypeError):
            found.append(Anchor(0, "", 0, ""))
    return tuple(found)


def _append(path: Path, anchor: Anchor) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, OWNER_ONLY_FILE)
    try:
        os.write(descriptor, as_line(anchor).encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY_FILE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
