"""Three phones and two desks in a bad world, and judges that share no code with the merge.

The world keeps its own book: who knew what when a record was written, what was handed out, what a desk acknowledged.
Everything is drawn from one generator, so a seed is a story that can be told again.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from corridor_server.fieldsync.merge import Merged, merge
from corridor_server.fieldsync.records import Operation

START = 1_790_000_000_000
DAY = 86_400_000
YEARS = 365 * DAY
MISSIONS = ("m1", "m2")
WINDOWS = dict.fromkeys(MISSIONS, (START - DAY // 24, START + DAY))
SAYS = ("taken", "refused", "postponed", "not_found", "moved", "road", "note", "seats")


@dataclass
class Device:
    """A phone or a desk: a clock that may be wrong, and the records it holds."""

    name: str
    offset: int = 0
    last: tuple[int, int] = (0, 0)
    known: dict[str, Operation] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    """Acknowledged to this phone."""

    def tick(self, now: int) -> str:
        """The next reading of its hybrid clock, which never goes back."""
        told = max(now + self.offset, 0)
        self.last = (told, 0) if told > self.last[0] else (self.last[0], self.last[1] + 1)
        return f"{self.last[0]:015d}.{self.last[1]:04x}.{self.name}"

    def merged(self) -> Merged:
        return merge(self.known.values(), WINDOWS)


class World:
    """What can happen, one method each; ``check`` brings all together and judges."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.now = START
        self.phones = [Device(f"phone-{number}") for number in range(3)]
        self.desks = [Device(f"desk-{number}") for number in range(2)]
        self.cut: set[frozenset[str]] = set()
        self.messages: list[list[Operation]] = []
        self.acknowledged: set[str] = set()
        self.seen: set[str] = set()
        self.resolved: set[str] = set()
        self.knew: dict[str, frozenset[str]] = {}
        """Record to those about the same thing that its writer held then, or that their writers had."""
        self.about: dict[str, list[Operation]] = defaultdict(list)
        self.ledger: dict[str, int] = defaultdict(int)
        self.disputed: set[str] = set()
        self.corrected: set[str] = set()
        self.counts: dict[str, int] = defaultdict(int)

    # What crews do

    def write(self, by: Device, kind: str, about: str, body: dict[str, Any], replaces: str = "") -> Operation:
        self.now += self.rng.randrange(1, 600_000)
        held = [one for one in self.about[about] if one.id in by.known] if about else []
        heads = [one.id for one in held if not any(one.id in self.knew[other.id] for other in held)]
        digits = f"{self.rng.getrandbits(128):032x}"
        made = Operation(
            id=f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-{digits[16:20]}-{digits[20:]}", device=by.name,
            hlc=by.tick(self.now), kind=kind, mission=self.rng.choice(MISSIONS),
            depends=tuple(sorted({*heads, *([replaces] if replaces else [])})), replaces=replaces, digest=digits,
            body=body,
        )  # fmt: skip
        self.knew[made.id] = frozenset().union((one.id for one in held), *(self.knew[one.id] for one in held))
        if about:
            self.about[about].append(made)
        by.known[made.id] = made
        self.counts["records"] += 1
        return made

    def record(self, by: Device) -> None:
        """Somebody says something about a household, a road, a door, or the seats."""
        rng, kind = self.rng, self.rng.choice(SAYS)
        which = f"{rng.randrange(3)}"
        about, body = f"household/h{which}", {"household": f"h{which}"}
        if kind == "taken":
            body |= {"people": rng.randrange(1, 5), "pets": rng.randrange(2)}
        elif kind in ("refused", "postponed"):
            body |= {"reason": rng.choice(["pets", "home"]), "help": rng.choice(["", "кіт"]), "again": START + DAY}
        elif kind == "moved":
            body |= {"to": rng.choice(["cellar", "village"])}
        elif kind == "road":
            about, body = f"road/r{which}", {"road": f"r{which}", "state": rng.choice(["shut", "open"])}
        elif kind == "note":
            about, body = f"note/h{which}", body | {"text": rng.choice(["двері", "пес", "код"])}
        elif kind == "seats":
            about, body = "", {"seats": rng.randrange(9), "cages": rng.randrange(3)}
        self.write(by, kind, about, body)

    def hand_out(self, by: Device) -> None:
        """Goods at a stop."""
        stop, amount = f"s{self.rng.randrange(3)}", self.rng.randrange(1, 60)
        self.write(by, "delivered", "", {"stop": stop, "amounts": {"water": amount}})
        self.ledger[stop] += amount

    def report(self, by: Device) -> None:
        """An entry that stands by itself."""
        self.write(by, self.rng.choice(["incident", "need", "sos", "checkin"]), "", {"lon": 37_300_000})

    def correct(self, by: Device) -> None:
        """A delivery held here is counted again; two who do so apart are a dispute."""
        held = [one for one in by.known.values() if one.kind == "delivered"
                and not any(other.replaces == one.id for other in by.known.values())]  # fmt: skip
        if not held:
            return
        old, amount = self.rng.choice(sorted(held, key=lambda one: one.id)), self.rng.randrange(60)
        stop = old.body["stop"]
        self.write(by, "delivered", "", {"stop": stop, "amounts": {"water": amount}}, replaces=old.id)
        self.ledger[stop] += amount - old.body["amounts"]["water"]
        if old.id in self.corrected:
            self.disputed.add(stop)
        self.corrected.add(old.id)

    # What the world does to them

    def jump(self, one: Device) -> None:
        """A clock is off by up to twenty years, or is set right."""
        one.offset = self.rng.choice([0, self.rng.randrange(-20 * YEARS, 20 * YEARS), self.rng.randrange(-DAY, DAY)])
        self.counts["jumps"] += 1

    def partition(self) -> None:
        """Some can no longer reach some others."""
        everyone = [one.name for one in (*self.phones, *self.desks)]
        self.cut = {frozenset(pair) for pair in combinations(everyone, 2) if self.rng.random() < 0.4}
        self.counts["partitions"] += 1

    def reach(self, one: Device, other: Device) -> bool:
        return frozenset((one.name, other.name)) not in self.cut

    def upload(self, phone: Device, desk: Device) -> None:
        """Some records, in any order; the reply may be lost, and then they are sent again some day."""
        waiting = [one for name, one in sorted(phone.known.items()) if name not in phone.sent]
        if not waiting or not self.reach(phone, desk):
            return
        self.rng.shuffle(waiting)
        batch = waiting[: self.rng.randrange(1, len(waiting) + 1)]
        self.messages.append(batch)
        self.take(desk, batch)
        if self.rng.random() < 0.3:
            self.counts["lost_replies"] += 1
        else:
            phone.sent |= {one.id for one in batch}

    def take(self, desk: Device, batch: list[Operation]) -> None:
        desk.known |= {one.id: one for one in batch}
        self.acknowledged |= {one.id for one in batch}

    def fetch(self, phone: Device, desk: Device) -> None:
        if self.reach(phone, desk):
            phone.known |= desk.known

    def exchange(self, one: Device, other: Device) -> None:
        """By file or QR frames, of which some may be missed."""
        if one is not other and self.reach(one, other):
            given = sorted(one.known.values(), key=lambda op: op.id)
            other.known |= {op.id: op for op in given if self.rng.random() < 0.8}
            self.counts["exchanges"] += 1

    def replicate(self) -> None:
        one, other = self.rng.sample(self.desks, 2)
        if self.reach(one, other):
            other.known |= one.known

    def replay(self) -> None:
        """An old message comes again, shuffled, to any desk."""
        if self.messages:
            batch = list(self.rng.choice(self.messages))
            self.rng.shuffle(batch)
            self.take(self.rng.choice(self.desks), batch)
            self.counts["replays"] += 1

    def resolve(self, desk: Device) -> None:
        """A coordinator looks at a conflict and decides."""
        merged = desk.merged()
        self.seen |= {one.id for one in merged.conflicts}
        # A conflict that was resolved and is decided again is allowed: people change their minds.
        if merged.conflicts:
            conflict = self.rng.choice(merged.conflicts)
            chosen = self.rng.choice([*conflict.versions, "both"])
            self.write(desk, "resolve", f"resolve/{conflict.id}", {"conflict": conflict.id, "chosen": chosen})
            self.resolved.add(conflict.id)
            self.counts["resolutions"] += 1

    def step(self) -> None:
        """One random thing."""
        rng = self.rng
        phone, desk = rng.choice(self.phones), rng.choice(self.desks)
        happening = rng.choices(
            ["record", "hand_out", "report", "correct", "jump", "partition", "upload", "fetch", "exchange", "replicate",
             "replay", "resolve"], [8, 4, 2, 2, 2, 1, 6, 4, 3, 2, 2, 2])[0]  # fmt: skip
        match happening:
            case "record" | "hand_out" | "report":
                getattr(self, happening)(phone)
            case "correct" | "jump":
                getattr(self, happening)(rng.choice([phone, desk]))
            case "upload" | "fetch":
                getattr(self, happening)(phone, desk)
            case "exchange":
                self.exchange(phone, rng.choice(self.phones))
            case "resolve":
                self.resolve(desk)
            case _:
                getattr(self, happening)()

    # Judges

    def check(self) -> tuple[list[Operation], dict[str, Any]]:
        """Everybody meets everybody; returns the records and what they come to. Raises AssertionError."""
        for one in (*self.phones, *self.desks):
            if one.known:
                self.seen |= {conflict.id for conflict in one.merged().conflicts}
        all_known: dict[str, Operation] = {}
        for desk in self.desks:
            for phone in self.phones:
                desk.known |= phone.known
            all_known |= desk.known
        ends = []
        for one in (*self.phones, *self.desks):
            known = list((one.known | all_known).values())
            known += self.rng.sample(known, len(known) // 2)
            self.rng.shuffle(known)
            ends.append(merge(known, WINDOWS).as_json())
        end = ends[0]
        assert all(other == end for other in ends), "two devices with the same records differ"
        assert not end["held"], f"held with everything there: {end['held']}"
        assert self.acknowledged <= all_known.keys(), "an acknowledged record was lost"
        listed = {one["id"]: one for one in end["conflicts"]}
        assert self.seen <= listed.keys(), f"conflicts vanished: {self.seen - listed.keys()}"
        assert all(listed[name]["chosen"] for name in self.resolved), "a resolved conflict is open again"
        for stop, amount in self.ledger.items():
            if stop not in self.disputed:
                assert end["sums"][f"delivered/{stop}/water"] == amount, f"amounts at {stop} do not add up"
        assert self.true_conflicts() == {name for name in listed if name.startswith(("household/", "road/", "note/"))}
        self.counts["conflicts"] += len(listed)
        return sorted(all_known.values(), key=lambda one: one.id), end

    def true_conflicts(self) -> set[str]:
        """From the world's own book: said apart, by different devices, and not the same."""
        found = set()
        for about, said in self.about.items():
            for pair in combinations(sorted(said, key=lambda one: one.id), 2):
                one, other = pair
                knew = other.id in self.knew[one.id] or one.id in self.knew[other.id]
                differ = (one.kind, dict(one.body)) != (other.kind, dict(other.body)) or one.kind == "taken"
                if one.device != other.device and not knew and differ and not about.startswith("resolve/"):
                    found.add(f"{about}:{one.id}+{other.id}")
        return found


def tell(seed: int, steps: int) -> World:
    """The story of ``seed``."""
    world = World(random.Random(seed))
    for _step in range(steps):
        world.step()
    return world
