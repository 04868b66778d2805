"""Is this error the disk's, because nothing more fits on it? Told apart from all others, since a person can help."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corridor.errors import InputRefused
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No room; a quota is used up; a file would pass its limit."""
SQLITE_FULL = 13
SAID_BY_EXPORT = "database or disk is full"
"""SQLite's words for 13; ``sqlcipher_export`` passes them on under the code 1."""
SQLITE_WRITES = frozenset({778, 1034, 1290, 1546, 4874})
"""I/O errors of writing, syncing, syncing a folder, truncating, and growing shared memory: what quotas and limits look
like to SQLite (https://www.sqlite.org/rescode.html)."""


def disk_full(error: BaseException | None) -> bool:
    """Whether ``error``, or what it came from, means that the disk takes no more."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        code = getattr(error, "sqlite_errorcode", None)
        if code in SQLITE_WRITES or code == SQLITE_FULL or (code is not None and str(error) == SAID_BY_EXPORT):
            return True
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def told_when_full() -> Iterator[None]:
    """For commands: the same in words.

    Raises:
        InputRefused: ``store.disk_full``.
    """
    try:
        yield
    except Exception as error:
        if not disk_full(error):
            raise
        raise InputRefused(
            "store.disk_full",
            _("The disk has no room left. What was confirmed before is kept; the last step was not done."),
            "",
            _("Make room on the disk, then do it again."),
        ) from error
