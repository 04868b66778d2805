"""One desk a folder."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corridor.errors import InputRefused
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor_server.config import DeskConfig


@contextmanager
def only_desk(config: DeskConfig) -> Iterator[None]:
    """Hold the folder; two desks on one store would each think that they are alone.

    Raises:
        InputRefused: ``desk.runs_already``.
    """
    config.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(config.folder / "desk.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputRefused(
                "desk.runs_already",
                _("A desk is running on this folder already."),
                config.folder.name,
                _("Use that one, or stop it first."),
            ) from error
        yield
    finally:
        os.close(descriptor)
