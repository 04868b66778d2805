"""Django's SQLite backend on ``sqlcipher3``.

SQLCipher 4 encrypts every page, WAL included, with AES-256 and a MAC (https://www.zetetic.net/sqlcipher/design/).
The key is raw, 32 random bytes: the slow derivation from a passphrase is done once, in ``keyring``.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Mapping
from itertools import tee
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3 import base as sqlite
from django.db.backends.sqlite3._functions import (  # type: ignore[import-untyped]
    register as register_functions,
)
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as Database  # noqa: N812 - the name that Django's backends give it

PRAGMAS = (
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "secure_delete = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "trusted_schema = OFF",
    "cache_size = -8000",
)
"""For every connection: no temporary files, erased content overwritten, each commit on disk before it is told."""


def _register() -> None:
    for name, function in (("date", parse_date), ("time", parse_time), ("datetime", parse_datetime)):
        Database.register_converter(name, sqlite.decoder(function))
    Database.register_converter("timestamp", sqlite.decoder(parse_datetime))
    Database.register_converter("bool", b"1".__eq__)
    Database.register_adapter(decimal.Decimal, str)
    Database.register_adapter(datetime.date, sqlite.adapt_date)
    Database.register_adapter(datetime.datetime, sqlite.adapt_datetime)


_register()


class CipherCursor(Database.Cursor):  # type: ignore[misc]
    """Turns Django's ``%s`` into SQLite's ``?``, as Django's own cursor does for ``sqlite3``."""

    convert_query = sqlite.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement."""
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Any) -> Any:
        """Run one statement for each set of parameters."""
        peekable, param_list = tee(iter(param_list))
        first = next(peekable, None)
        names = list(first) if first and isinstance(first, Mapping) else None
        return super().executemany(self.convert_query(query, param_names=names), param_list)


def unlock(connection: Any, key: bytes) -> None:
    """Give a fresh connection its key and its habits."""
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


class DatabaseWrapper(sqlite.DatabaseWrapper):
    """The desk's database."""

    display_name = "SQLCipher"
    Database = Database

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open, unlock, add the functions that Django's queries use."""
        connection = Database.connect(**conn_params)
        try:
            unlock(connection, settings.DESK_KEYS.database)
            register_functions(connection)
        except Database.Error:
            connection.close()
            raise
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor that understands Django's parameters."""
        del name
        return self.connection.cursor(factory=CipherCursor)
