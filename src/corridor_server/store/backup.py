"""Backups: one file, encrypted to a recipient with age (https://age-encryption.org/v1), proven by restoring it.

Inside lie the store's encrypted export, the keyring without its passphrase, the certificates and the audit's anchors.
So whoever restores needs the recipient's identity *and* two of three shares: at least two people.
"""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage

from corridor import __version__
from corridor.errors import InputRefused, InternalFault
from corridor.files import replacing
from corridor_server.audit import anchors
from corridor_server.i18n import gettext as _
from corridor_server.store.keyring import parse_keyring
from corridor_server.store.snapshot import export, problems, row_counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor_server.config import DeskConfig
    from corridor_server.store.keyring import Keyring
    from corridor_server.store.keys import Keys

FORMAT = 1
MANIFEST, DATABASE, KEYRING = "manifest.json", "store.db", "keyring.json"
ANCHORS = (anchors.HEAD, anchors.KEPT)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and read back. ``rows`` counts all tables; nothing in it names anybody."""

    file: str
    bytes: int
    made: str
    tables: int
    rows: int
    verified: bool

    def as_dict(self) -> dict[str, object]:
        """Plain values, for ``--json``."""
        return asdict(self)


def make_backup(config: DeskConfig, ring: Keyring, keys: Keys, recipient: str, target: Path) -> Backup:
    """Write ``target``, then restore it into a scratch folder and compare; the desk may go on working meanwhile.

    Raises:
        InputRefused: ``backup.no_shares``, ``backup.recipient``.
        InternalFault: ``backup.not_restorable``; no file is left.
        OSError: the disk is full; no file is left.
    """
    if ring.shares is None:
        raise InputRefused(
            "backup.no_shares",
            _("No shares of this store's key were made yet; a backup could never be restored."),
            "",
            _("Make them first: corridor admin keys shares"),
        )
    witness = pyrage.x25519.Identity.generate()  # reads this backup back once, then is forgotten
    made = datetime.now(UTC).replace(microsecond=0).isoformat()
    with _scratch(config.folder) as scratch, replacing(target) as draft:
        export(config.database, keys.database, scratch / DATABASE, keys.database)
        rows = row_counts(scratch / DATABASE, keys.database)
        _pack(config, ring, {"format": FORMAT, "version": __version__, "made": made, "rows": rows}, scratch)
        packed = scratch / "backup.tar"
        pyrage.encrypt_file(str(packed), str(draft), [_recipient(recipient), witness.to_public()])
        packed.unlink()
        _prove(draft, witness, keys, rows, scratch)
    return Backup(target.name, target.stat().st_size, made, len(rows), sum(rows.values()), verified=True)


def _pack(config: DeskConfig, ring: Keyring, manifest: dict[str, object], scratch: Path) -> None:
    with tarfile.open(scratch / "backup.tar", "w") as archive:
        _add(archive, MANIFEST, json.dumps(manifest).encode())
        _add(archive, KEYRING, ring.without_passphrase().as_text().encode())
        archive.add(scratch / DATABASE, DATABASE)
        for name in ANCHORS:
            if (config.folder / name).exists():
                _add(archive, name, (config.folder / name).read_bytes())
        for path in sorted(config.certificates.iterdir() if config.certificates.is_dir() else ()):
            archive.add(path, f"{config.certificates.name}/{path.name}")
    (scratch / DATABASE).unlink()


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), 0o600
    archive.addfile(entry, io.BytesIO(data))


def _prove(draft: Path, witness: pyrage.x25519.Identity, keys: Keys, rows: dict[str, int], scratch: Path) -> None:
    """Restore it: decrypt, unpack, open with the keys, check every page, compare every table."""
    folder = scratch / "proof"
    unpack(draft, witness, folder)
    wrong = problems(folder / DATABASE, keys.database)
    if wrong or row_counts(folder / DATABASE, keys.database) != rows:
        raise InternalFault(
            "backup.not_restorable",
            _("The backup was written but cannot be restored whole."),
            "; ".join(wrong[:3]),
            _("Run: corridor admin health. Do not delete older backups."),
        )


def unpack(source: Path, identity: pyrage.x25519.Identity, folder: Path) -> dict[str, object]:
    """Decrypt and unpack a backup into the new ``folder``; its manifest.

    Raises:
        InputRefused: ``backup.identity_wrong``, ``backup.broken``.
    """
    folder.mkdir(mode=0o700, parents=True)
    packed = folder / ".backup.tar"
    try:
        pyrage.decrypt_file(str(source), str(packed), [identity])
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, object] = json.loads((folder / MANIFEST).read_text("utf-8"))
        parse_keyring((folder / KEYRING).read_text("utf-8"))
        if manifest.get("format") != FORMAT or not (folder / DATABASE).exists():
            raise ValueError("not a backup of this kind")
    except pyrage.DecryptError as error:
        raise InputRefused(
            "backup.identity_wrong",
            _("The backup does not open with this identity, or it was changed or cut short."),
            source.name,
            _("Use the identity of the recipient it was made for, and a whole copy of the file."),
        ) from error
    except (tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise InputRefused(
            "backup.broken",
            _("The file opens, but it is no backup of a desk."),
            source.name,
            _("Take a file that corridor admin backup has written."),
        ) from error
    finally:
        packed.unlink(missing_ok=True)
    return manifest


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise InputRefused(
            "backup.recipient",
            _("This is no age recipient."),
            text[:20],
            _("It begins with age1; make a pair with: corridor admin identity"),
        ) from error


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Beside the store, so that what lies there for a moment is on the same disk, encrypted, and removed."""
    path = Path(tempfile.mkdtemp(prefix=".backup-", dir=folder))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
