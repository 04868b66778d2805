"""One user of the load test: opens pages, searches, pauses."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corridor_server.trial.browser import Browser
    from corridor_server.trial.crowd import Crowd

PAUSE_S = (1.0, 3.0)
"""Between an answer and the next question: somebody who is in a hurry."""
CARDS = 12
"""Records a visitor goes back to; each is opened with a reason once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, asked ``at`` (``time.monotonic``), and how long its answer took."""

    at: float
    name: str
    search: bool
    milliseconds: float
    status: int
    """0: no answer came."""


@dataclass
class Visitor:
    """Somebody at a browser who is logged in, and the answers they had."""

    browser: Browser
    crowd: Crowd
    seed: int
    answers: list[Asked] = field(default_factory=list)

    def work(self, until: float) -> None:
        """Open pages and search until the clock says ``until`` (``time.monotonic``)."""
        rng = random.Random(self.seed)  # noqa: S311 - which page next
        for name, search, method, path, given in self._questions(rng):
            if time.monotonic() >= until:
                return
            at = time.monotonic()
            begun = time.perf_counter()
            reply = self.browser.ask(method, path, given, fragment=search)
            if reply.asks_reason:
                self.browser.give_reason(reply.where)
                begun = time.perf_counter()
                reply = self.browser.ask(method, path, given, fragment=search)
            self.answers.append(Asked(at, name, search, (time.perf_counter() - begun) * 1000, reply.status))
            time.sleep(rng.uniform(*PAUSE_S))

    def _questions(self, rng: random.Random) -> Iterator[tuple[str, bool, str, str, Mapping[str, str] | None]]:
        """Without end: what somebody at a desk opens, half of it searches and calls."""
        cards = rng.sample(self.crowd.people, min(CARDS, len(self.crowd.people)))
        homes = rng.sample(self.crowd.households, min(CARDS, len(self.crowd.households)))
        while True:
            kind = rng.random()
            if kind < 0.3:
                name = rng.choice(self.crowd.names)
                asked = rng.choice((name, name[: rng.randint(3, 6)], rng.choice(self.crowd.phones)))
                yield "search for people", True, "POST", "/people/", {"q": asked}
            elif kind < 0.45:
                caller = {"caller_phone": rng.choice(self.crowd.phones), "caller_name": rng.choice(self.crowd.names)}
                yield "caller known?", True, "POST", "/requests/seen/", caller | {"kind": "evacuation", "people": "2"}
            elif kind < 0.55:
                yield "person", False, "GET", f"/people/{rng.choice(cards)}/", None
            elif kind < 0.65:
                yield "household", False, "GET", f"/households/{rng.choice(homes)}/", None
            elif kind < 0.7:
                yield "shelter", False, "GET", f"/shelters/{rng.choice(self.crowd.shelters)}/", None
            else:
                name, path = rng.choice(PAGES)
                yield name, False, "GET", path, None


PAGES = (
    ("situation", "/"), ("plan", "/plan/"), ("people", "/people/"), ("shelters", "/shelters/"),
    ("requests", "/requests/"), ("call", "/requests/new/"), ("roads", "/roads/"), ("offers", "/offers/"),
)  # fmt: skip
"""Pages that both roles open."""
