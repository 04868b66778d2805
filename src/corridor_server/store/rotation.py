"""New keys for a store: every page, every encrypted cell and every blind index written anew.

Works on copies and commits by one rename, so that a kill at any moment leaves the old store or the new one, whole:

1. ``store.next.db`` (all content under the new keys), ``pki.next`` and ``keyring.next.json`` are written and flushed;
2. ``keyring.next.json`` becomes ``keyring.json``: from here on the new keys hold;
3. the other two take their places. ``succession.finish`` does step 3 at the next start if a kill came between.

The audit's key stays: its chain and the anchors kept elsewhere must go on proving each other.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import serialization
from django.apps import apps
from django.db import connection

from corridor.files import sync_folder, write_bytes
from corridor_server.store.cells import seal
from corridor_server.store.fields import BlindIndexField, EncryptedTextField
from corridor_server.store.keyring import new_keyring
from corridor_server.store.keys import Keys
from corridor_server.store.snapshot import export, open_store
from corridor_server.store.succession import finish, forget, next_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.db import models

    from corridor_server.config import DeskConfig

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was written anew."""

    cells: int
    indexes: int


def rotate(config: DeskConfig, old: Keys, passphrase: str) -> Rotated:
    """Give the store fresh keys under ``passphrase``. Django must be started with ``old``, and no desk may run.

    Raises:
        OSError: the disk is full; the store is as it was.
    """
    fresh = Keys.random()
    new = Keys(fresh.database, fresh.fields, fresh.index, old.audit, fresh.web)
    ring, _store_key = new_keyring(new, passphrase)
    store, pki, keyring = next_files(config)
    try:
        export(config.database, old.database, store, new.database)
        done = _rewrite(store, new)
        _copy_certificates(config.certificates, pki, old, new)
        ring.write(keyring)
    except BaseException:
        forget(config)
        raise
    connection.close()
    keyring.replace(config.keyring)
    sync_folder(config.folder)
    finish(config)
    return done


def _rewrite(store: Path, new: Keys) -> Rotated:
    """Cells and blind indexes of every table, histories included, into the copy."""
    cells = indexes = 0
    with closing(open_store(store, new.database)) as copy:
        copy.execute("BEGIN IMMEDIATE")
        for model in apps.get_models():
            sealed = [one for one in model._meta.concrete_fields if isinstance(one, EncryptedTextField)]
            blind = [one for one in model._meta.concrete_fields if isinstance(one, BlindIndexField)]
            if sealed or blind:
                written = _rewrite_table(copy, model, sealed, blind, new)
                cells, indexes = cells + written * len(sealed), indexes + written * len(blind)
        copy.execute("DELETE FROM accounts_desksession")  # signed with the old key
        copy.execute("COMMIT")
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy.execute("PRAGMA journal_mode = DELETE")
    return Rotated(cells, indexes)


def _rewrite_table(
    copy: Any, model: type[models.Model], sealed: list[EncryptedTextField], blind: list[BlindIndexField], new: Keys
) -> int:
    columns = [str(one.column) for one in (*sealed, *blind)]
    key = model._meta.pk
    if key is None:
        raise TypeError("every table has a primary key")
    places = ", ".join(f'"{column}" = ?' for column in columns)
    update = f'UPDATE "{model._meta.db_table}" SET {places} WHERE "{key.column}" = ?'  # noqa: S608 - names of our models
    count = 0
    for record in model._base_manager.iterator(chunk_size=CHUNK):
        copy.execute(update, (*_values(record, sealed, blind, new), record.pk))
        count += 1
    return count


def _values(
    record: models.Model, sealed: list[EncryptedTextField], blind: list[BlindIndexField], new: Keys
) -> Iterator[Any]:
    for one in sealed:
        plain = getattr(record, one.attname)
        yield seal(new.fields, plain, one.place(record)) if plain else plain if plain is None else b""
    for other in blind:
        yield str(other.index_of(getattr(record, other.source), new.index))


def _copy_certificates(folder: Path, target: Path, old: Keys, new: Keys) -> None:
    if not folder.is_dir():
        return
    was, will = (one.password("certificates").encode() for one in (old, new))
    target.mkdir(mode=0o700)
    for path in folder.iterdir():
        data = path.read_bytes()
        if path.suffix == ".key":
            data = serialization.load_pem_private_key(data, was).private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(will),
            )
        write_bytes(target / path.name, data)
