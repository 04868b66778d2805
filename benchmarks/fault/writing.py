"""People at work who write all the time, each write with a mark of its own; and whether the store holds it whole."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor_server.trial.browser import Browser, Reply

PEOPLE, NAMED = 4, 3
"""Of a call: how many it is about, and how many get a record: the caller, an old person, a child."""


@dataclass(frozen=True, slots=True)
class Write:
    """One form sent, and what the desk said to it. Status 0: no answer came."""

    mark: str
    kind: str
    status: int
    words: str = ""

    @property
    def acknowledged(self) -> bool:
        """Whether the user was told that it is kept."""
        return self.status == 302


@dataclass
class Writer:
    """One user who sends forms without pause.

    Args:
        browser: logged in.
        name: begins each mark; unique in the store.
        seed: of what is written next.
    """

    browser: Browser
    name: str
    seed: int
    told: list[Write] = field(default_factory=list)

    def work(self, stop: threading.Event, most: int = 10_000) -> None:
        """Write until ``stop``, or ``most`` times; a form is sent once, whatever becomes of it."""
        rng = random.Random(self.seed)
        for number in range(most):
            if stop.is_set():
                return
            mark, kind = f"{self.name}n{number}x", rng.choice(tuple(FORMS))
            path, given = FORMS[kind]
            filled = {name: value.replace("MARK", mark) for name, value in given.items()}
            reply = self.browser.ask("POST", path, filled, again=False)
            self.told.append(Write(mark, kind, _status(reply), reply.text if reply.status >= 500 else ""))
            if not reply.status:
                time.sleep(0.05)


def _status(reply: Reply) -> int:
    """A redirect to the login acknowledges nothing."""
    return 401 if reply.where.startswith("/account/") else reply.status


FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "call": (
        "/requests/new/",
        {
            "caller_phone": "+380 00 111 22 33", "caller_name": "Приклад MARK", "kind": "evacuation", "people": "4",
            "children": "1", "elders": "1", "wheelchairs": "0", "stretchers": "0", "pet_cages": "0", "triage": "2",
            "words": "MARK", "choice": "stay", "reasons": "pets", "consents": "aid",
        },
    ),
    "offer": (
        "/offers/new/",
        {"kind": "transport", "title": "MARK", "capacity": "4", "active": "on", "giver_name": "MARK"},
    ),
    "shelter": (
        "/shelters/new/",
        {
            "name": "MARK", "kind": "cellar", "lon": "37.91", "lat": "48.51", "power": "unknown", "water": "unknown",
            "heating": "unknown", "access_minutes": "5", "in_use": "on", "notes": "MARK",
        },
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What the store holds of all writes: marks found whole, and marks of which only a part is there."""

    whole: frozenset[str]
    half: frozenset[str]


def held() -> Held:
    """Look into the store (Django started, the desk up or down); the connection is closed again."""
    from django.db import connections

    from corridor_server.audit.models import Event
    from corridor_server.registry.models import Household, Offer, Person, Request, Shelter

    told = set(Event.objects.exclude(object="").values_list("object", flat=True))
    found: dict[str, bool] = {}
    for call in Request.objects.select_related("household", "caller"):
        found[call.words] = _whole_call(call) and call.pk in told
    for model in (Offer, Shelter):
        for row in model.objects.all():
            mark = row.title if isinstance(row, Offer) else row.name
            found[mark] = row.pk in told and row.history.count() == 1
    strays = Household.objects.filter(requests=None).count() + Person.objects.filter(household=None).count()
    connections.close_all()
    half = {mark for mark, whole in found.items() if not whole} | {f"stray {n}" for n in range(strays)}
    return Held(frozenset(found) - half, frozenset(half))


def _whole_call(call: Any) -> bool:
    """A call makes a household with people and a decision, the caller's consent, and a version of each."""
    home = call.household
    if home is None or call.caller is None:
        return False
    people = list(home.people.all())
    parts = [call, home, *people, *home.decisions.all(), *call.caller.consents.all()]
    return (
        len(people) == NAMED
        and home.unnamed == PEOPLE - NAMED
        and home.decisions.count() == 1
        and call.caller.consents.count() == 1
        and all(one.history.exists() for one in parts)
    )


def together(writers: Iterable[Writer], stop: threading.Event, most: int = 10_000) -> list[threading.Thread]:
    """All of them at work."""
    threads = [threading.Thread(target=one.work, args=(stop, most), daemon=True) for one in writers]
    for thread in threads:
        thread.start()
    return threads
