"""A desk from a backup: one person brings the recipient's identity, two bring shares; all land in a new folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyrage

from corridor.errors import InputRefused
from corridor.files import replacing_folder
from corridor_server.config import DeskConfig
from corridor_server.i18n import gettext as _
from corridor_server.store import shares as slip39
from corridor_server.store.backup import DATABASE, MANIFEST, unpack
from corridor_server.store.keyring import read_keyring
from corridor_server.store.snapshot import problems

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corridor_server.store.keys import Keys


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    keys: Keys
    made: str
    shares: tuple[int, ...]


def restore(source: Path, config: DeskConfig, identity: str, shares: Sequence[str], passphrase: str) -> Restored:
    """Unpack ``source`` into ``config.folder``, which must not hold a desk, under a new ``passphrase``.

    Raises:
        InputRefused: the folder is in use (``restore.not_empty``), or the identity, a share or the file is wrong.
            Nothing is left behind then.
    """
    if config.keyring.exists() or config.database.exists():
        raise InputRefused(
            "restore.not_empty",
            _("This folder holds a desk already; a backup never covers one."),
            config.folder.name,
            _("Restore into a new folder: --data NEW-FOLDER"),
        )
    store_key = slip39.combine(shares)
    with replacing_folder(config.folder) as draft:
        unpacked = draft / "unpacked"
        manifest = unpack(source, _identity(identity), unpacked)
        ring = read_keyring(unpacked / config.keyring.name)
        keys = ring.keys(store_key)
        wrong = problems(unpacked / DATABASE, keys.database)
        if wrong:
            raise InputRefused(
                "restore.damaged",
                _("The store inside the backup is damaged."),
                source.name,
                _("Take an older backup, and keep this one for an expert."),
            )
        for path in sorted(unpacked.iterdir()):
            if path.name != MANIFEST:
                path.rename(draft / path.name)
        shutil.rmtree(unpacked)
        ring.rewrapped(store_key, passphrase).write(draft / config.keyring.name)
    return Restored(keys, str(manifest["made"]), tuple(slip39.number_of(one) for one in shares[:2]))


def _identity(text: str) -> pyrage.x25519.Identity:
    """The identity in an age key file: its line that begins with AGE-SECRET-KEY-."""
    line = next((one.strip() for one in text.splitlines() if one.strip().startswith("AGE-SECRET-KEY-")), "")
    try:
        return pyrage.x25519.Identity.from_str(line)
    except pyrage.IdentityError as error:
        raise InputRefused(
            "backup.identity",
            _("This is no age identity."),
            "--identity",
            _("The file holds a line that begins with AGE-SECRET-KEY-."),
        ) from error
