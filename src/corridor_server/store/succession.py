"""Files of a rotation that wait to take the places of those in force. Needs no Django: it comes before every start."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from corridor.files import sync_folder

if TYPE_CHECKING:
    from pathlib import Path

    from corridor_server.config import DeskConfig


def finish(config: DeskConfig) -> None:
    """Complete, or undo, a rotation that was broken off; does nothing where there was none. Call before opening."""
    store, pki, keyring = next_files(config)
    if keyring.exists():  # not committed: the old keys hold
        forget(config)
        return
    if store.exists():
        for side in ("-wal", "-shm"):
            config.database.with_name(config.database.name + side).unlink(missing_ok=True)
        store.replace(config.database)
    if pki.exists():
        shutil.rmtree(config.certificates, ignore_errors=True)
        pki.rename(config.certificates)
        sync_folder(config.folder)


def next_files(config: DeskConfig) -> tuple[Path, Path, Path]:
    """Store, certificates and keyring that are to take the places of those in force."""
    folder = config.folder
    return folder / "store.next.db", folder / "pki.next", folder / "keyring.next.json"


def forget(config: DeskConfig) -> None:
    """Remove them: the rotation did not come to its commit."""
    store, pki, keyring = next_files(config)
    for path in (store, *(store.with_name(store.name + side) for side in ("-wal", "-shm", "-journal"))):
        path.unlink(missing_ok=True)
    shutil.rmtree(pki, ignore_errors=True)
    keyring.unlink(missing_ok=True)
