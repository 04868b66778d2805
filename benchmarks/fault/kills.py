"""``kill -9`` while people write: is everything there that anybody was told is kept, and nothing half?"""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor_server.store.snapshot import problems
from corridor_server.trial.served import start
from fault import place as places
from fault.writing import Writer, held, together

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor_server.trial.browser import Browser
    from corridor_server.trial.served import Served
    from fault.place import Place
    from fault.writing import Write

VICTIMS = ("everything", "everything", "everything", "supervisor", "web")
"""In turn: the whole desk at once, its supervisor alone, the process that answers alone."""
DELAY_S = (0.2, 1.2)
"""Of writing before a kill."""
GONE_WITHIN_S = 20
BACK_WITHIN_S = 30


def run(root: Path, count: int, writers: int, seed: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Kill ``count`` times.

    Returns:
        ``acknowledged`` writes, how many of them are ``lost`` or ``half_written``; ``kept_unacknowledged``: written,
        and the kill came before the answer; ``corrupt``: times that the files left behind were not whole; ``audit``:
        whether its chain is; ``left_behind``: processes that outlived their supervisor.
    """
    rng = random.Random(seed)
    place = places.make(root, writers)
    desk = start(place.config, place.secret, place.env)
    browsers = places.visitors(place, desk)
    told: list[Write] = []
    corrupt, left_behind, back_s, by_victim = [], 0, [], dict.fromkeys(VICTIMS, 0)
    for number in range(count):
        victim = VICTIMS[number % len(VICTIMS)]
        told += _killed_while_writing(desk, browsers, victim, number, rng)
        by_victim[victim] += 1
        begun = time.perf_counter()
        if victim == "web" and _answers(browsers[0]):
            found = problems(place.config.database, place.keys.database)
        else:
            left_behind += _all_gone(desk)
            found = _problems_left(place)
            desk = start(place.config, place.secret, place.env)
        back_s.append(time.perf_counter() - begun)
        corrupt += found[:3]
        if number % 10 == 9:
            tell(f"{number + 1} kills, {sum(one.acknowledged for one in told)} writes acknowledged")
    desk.end()
    return {
        "kills": count, "of": by_victim, "writers": writers, **compared(told), "corrupt": len(corrupt),
        "problems": corrupt[:10], "audit_whole": _audit(), "left_behind": left_behind,
        "back_s": round(sorted(back_s)[len(back_s) // 2], 2) if back_s else 0,
    }  # fmt: skip


def compared(told: list[Write]) -> dict[str, Any]:
    """What was acknowledged against what the store holds."""
    there = held()
    kept = {one.mark for one in told if one.acknowledged}
    sent = {one.mark for one in told}
    return {
        "sent": len(sent),
        "acknowledged": len(kept),
        "lost": len(kept - there.whole - there.half),
        "half_written": len(there.half),
        "kept_unacknowledged": len(there.whole & (sent - kept)),
        "logged_out": sum(one.status == 401 for one in told),
        "refused": sum(400 <= one.status < 500 for one in told),
    }


def _killed_while_writing(
    desk: Served, browsers: list[Browser], victim: str, number: int, rng: random.Random
) -> list[Write]:
    for one in browsers:
        one.hang_up()
    writers = [Writer(one, f"k{number}w{at}", number * 100 + at) for at, one in enumerate(browsers)]
    stop = threading.Event()
    threads = together(writers, stop)
    time.sleep(rng.uniform(*DELAY_S))
    for pid, part in desk.processes().items():
        if victim in ("everything", part):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    stop.set()
    for thread in threads:
        thread.join()
    return [one for writer in writers for one in writer.told]


def _all_gone(desk: Served) -> int:
    """Wait until every process has ended by itself; how many had to be ended."""
    until, parts = time.monotonic() + GONE_WITHIN_S, desk.processes()
    while parts and time.monotonic() < until:
        time.sleep(0.1)
        parts = {pid: part for pid, part in parts.items() if _lives(pid)}
    for pid in parts:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    desk.process.wait()
    if desk.process.stdout is not None:
        desk.process.stdout.close()
    return len(parts)


def _lives(pid: int) -> bool:
    with suppress(OSError):
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    return False


def _answers(browser: Browser) -> bool:
    """Whether the desk comes back by itself."""
    until = time.monotonic() + BACK_WITHIN_S
    while time.monotonic() < until:
        if browser.ask("GET", "/requests/").status == 200:
            return True
        time.sleep(0.2)
    return False


def _problems_left(place: Place) -> list[str]:
    """Look at a copy of the files as the killed desk left them, so that the desk itself mends the real ones."""
    copy = place.root / "left.db"
    for ending in ("", "-wal"):
        source = place.config.database.with_name(place.config.database.name + ending)
        if source.exists():
            shutil.copyfile(source, f"{copy}{ending}")
    found = problems(copy, place.keys.database)
    for path in place.root.glob("left.db*"):
        path.unlink()
    return found


def _audit() -> bool:
    from django.db import connections

    from corridor_server.audit.workflow import verify_store

    verdict = verify_store()
    connections.close_all()
    return verdict.whole
