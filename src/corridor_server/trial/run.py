"""Makes the desk of a load test in a folder of its own, serves it, lets the visitors in, and counts."""

from __future__ import annotations

import json
import os
import secrets
import select
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.errors import InternalFault
from corridor_server.config import DeskConfig
from corridor_server.i18n import gettext as _
from corridor_server.serving.first_start import open_or_make
from corridor_server.start import start_django

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridor.progress import Progress
    from corridor_server.trial.crowd import Crowd, Login
    from corridor_server.trial.visitor import Asked

READY_WITHIN_S = 180
STARTS = 3
"""Times the desk is started on the full store; the median is told."""
SEED = 7
WARM_UP_S = 15.0
"""Told apart: every thread opens the store and every page is put together for the first time."""


def load_test(
    folder: Path, people: int, users: int, shelters: int, seconds: float, progress: Progress
) -> dict[str, Any]:
    """Serve a desk with ``people`` people to ``users`` visitors for ``seconds``.

    Args:
        folder: empty; holds the desk. Whoever calls removes it.
        people: drawn people, beside those of the demonstration, whose roads, danger and vehicles the desk holds too.
        users: visitors at once, each with a login, a session and a connection of their own.
        shelters: in all.
        seconds: of visits, after everybody has come in and worked for ``WARM_UP_S``.
        progress: told of each step.

    Returns:
        ``pages_ms`` and ``searches_ms`` (``p50``, ``p95``, ``most``, ``count``; milliseconds at the visitor), the same
        by page, ``first_ms`` (pages and searches while everybody opens the desk at once, cold), ``errors`` (answers
        other than 200, and none), ``ready_s`` (from the command to the line that says ready, on the full store),
        ``memory_mb`` (most that each process held).

    Raises:
        InternalFault: ``desk.no_answer``: the desk did not start, or let nobody in.
    """
    secret = folder / "passphrase"
    secret.write_text(secrets.token_urlsafe(24) + "\n")
    secret.chmod(0o600)
    passphrase = secret.read_text().strip()
    config = DeskConfig(folder=folder / "desk", port=_free_port(), language="en")
    crowd, logins = _make(config, passphrase, people, users, shelters, progress)
    ready: list[float] = []
    for number in range(STARTS):
        progress(_("Starting the desk"), number, STARTS)
        with _served(config, secret) as (took, certificate, process):
            ready.append(took)
            if number == STARTS - 1:
                answers, warm = _visits(config, certificate, logins, crowd, passphrase, seconds, progress)
                memory = _memory(process.pid)
    return {
        "people": people, "shelters": shelters, "users": users, "seconds": seconds, "cores": os.cpu_count(),
        **figures(answers, warm), "ready_s": sorted(round(one, 2) for one in ready)[STARTS // 2], "memory_mb": memory,
    }  # fmt: skip


def figures(answers: Sequence[Asked], warm: float) -> dict[str, Any]:
    """Times by kind and by page of what was asked from ``warm`` on (``time.monotonic``), and all that went wrong."""
    wrong = [one for one in answers if one.status != 200]
    first = [one.milliseconds for one in answers if one.at < warm]
    answers = [one for one in answers if one.at >= warm]
    named: dict[str, list[float]] = defaultdict(list)
    for one in answers:
        named[one.name].append(one.milliseconds)
    wrong = [one for one in answers if one.status != 200]
    return {
        "first_ms": _spread(first),
        "pages_ms": _spread([one.milliseconds for one in answers if not one.search]),
        "searches_ms": _spread([one.milliseconds for one in answers if one.search]),
        "errors": len(wrong),
        "wrong": sorted({f"{one.name}: {one.status}" for one in wrong}),
        "by_page_ms": {name: _spread(times) for name, times in sorted(named.items())},
    }


def _spread(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    if not ordered:
        return {"count": 0}
    middle, late = (ordered[min(int(len(ordered) * share), len(ordered) - 1)] for share in (0.5, 0.95))
    return {"count": len(ordered), "p50": round(middle, 1), "p95": round(late, 1), "most": round(ordered[-1], 1)}


def _make(
    config: DeskConfig, passphrase: str, people: int, users: int, shelters: int, progress: Progress
) -> tuple[Crowd, list[Login]]:
    opened = open_or_make(config, passphrase, str)
    start_django(config, opened.keys)
    from django.db import connections  # noqa: PLC0415 - Django has started only now

    from corridor_server.operations.demo import load_demo  # noqa: PLC0415
    from corridor_server.serving.prepare import prepare  # noqa: PLC0415
    from corridor_server.trial.crowd import fill, logins  # noqa: PLC0415

    prepare(config, opened.keys, demonstration=False)
    load_demo(progress=progress)
    crowd = fill(people, shelters, SEED, lambda done: progress(_("Drawing people"), done, people))
    made = logins(users, passphrase)
    connections.close_all()
    return crowd, made


@contextmanager
def _served(config: DeskConfig, secret: Path) -> Iterator[tuple[float, Path, subprocess.Popen[str]]]:
    """``corridor serve`` as a process of its own: seconds until ready, its certificate, the process."""
    words = ["serve", "--data", config.folder, "--port", config.port, "--passphrase-file", secret, "--no-browser"]
    begun = time.perf_counter()
    with (secret.parent / "served.txt").open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-c", "from corridor.cli import main; main()", *map(str, words)],
            stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        try:
            line = _ready_line(process)
            yield time.perf_counter() - begun, Path(line["certificate"]), process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _ready_line(process: subprocess.Popen[str]) -> dict[str, Any]:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until and process.poll() is None and process.stdout is not None:
        if select.select([process.stdout], [], [], 0.5)[0] and (line := process.stdout.readline()).startswith("{"):
            return dict(json.loads(line))
    raise _silent()


def _visits(
    config: DeskConfig, certificate: Path, logins: Sequence[Login], crowd: Crowd, passphrase: str, seconds: float,
    progress: Progress,
) -> tuple[list[Asked], float]:  # fmt: skip
    from corridor_server.trial.visitor import Visitor  # noqa: PLC0415 - needs Django started

    trust = ssl.create_default_context(cafile=str(certificate))
    visitors = [Visitor(config.port, trust, one, crowd, number) for number, one in enumerate(logins)]
    for number, visitor in enumerate(visitors):
        progress(_("Visitors come in"), number, len(visitors))
        if not visitor.enter(passphrase):
            raise _silent()
    warm = time.monotonic() + WARM_UP_S
    threads = [threading.Thread(target=visitor.work, args=(warm + seconds,), daemon=True) for visitor in visitors]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.5)
        progress(_("Visitors at work"), min(max(time.monotonic() - warm, 0.0), seconds), seconds)
    return [one for visitor in visitors for one in visitor.answers], warm


def _memory(root: int) -> dict[str, float]:
    """The most that each process under ``root`` held at once, in MB (``VmHWM`` of /proc, Linux)."""
    held: dict[str, float] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue  # ended meanwhile
        if _descends(int(status.parent.name), root) and "VmHWM" in lines:
            held[status.parent.name] = round(int(lines["VmHWM"].split()[0]) / 1024, 1)
    names = ("supervisor", "web manager", "web", "worker")
    ordered = [held[pid] for pid in sorted(held, key=int)]
    return {names[at] if at < len(names) else f"process {at}": one for at, one in enumerate(ordered)}


def _descends(pid: int, root: int) -> bool:
    while pid > 1 and pid != root:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False
        pid = int(stat.rpartition(")")[2].split()[1])
    return pid == root


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _silent() -> InternalFault:
    return InternalFault(
        "desk.no_answer",
        _("The desk does not answer."),
        "",
        _("Look into the log in the desk's folder; start again."),
    )
