"""Makes the desk of a load test in a folder of its own, serves it, lets the visitors in, and counts."""

from __future__ import annotations

import os
import secrets
import ssl
import threading
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from corridor_server.config import DeskConfig
from corridor_server.i18n import gettext as _
from corridor_server.serving.first_start import open_or_make
from corridor_server.start import start_django
from corridor_server.trial.served import free_port, served, silent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corridor.progress import Progress
    from corridor_server.trial.crowd import Crowd, Login
    from corridor_server.trial.visitor import Asked

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
    config = DeskConfig(folder=folder / "desk", port=free_port(), language="en")
    crowd, logins = _make(config, passphrase, people, users, shelters, progress)
    ready: list[float] = []
    for number in range(STARTS):
        progress(_("Starting the desk"), number, STARTS)
        with served(config, secret) as desk:
            ready.append(desk.took)
            if number == STARTS - 1:
                answers, warm = _visits(config, desk.certificate, logins, crowd, passphrase, seconds, progress)
                memory = desk.memory()
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


def _visits(
    config: DeskConfig, certificate: Path, logins: Sequence[Login], crowd: Crowd, passphrase: str, seconds: float,
    progress: Progress,
) -> tuple[list[Asked], float]:  # fmt: skip
    from corridor_server.trial.browser import Browser  # noqa: PLC0415 - needs Django started
    from corridor_server.trial.visitor import Visitor  # noqa: PLC0415

    trust = ssl.create_default_context(cafile=str(certificate))
    visitors = [Visitor(Browser(config.port, trust, one), crowd, number) for number, one in enumerate(logins)]
    for number, visitor in enumerate(visitors):
        progress(_("Visitors come in"), number, len(visitors))
        if not visitor.browser.enter(passphrase):
            raise silent()
    warm = time.monotonic() + WARM_UP_S
    threads = [threading.Thread(target=visitor.work, args=(warm + seconds,), daemon=True) for visitor in visitors]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.5)
        progress(_("Visitors at work"), min(max(time.monotonic() - warm, 0.0), seconds), seconds)
    return [one for visitor in visitors for one in visitor.answers], warm
