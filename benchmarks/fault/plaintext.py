"""Does anything that people told the desk lie open on the disk: store, logs, temporary files, backups, after crashes?

Marks go in as a user would bring them: calls, shelters, offers, a list from a file, searches, forms that are refused.
Then every file is read that the desk and its commands have left, wherever they may write; and once more after a kill
in the middle of writing and after a crash of each process. Two controls show that the search can find what it seeks: a
file with the marks in each spelling, and the same store exported without a key.
"""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor_server.store.snapshot import open_store
from corridor_server.trial.served import start
from fault import place as places
from fault.marks import SPELLINGS, Marks, Search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corridor_server.trial.browser import Browser
    from fault.place import Place

LISTED = 50
"""People in the file that is imported."""
BOUNDARY = "f4u1t"
ELSEWHERE = (Path(tempfile.gettempdir()), Path("/var/tmp"), Path("/dev/shm"))
"""Where programs leave files that nobody asked for."""


def run(root: Path, count: int, seed: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Plant ``count`` marks and look for them.

    Returns:
        ``planted``; ``held``: marks that the store gives back to who has its keys; ``found``: marks that stand open in
        any file; ``files`` and ``mb`` that were read; ``control_found``: share of marks and spellings found in a file
        that holds them; ``open_copy``: marks found in the store exported without a key, of which ``sealed_in_copy``
        stand in cells that are sealed once more.
    """
    place, marks = places.make(root, 1), Marks(count, random.Random(seed))
    recipient = place.command("identity", str(root / "identity"))["recipient"]
    place.command("keys", "shares", "--out", str(root / "shares"))
    before = {path for folder in ELSEWHERE for path in _files(folder)}
    desk = start(place.config, place.secret, place.env)
    browser = places.visitors(place, desk)[0]
    refused = _plant(browser, marks, tell)
    search = Search(marks.given)
    found = [_look(place, search, before)]
    place.command("backup", "--to", recipient, "--out", str(root / "made.backup.age"))
    place.command("diagnostics")
    _write_on(browser, marks.given)
    for pid in desk.processes():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    desk.process.communicate()
    found.append(_look(place, search, before))
    for crash in (signal.SIGSEGV, signal.SIGABRT):
        _crashed(place, crash)
        found.append(_look(place, search, before))
    tell(f"looked through the files {len(found)} times")
    kept = _held(marks.given)
    read = list(_files(root))
    copy, sealed = _open_copy(place, search, marks.given)
    return {
        "planted": len(marks.given), "refused": refused, "held": len(kept),
        "found": len({mark for one in found for some in one.values() for mark in some}),
        "where": sorted({path.replace(str(root), "") for one in found for path in one})[:10],
        "looked": len(found), "files": len(read), "mb": round(sum(one.stat().st_size for one in read) / 1e6, 1),
        "control_found": _control(root, marks.given, search), "open_copy": copy, "sealed_in_copy": sealed,
    }  # fmt: skip


def _plant(browser: Browser, marks: Marks, tell: Callable[[str], None]) -> int:
    """Bring marks in until there are enough; how many forms were refused that should not have been."""
    refused = 0
    people = [
        (marks.word(), marks.word(), "+38" + marks.phone(), marks.word())
        for _one in range(min(LISTED, marks.wanted // 8))
    ]
    refused += _import(browser, people)
    while marks.left > 0:
        for path, given in _forms(marks):
            if path.endswith("/new/"):
                refused += browser.ask("POST", path, given).status != 302
            else:
                browser.ask("POST", path, given, fragment=True)
    # A form with a mistake comes back with what was typed; an address, a file and a search may hold anything.
    some = marks.given
    browser.ask("POST", "/requests/new/", {"caller_name": some[0], "words": some[1], "people": "x"})
    browser.ask("POST", "/people/", {"q": some[0]}, fragment=True)
    browser.ask("GET", f"/people/{some[0]}/")
    browser.ask("GET", f"/nowhere/{some[1]}/?q={some[2]}")
    _upload(browser, f"{some[3]}.xlsx", f"no workbook {some[4]}".encode())
    tell(f"{len(some)} marks planted")
    return refused


def _forms(marks: Marks) -> Iterator[tuple[str, dict[str, str]]]:
    word = marks.word
    phone = "+38" + marks.phone()
    yield (
        "/requests/new/",
        {
            "caller_phone": phone,
            "caller_name": f"{word()} {word()} {word()}",
            "kind": "medical",
            "people": "2",
            "children": "0",
            "elders": "1",
            "wheelchairs": "0",
            "stretchers": "0",
            "pet_cages": "0",
            "triage": "1",
            "address": word(),
            "words": word(),
            "choice": "stay",
            "would_change": word(),
            "consents": "aid",
        },
    )
    yield "/requests/seen/", {"caller_phone": phone, "caller_name": marks.given[-1], "kind": "medical", "people": "2"}
    yield (
        "/shelters/new/",
        {
            "name": word(),
            "kind": "cellar",
            "lon": "37.91",
            "lat": "48.51",
            "address": word(),
            "entrances": word(),
            "power": "unknown",
            "water": "unknown",
            "heating": "unknown",
            "access_minutes": "5",
            "in_use": "on",
            "contact_name": word(),
            "contact_phone": "+38" + marks.phone(),
            "visited_by": word(),
            "notes": word(),
        },
    )
    yield (
        "/offers/new/",
        {
            "kind": "host", "title": word(), "words": word(), "town": word(), "capacity": "4", "active": "on",
            "giver_name": word(), "giver_phone": "+38" + marks.phone(), "notes": word(),
        },
    )  # fmt: skip


def _import(browser: Browser, people: list[tuple[str, str, str, str]]) -> int:
    lines = ["family name;given name;phone;address", *(";".join(one) for one in people)]
    reply = _upload(browser, "people.csv", "\n".join(lines).encode())
    return int(browser.ask("POST", f"{reply.where}take/", {}).status != 302)


def _upload(browser: Browser, name: str, content: bytes) -> Any:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="kind"\r\n\r\npeople\r\n',
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n',
    ]
    body = "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return browser.ask("POST", "/imports/", body, kind=f"multipart/form-data; boundary={BOUNDARY}")


def _write_on(browser: Browser, given: list[str]) -> None:
    """Leave the write-ahead log full of marks, for the kill that comes now."""
    for number in range(0, min(40, len(given) - 2), 2):
        browser.ask(
            "POST", "/offers/new/",
            {"kind": "host", "title": given[number], "words": given[number + 1], "capacity": "1", "active": "on"},
        )  # fmt: skip


def _crashed(place: Place, crash: signal.Signals) -> None:
    """Serve again, open pages that show marks, and let every process crash where it would dump its memory."""
    desk = start(place.config, place.secret, place.env)
    browser = places.visitors(place, desk)[0]
    for path in ("/shelters/", "/offers/", "/requests/", "/people/"):
        browser.ask("GET", path)
    for pid, _part in sorted(desk.processes().items(), reverse=True):
        with suppress(ProcessLookupError):
            os.kill(pid, crash)
    desk.process.communicate()
    time.sleep(1)
    for pid in desk.processes():
        os.kill(pid, signal.SIGKILL)


def _look(place: Place, search: Search, before: set[Path]) -> dict[str, set[str]]:
    """Everything below the desk's surroundings, and what is new where programs leave files."""
    found = search.in_files(_files(place.root))
    return found | search.in_files(path for folder in ELSEWHERE for path in _files(folder) if path not in before)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _held(given: list[str]) -> set[str]:
    """Marks that stand in the store for who has the keys."""
    from django.apps import apps
    from django.db import connections, models

    texts: list[str] = []
    for model in apps.get_app_config("registry").get_models():
        names = [
            one.attname for one in model._meta.concrete_fields if isinstance(one, (models.CharField, models.TextField))
        ]
        texts += [str(getattr(row, name)) for row in model._base_manager.all() for name in names]
    connections.close_all()
    whole = "\n".join(texts)
    return {mark for mark in given if mark in whole}


def _control(root: Path, given: list[str], search: Search) -> float:
    """Share of marks found in files that hold them, one file for each spelling."""
    share = []
    for number, spell in enumerate(SPELLINGS.values()):
        (root / f"control{number}").write_bytes(b"\n\n".join(spell(one.encode()) for one in given))
        share.append(len(search.found((root / f"control{number}").read_bytes())) / len(given))
        (root / f"control{number}").unlink()
    return round(sum(share) / len(share), 4)


def _open_copy(place: Place, search: Search, given: list[str]) -> tuple[int, int]:
    """The store exported without a key: marks found in it, and marks that only its sealed cells hold."""
    copy = place.root / "open.db"
    with closing(open_store(place.config.database, place.keys.database)) as store:
        store.execute("ATTACH DATABASE ? AS open KEY ''", (str(copy),))
        store.execute("SELECT sqlcipher_export('open')")
        store.execute("DETACH DATABASE open")
    found = search.found(copy.read_bytes())
    copy.unlink()
    return len(found), len(set(given) - found)
