"""The audit of a desk that was used, tampered with in its store and beside it: is every tampering found?"""

from __future__ import annotations

import random
import shutil
import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corridor_server.audit import anchors as anchor_files
from corridor_server.store.snapshot import open_store
from corridor_server.trial.served import served
from fault import place as places
from fault.tampering import IN_A_STORE
from fault.writing import Writer, together

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corridor_server.audit.chain import Anchor
    from fault.place import Place
    from fault.tampering import Rows

EVENTS = 300
"""At least, so that the chain holds anchors that are kept for ever."""
BY_COMMAND = (
    "UPDATE audit_event SET actor = 'somebody else' WHERE number = 40",
    "DELETE FROM audit_event WHERE number = 41",
    "DELETE FROM audit_event WHERE number > 200",
    "UPDATE audit_event SET number = number + 1000 WHERE number = 60",
)
"""Done to a copy of the desk, and asked of ``corridor admin verify-audit``."""


def run(root: Path, count: int, seed: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Tamper ``count`` times.

    Returns:
        ``tried`` and ``found``, in all and by kind; ``missed``: kinds that were not; ``untouched_whole``: the control;
        ``by_command``: tamperings that the command found.
    """
    place = places.make(root, 2)
    with served(place.config, place.secret, place.env) as desk:
        writers = [Writer(one, f"a{at}", at) for at, one in enumerate(places.visitors(place, desk))]
        for thread in together(writers, threading.Event(), most=EVENTS // 2):
            thread.join()
    rows, kept = _rows(), anchor_files.known(place.config.folder)
    whole = _verified(place, rows, kept)
    rng = random.Random(seed)
    kinds = (*IN_A_STORE, *BESIDE)
    found: dict[str, list[bool]] = {}
    for number in range(count):
        kind = kinds[number % len(kinds)]
        if kind in BESIDE:
            changed, left, copy = kind(rows, kept, rng)
            verdict = _verified(place, changed, left, copy)
        else:
            verdict = _verified(place, kind(rows, rng, place.keys.audit), kept)
        found.setdefault(kind.__name__.strip("_"), []).append(not verdict)
    _verified(place, rows, kept)
    tell(f"{count} tamperings of {len(rows)} entries")
    return {
        "entries": len(rows), "anchors": len(kept), "untouched_whole": whole and _whole_by_command(place, ""),
        "tried": count, "found": sum(sum(one) for one in found.values()),
        "missed": sorted(name for name, one in found.items() if not all(one)),
        "by_kind": {name: len(one) for name, one in found.items()},
        "by_command": sum(not _whole_by_command(place, one) for one in BY_COMMAND), "commands": len(BY_COMMAND),
    }  # fmt: skip


def _rows() -> Rows:
    from django.db import connections

    from corridor_server.audit.models import Event

    rows = [(event.entry(), event.mac) for event in Event.objects.order_by("number")]
    connections.close_all()
    return rows


def _verified(place: Place, rows: Rows, kept: tuple[Anchor, ...], copy: tuple[Anchor, ...] = ()) -> bool:
    """Whether the desk's own verification finds the store whole that holds ``rows``, and the files ``kept``."""
    from django.db import connections, transaction

    from corridor_server.audit.models import Event
    from corridor_server.audit.workflow import verify_store

    with transaction.atomic():
        Event.objects.all().delete()
        Event.objects.bulk_create(
            [Event(**{name: getattr(entry, name) for name in entry.__slots__}, mac=mac) for entry, mac in rows]
        )
    connections.close_all()
    for name, some in ((anchor_files.KEPT, kept[:-1]), (anchor_files.HEAD, kept[-1:])):
        path = place.config.folder / name
        path.unlink(missing_ok=True)
        if some:
            path.write_text("".join(anchor_files.as_line(one) + "\n" for one in some))
    verdict = verify_store(copy)
    connections.close_all()
    return verdict.whole


def _whole_by_command(place: Place, statement: str) -> bool:
    """What ``corridor admin verify-audit`` says of a copy of the desk changed by ``statement``."""
    copy = place.root / "copy"
    shutil.copytree(place.config.folder, copy)
    if statement:
        with closing(open_store(copy / place.config.database.name, place.keys.database)) as store:
            store.execute(statement)
    other = replace(place, config=replace(place.config, folder=copy))
    found = other.command("verify-audit", fails=True)
    shutil.rmtree(copy)
    return bool(found["whole"])


Changed = tuple["Rows", "tuple[Anchor, ...]", "tuple[Anchor, ...]"]


def _no_newest_anchor(rows: Rows, kept: tuple[Anchor, ...], rng: random.Random) -> Changed:
    del rng
    return rows, (), ()


def _forged_anchor(rows: Rows, kept: tuple[Anchor, ...], rng: random.Random) -> Changed:
    """The end cut off, and the newest anchor written for what is left, without the key."""
    at = rng.randrange(len(rows) // 2, len(rows) - 1)
    forged = replace(kept[-1], number=rows[at][0].number, mac=rows[at][1])
    return rows[: at + 1], (*kept[:-1], forged), ()


def _older_store_put_back(rows: Rows, kept: tuple[Anchor, ...], rng: random.Random) -> Changed:
    """Store and anchors as they once were, whole in themselves: only the copy kept elsewhere knows better."""
    del rng
    return rows[:1], kept[:1], kept


BESIDE: tuple[Callable[[Rows, tuple[Anchor, ...], random.Random], Changed], ...] = (
    _no_newest_anchor, _forged_anchor, _older_store_put_back,
)  # fmt: skip
