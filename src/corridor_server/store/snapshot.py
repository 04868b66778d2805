"""Copies of a database file under another key or name, by SQLCipher's own export: live rows only, nothing erased."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as sqlcipher

from corridor_server.store.backend.base import unlock

if TYPE_CHECKING:
    from pathlib import Path


def open_store(path: Path, key: bytes) -> Any:
    """A connection of its own, outside Django; autocommit."""
    connection = sqlcipher.connect(str(path), isolation_level=None, timeout=20)
    try:
        unlock(connection, key)
    except sqlcipher.Error:
        connection.close()
        raise
    return connection


def export(source: Path, key: bytes, target: Path, target_key: bytes) -> None:
    """Write ``source`` as it stands at one moment to the new file ``target``, encrypted under ``target_key``."""
    target.touch(mode=0o600)
    with closing(open_store(source, key)) as connection:
        connection.execute("ATTACH DATABASE ? AS copy KEY ?", (str(target), f"x'{target_key.hex()}'"))
        connection.execute("BEGIN")
        connection.execute("SELECT sqlcipher_export('copy')")
        version = connection.execute("PRAGMA main.user_version").fetchone()[0]
        connection.execute(f"PRAGMA copy.user_version = {int(version)}")
        connection.execute("COMMIT")
        connection.execute("DETACH DATABASE copy")


def problems(path: Path, key: bytes) -> list[str]:
    """What SQLCipher and SQLite find wrong with a file: page codes, structure, foreign keys. Empty when whole."""
    with closing(open_store(path, key)) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
        found += [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"foreign key of {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
    return found


def row_counts(path: Path, key: bytes) -> dict[str, int]:
    """Rows of every table."""
    with closing(open_store(path, key)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        quoted = [str(name).replace('"', '""') for (name,) in tables]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in quoted}  # noqa: S608
