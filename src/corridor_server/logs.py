"""The desk's log: event names, ids and counts, one JSON object a line. Never a record, never an exception's words.

An exception quotes values ("Key (phone)=(…) already exists"), and a library's message may quote anything. So of an
exception only its type and places in the code are kept, and of a library's message only who spoke and how loudly.
"""

from __future__ import annotations

import logging
import os
import resource
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any

import structlog

from corridor.files import OWNER_ONLY_FILE, OWNER_ONLY_FOLDER

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from pathlib import Path
    from types import TracebackType

NAME = "desk.jsonl"
LARGEST = 5_000_000
"""Bytes; at the next start the file becomes ``desk.jsonl.1``, over the one before."""
LONGEST_WORD = 80
FRAMES = 12


def start_logs(folder: Path, part: str) -> None:
    """Send every log line of this process to ``folder``; ``part`` tells which process speaks."""
    folder.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY_FOLDER)
    path = folder / NAME
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            lambda _logger, _method, event: {**event, "part": part},
            places_only,
            plain_values_only,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(Lines(path)),  # type: ignore[arg-type] # it writes and flushes
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [Libraries(level=logging.WARNING)]
    sys.excepthook = _uncaught
    threading.excepthook = lambda left: _uncaught(left.exc_type, left.exc_value, left.exc_traceback)


class Lines:
    """A file of lines that never stops the work: a line that finds no room on the disk is left out, and counted.

    Args:
        path: appended to.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY_FILE)
        self._left_out, self._torn = 0, False

    def write(self, text: str) -> int:
        """Append ``text``, after a word about lines that were left out before it."""
        told = f'{{"event": "lines_left_out", "count": {self._left_out}}}\n' if self._left_out else ""
        data = f"{chr(10) if self._torn else ''}{told}{text}".encode()
        try:
            written = os.write(self._descriptor, data)
        except OSError:
            written = 0
        whole = written == len(data)
        self._torn = self._torn if not written else not whole
        self._left_out = 0 if whole else self._left_out + 1
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """No more lines."""
        os.close(self._descriptor)


def turn_over(folder: Path) -> None:
    """Keep the log small: called once at each start of the desk, before its processes."""
    path = folder / NAME
    if path.exists() and path.stat().st_size > LARGEST:
        path.replace(path.with_name(f"{NAME}.1"))


def forbid_core_dumps() -> None:
    """A core dump is this process's memory on disk: keys and names."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def owner_only() -> None:
    """Every file that this process and its children make is their owner's alone."""
    os.umask(0o077)


def places_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Turn ``exc_info`` into the exception's type and where in the code it passed."""
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["places"] = places(error)
        if name := getattr(error.__cause__ or error, "sqlite_errorname", None):
            event["store_error"] = name
    return event


def places(error: BaseException) -> list[str]:
    """``file:line function`` of the last frames; files as importable parts, without the machine's folders."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def plain_values_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Numbers, short single words and lists of places stay; anything else shows its type alone."""
    return {name: value if name in ("places", "timestamp") else _plain(value) for name, value in event.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str) and len(value) <= LONGEST_WORD and " " not in value and value.isascii():
        return value
    return f"<{type(value).__name__}>"


class Libraries(logging.Handler):
    """What Django and other libraries log: their name and level, and the places of an exception."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass it on without its words."""
        log = structlog.get_logger(record.name)
        log.warning("library_log", source=record.name, loud=record.levelname, exc_info=record.exc_info)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    del kind, trace
    structlog.get_logger(__name__).error("uncaught", exc_info=error)
    sys.stderr.write(f"{type(error).__name__}: see {NAME} in the folder of logs\n")


def _short(filename: str) -> str:
    for mark in ("/site-packages/", "/src/", "/lib/"):
        if mark in filename:
            return filename.rpartition(mark)[2]
    return filename.rpartition("/")[2]
