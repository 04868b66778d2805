"""Sessions in the encrypted store, each with its owner, browser and network, so that they can be listed and ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions


class SessionStore(DatabaseSessions):
    """Django's database sessions, with the columns that people read filled from the session's own data."""

    @classmethod
    def get_model_class(cls) -> Any:
        """The table."""
        from corridor_server.accounts.models import DeskSession  # noqa: PLC0415 - the engine loads before models

        return DeskSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """A row from ``data``."""
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.handle = data.get("handle", "")
        row.browser = data.get("browser", "")
        row.network = data.get("network", "")
        row.started = _moment(data.get("started"))
        row.seen = _moment(data.get("seen"))
        return row


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
