"""Several files changed together or not at all, whatever happens in between: a write-ahead journal.

All new contents go into one journal file first, with their checksums, flushed to disk. Only then are they applied,
each atomically, and the journal is removed. A crash before the journal is whole leaves everything as it was; a
crash after it is made good by ``complete``, which applies the journal again. Applying is idempotent.

Source of the idea: write-ahead logging, C. Mohan et al. (1992), ARIES, https://doi.org/10.1145/128765.128770
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from corridor.errors import InputRefused
from corridor.files import sync_folder, write_bytes
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

JOURNAL = ".corridor-journal.json"
_VERSION = 1


def write_together(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write ``contents`` (path inside ``folder``: new bytes) so that all of it happens, or nothing.

    Raises:
        OSError: disk full or not writable. Before the journal is whole nothing has changed; afterwards the next
            ``complete`` finishes the work.
    """
    complete(folder)
    entries = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "data": base64.b64encode(data).decode()}
        for name, data in sorted(contents.items())
    }
    body = {"version": _VERSION, "files": entries}
    checksum = hashlib.sha256(_canonical(body)).hexdigest()
    write_bytes(folder / JOURNAL, _canonical(body | {"sha256": checksum}))
    _apply(folder, contents)


def complete(folder: Path) -> bool:
    """Finish an interrupted ``write_together``, if there is one; returns whether there was.

    Raises:
        InputRefused: ``journal.damaged``: the journal was altered, nothing of it is applied.
    """
    path = folder / JOURNAL
    if not path.is_file():
        return False
    try:
        body = json.loads(path.read_bytes())
        checksum = body.pop("sha256")
        whole = hashlib.sha256(_canonical(body)).hexdigest() == checksum and body["version"] == _VERSION
        contents = {name: base64.b64decode(entry["data"]) for name, entry in body["files"].items()}
        whole &= all(hashlib.sha256(contents[n]).hexdigest() == e["sha256"] for n, e in body["files"].items())
        whole &= all(_inside(name) for name in contents)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        whole, contents = False, {}
    if not whole:
        raise InputRefused(
            "journal.damaged",
            _("An interrupted change of this folder left a journal that has been altered since."),
            JOURNAL,
            _("Restore the folder from a copy, or delete the journal and record the day again."),
        )
    _apply(folder, contents)
    return True


def _apply(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, data in sorted(contents.items()):
        write_bytes(folder / name, data)
    (folder / JOURNAL).unlink(missing_ok=True)
    sync_folder(folder)


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _canonical(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
