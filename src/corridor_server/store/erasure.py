"""After erasure nothing may remain: not in free pages, not in the write-ahead log, not in the search index.

``secure_delete`` overwrites what leaves a page; the write-ahead log still holds the pages of before. Its pages are
encrypted, but whoever gets the keys later could read them, so the log is emptied and cut to nothing.
"""

from __future__ import annotations

import time

from django.db import connection

PATIENCE_S = 5.0
PAUSE_S = 0.1


def leave_no_trace() -> bool:
    """Move the log into the store and truncate it; call outside a transaction.

    Returns:
        Whether all of it is gone. A reader at work elsewhere can hold the log for longer than ``PATIENCE_S``; it is
        then emptied by the next call, at the latest when the desk stops.
    """
    until = time.monotonic() + PATIENCE_S
    with connection.cursor() as cursor:
        while True:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _pages, _moved = cursor.fetchone()
            if not busy:
                return True
            if time.monotonic() > until:
                return False
            time.sleep(PAUSE_S)
