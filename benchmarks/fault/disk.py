"""A disk without room: is the error clear, nothing half written, and does work go on when there is room again?

The desk's folder lies on a small file system in memory (``mount``, which root may). Where that is not allowed, a limit
on the size of files is laid on the running desk instead (``prlimit``), which no process of it can tell from a quota.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from corridor_server.store.snapshot import problems
from corridor_server.trial.served import served
from fault import place as places
from fault.kills import compared
from fault.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corridor_server.trial.browser import Browser
    from corridor_server.trial.served import Served
    from fault.place import Place
    from fault.writing import Write

SIZE_MB = 64
ROOM = (0, 300_000)
"""Bytes left: a write finds some room and then none."""
REFUSALS = 6
"""Of each user, before the round ends."""
MOST = 400
WORDS = "The disk of this desk is full, or it fails."
PAGES = ("/account/", "/requests/", "/")
FULL = 507


def run(root: Path, count: int, writers: int, seed: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Fill the disk ``count`` times.

    Returns:
        As ``kills.run``, and: ``how`` it was filled; ``refused_clearly``, and ``answers`` to writes by status;
        ``unclear``: answers that were neither kept nor said why; ``pages``: what reading was answered meanwhile;
        ``went_on``: rounds after which work went on without a new start; ``backup_refused_clearly`` and
        ``left_of_backups``: what a backup on the full disk did.
    """
    rng = random.Random(seed)
    with small_disk(root) as mounted:
        place = places.make(root / "place", writers)
        place.command("keys", "shares", "--out", str(place.root / "shares"))
        recipient = place.command("identity", str(place.root / "identity"))["recipient"]
        told: list[Write] = []
        pages: Counter[int] = Counter()
        wrong, went_on, backups = [], 0, []
        cookies: list[dict[str, str]] = []
        for number in range(count):
            with served(place.config, place.secret, place.env) as desk:
                browsers = places.visitors(place, desk, cookies)
                cookies = [one.cookies for one in browsers]
                with _full(place, desk, rng.randint(*ROOM), mounted):
                    told += _written(browsers, number)
                    pages.update(browsers[0].ask("GET", path).status for path in PAGES)
                    if mounted:
                        backups.append(_backup(place, recipient))
                after = Writer(browsers[0], f"d{number}after", number)
                after.work(threading.Event(), most=3)
                told += after.told
                went_on += all(one.acknowledged for one in after.told)
            wrong += problems(place.config.database, place.keys.database)[:3]
            tell(f"disk full {number + 1} times, {sum(one.status == FULL for one in told)} writes refused")
        kept = compared(told)
        left = [path.name for path in place.root.rglob("*backup*") if path.is_file() or path.name.startswith(".backup")]
    return {
        "rounds": count, "how": "small file system" if mounted else "limit on the size of files", **kept,
        "answers": dict(Counter(str(one.status) for one in told)),
        "refused_clearly": sum(one.status == FULL and WORDS in one.words for one in told),
        "unclear": sum(not one.acknowledged and not (one.status == FULL and WORDS in one.words) for one in told),
        "pages": {str(status): n for status, n in sorted(pages.items())}, "went_on": went_on,
        "backup_refused_clearly": sum(backups), "backups_tried": len(backups), "left_of_backups": len(left),
        "corrupt": len(wrong), "problems": wrong[:10],
    }  # fmt: skip


@contextmanager
def small_disk(root: Path) -> Iterator[bool]:
    """A file system of ``SIZE_MB`` at ``root``; False where mounting is not allowed."""
    root.mkdir(parents=True, exist_ok=True)
    kind = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m,mode=700", "tmpfs", str(root)]
    mounted = subprocess.run(kind, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(root)], check=True)


@contextmanager
def _full(place: Place, desk: Served, room: int, mounted: bool) -> Iterator[None]:
    """Leave only ``room`` bytes: of the disk, or for each file to grow by."""
    if mounted:
        ballast = place.root / "ballast"
        free = os.statvfs(place.root)
        with ballast.open("wb") as out:
            os.posix_fallocate(out.fileno(), 0, max(free.f_bavail * free.f_frsize - room, 4096))
        try:
            yield
        finally:
            ballast.unlink()
        return
    largest = max(path.stat().st_size for path in place.config.folder.glob("store.db*"))
    pids = list(desk.processes())
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest + room, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _written(browsers: list[Browser], number: int) -> list[Write]:
    """Everybody writes until they were refused a few times."""
    writers = [Writer(one, f"d{number}w{at}", number * 100 + at) for at, one in enumerate(browsers)]
    threads = [threading.Thread(target=_until_refused, args=(one,), daemon=True) for one in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for writer in writers for one in writer.told]


def _until_refused(writer: Writer) -> None:
    enough = threading.Event()

    class Told(list):  # type: ignore[type-arg]
        def append(self, one: Write) -> None:
            super().append(one)
            if sum(not each.acknowledged for each in self) >= REFUSALS:
                enough.set()

    writer.told = Told()
    writer.work(enough, most=MOST)


def _backup(place: Place, recipient: str) -> bool:
    """Whether a backup onto the full disk is refused with a code of its own."""
    error = place.command("backup", "--to", recipient, "--out", str(place.root / "x.backup.age"), fails=True)
    return dict(error.get("error", {})).get("code") in ("store.disk_full", "file.system")
