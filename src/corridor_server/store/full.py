"""Is this error the disk's, which is full or fails? Told apart from all others, since a person can help."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corridor.errors import InputRefused
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""No room; a quota is used up; a file would pass its limit; the disk fails."""
SQLITE_DISK = frozenset({10, 13})
"""IOERR and FULL, with all that extends them (https://www.sqlite.org/rescode.html): quotas look like the first."""
SAID_BY_EXPORT = "database or disk is full"
"""SQLite's words for 13; ``sqlcipher_export`` passes them on under the code 1."""


def disk_full(error: BaseException | None) -> bool:
    """Whether ``error``, or what it came from, means that the disk takes no more: it is full, or it fails."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and (code & 0xFF in SQLITE_DISK or str(error) == SAID_BY_EXPORT):
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
            _("The disk is full, or it fails. What was confirmed before is kept; the last step was not done."),
            "",
            _("Make room on the disk, then do it again."),
        ) from error
