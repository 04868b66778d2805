"""Files that are whole or not there: written beside, flushed, then renamed."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700
"""Modes of what is new: an operation tells where people are."""


def _mode(target: Path, new: int) -> int:
    """Permissions of what ``target`` replaces, else ``new``."""
    return stat.S_IMODE(target.stat().st_mode) if target.exists() else new


def sync_folder(folder: Path) -> None:
    """Flush the folder's entries to disk, so that a rename or removal survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a path to write to; on leaving it becomes ``target`` atomically, on an error it vanishes.

    Raises:
        OSError: when the disk is full or the folder cannot be written; ``target`` is then as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        draft.touch(mode=OWNER_ONLY_FILE)
        yield draft
        draft.chmod(_mode(target, OWNER_ONLY_FILE))
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
        sync_folder(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def write_bytes(target: Path, data: bytes) -> None:
    """Write ``data`` to ``target`` atomically."""
    with replacing(target) as draft:
        draft.write_bytes(data)


def write_text(target: Path, text: str) -> None:
    """Write ``text`` (UTF-8) to ``target`` atomically."""
    write_bytes(target, text.encode())


@contextmanager
def replacing_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder to fill; on leaving it takes ``target``'s place, on an error it vanishes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    old = target.with_name(f".{target.name}.{secrets.token_hex(4)}.old")
    draft.mkdir(mode=OWNER_ONLY_FOLDER)
    try:
        yield draft
        draft.chmod(_mode(target, OWNER_ONLY_FOLDER))
        if target.exists():
            target.rename(old)
        draft.rename(target)
        sync_folder(target.parent)
    finally:
        if not target.exists() and old.exists():
            old.rename(target)
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
