"""Random small days as numbers, and the best plan of each by trying everything, written without the planner's code.

``price`` follows the words of the guide, one clock at a time; ``best`` goes through every way to part the tasks among
trips and vehicles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, pairwise, permutations, product

import numpy as np

from corridor.domain.danger import PlaceDanger, Slots
from corridor.missions.clock import FOREVER
from corridor.missions.problem import Portion, Problem, Rules, Site, SiteKind, Task, VehicleSpec
from corridor.missions.tables import TravelTables

START = 1_700_000_000 // 3600 * 3600


def day(
    seed: int,
    *,
    shelters: int = 3,
    vehicles: int = 2,
    tasks: int = 4,
    hours: int = 6,
    budget: float = FOREVER,
    duty: float = FOREVER,
    driving: float = FOREVER,
) -> Problem:
    """A random day: one depot, one centre, people and parcels, windows, danger that moves by the hour."""
    rng = np.random.default_rng(seed)
    count = 2 + shelters
    place = rng.uniform(0, 15_000, (count, 2))
    sites = []
    for k in range(count):
        kind = (SiteKind.DEPOT, SiteKind.CENTRE)[k] if k < 2 else SiteKind.SHELTER
        opens, closes = -FOREVER, FOREVER
        if kind is SiteKind.SHELTER and rng.random() < 0.4:
            opens = START + 1800.0 * rng.integers(0, 5)
            closes = opens + 3600.0 * rng.integers(1, 4)
        cover = float(rng.choice([0.35, 1.0]))
        fixed = 600.0 if k < 2 else 300.0
        sites.append(Site(k, kind, f"s{k}", *(place[k] / 1e5).tolist(), opens, closes, fixed, cover, 6))
    metres = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    length = np.stack([metres * f for f in (1.0, 1.2, 1.5)])[:, None].repeat(hours + 1, 1)
    danger = rng.uniform(0.2, 2, (count, count)) * 2e-7
    upper = np.stack([danger * f for f in (1.0, 0.6, 0.4)])[:, None] * length
    upper = upper * rng.uniform(0.3, 3, hours + 1)[None, :, None, None]
    parts = (length / rng.uniform(8, 14), upper * 0.6, upper, length, length * 0.1)
    table = TravelTables((0.0, 1.0, 2.0), float(START), 3600.0, *(np.ascontiguousarray(p, np.float32) for p in parts))
    rates = rng.uniform(0.1, 2, (hours, count)) * 2e-6
    places = PlaceDanger(
        Slots(START, hours), (rates * 0.6).astype(np.float32), rates.astype(np.float32), np.zeros(count, bool)
    )
    rows = [_task(rng, number, shelters) for number in range(tasks)]
    fleet = [
        VehicleSpec(
            number, f"v{number}", f"c{number}", number, 2, 0, 0,
            (500.0, 500.0, 5.0, 1.0, 0.0, 1.0) if number else (350.0, 900.0, 3.0, 0.0, 0.0, 1.0),
            0.5 if number else 1.0, 90_000.0, START + 900.0, START + 3600.0 * hours, budget, duty,
        )
        for number in range(vehicles)
    ]  # fmt: skip
    rules = Rules(START, START + 3600.0 * hours, max_trips=2, max_driving_s=driving, step_s=3600)
    return Problem(tuple(sites), tuple(rows), tuple(fleet), rules, (table,), places)


def _task(rng: np.random.Generator, number: int, shelters: int) -> Task:
    shelter, priority = 2 + int(rng.integers(shelters)), int(rng.integers(1, 4))
    raised = 1 + 0.2 * float(rng.random())
    if rng.random() < 0.5:
        kg = float(rng.integers(50, 400))
        portion = Portion(f"n{number}", "water", kg, 1.0)
        return Task(
            number, f"p{number}", shelter, priority, 1.0, raised, (kg, kg, 0, 0, 0, 0), kg * 2, 0, (portion,)
        )  # fmt: skip
    people = int(rng.integers(1, 5))
    chair = float(rng.random() < 0.2)
    load = (0.0, 0.0, people - chair, chair, 0.0, float(rng.random() < 0.2))
    by = START + 3600.0 * rng.integers(2, 6) if rng.random() < 0.3 else FOREVER
    return Task(number, f"h{number}", shelter, priority, people, people * raised, load, 120.0 * people, people, (), by)


@dataclass(frozen=True)
class Priced:
    """A trip's independent price."""

    start: float
    end: float
    exposure: float
    crew: float
    metres: float
    duration: float
    driving: float


def _stay(problem: Problem, place: int, begin: float, end: float) -> float:
    rates, slots = problem.danger.upper, problem.danger.slots
    points = sorted({begin, end, *(t for t in slots.starts.tolist() if begin < t < end)})
    total = 0.0
    for a, b in pairwise(points):
        slot = slots.of((a + b) / 2)
        total += float(rates[slot, place]) * (b - a)
    return total * problem.sites[place].cover


def _table(problem: Problem, part: np.ndarray, rule: int, a: int, b: int, clock: float) -> float:
    table = problem.tables[0]
    hours = table.start_s + table.step_s * np.arange(part.shape[1])
    return float(np.interp(clock, hours, part[rule, :, a, b].astype(float)))


def price(
    problem: Problem, vehicle: VehicleSpec, order: list[tuple[int, list[Task]]], rule: int, depart: float
) -> Priced | None:
    """The trip's price, or None where it breaks a rule. ``order``: shelters with their tasks; the centre is site 1."""
    table, rules = problem.tables[vehicle.table], problem.rules
    tasks = [task for _, here in order for task in here]
    if any(sum(column) > room for column, room in zip(zip(*(t.load for t in tasks)), vehicle.capacity)):  # noqa: B905
        return None
    people = sum(task.people for task in tasks)
    if people > problem.sites[1].capacity:
        return None
    loading = problem.sites[0].fixed_s if any(not task.people for task in tasks) else 0.0
    start = depart - loading * (1 + rules.spread)
    if depart < vehicle.earliest_s or start < rules.day_start_s:
        return None
    route = [*order, (1, [])] if people else order
    crew = _stay(problem, 0, depart - loading, depart)
    exposure, metres, driving = crew * vehicle.members, 0.0, 0.0
    clock = late = depart
    at, aboard = 0, 0
    for site, here in [*route, (0, None)]:
        risk = _table(problem, table.upper, rule, at, site, clock) * vehicle.protection
        metres += _table(problem, table.length_m, rule, at, site, clock)
        crew += risk
        exposure += risk * (vehicle.members + aboard)
        driving += _table(problem, table.seconds, rule, at, site, clock)
        clock, late = (
            clock + _table(problem, table.seconds, rule, at, site, clock),
            late + _table(problem, table.seconds, rule, at, site, late),
        )
        at = site
        if here is None:
            break
        place = problem.sites[site]
        begin, late = max(clock, place.opens_s), max(late, place.opens_s)
        last = min([place.closes_s, *(t.deadline_s for t in here if not t.people)])
        if site == 1:
            last = min([last, *(t.deadline_s for t in tasks if t.people)])
        if late > last:
            return None
        waited = _stay(problem, site, clock, begin) * vehicle.protection
        service = place.fixed_s + sum(task.service_s for task in here)
        worked = _stay(problem, site, begin, begin + service)
        boarding = sum(task.people for task in here) if site != 1 else aboard
        inside = aboard if site != 1 else 0
        crew += waited + worked
        exposure += waited * (vehicle.members + aboard) + worked * (
            vehicle.members + boarding + inside * vehicle.protection
        )
        aboard = aboard + boarding if site != 1 else 0
        clock, late = begin + service, late + service * (1 + rules.spread)
    if late > min(vehicle.latest_s, rules.day_end_s) or metres > vehicle.range_m or crew > vehicle.budget:
        return None
    if late - start > vehicle.duty_s:
        return None
    return Priced(start, late, exposure, crew, metres, clock - depart, driving)


def trips(problem: Problem, vehicle: VehicleSpec) -> dict[tuple[int, ...], list[Priced]]:
    """Every trip of a vehicle, by the tasks it does."""
    found: dict[tuple[int, ...], list[Priced]] = {}
    departures = [START + problem.rules.step_s * k for k in range(int(problem.rules.day_end_s - START) // 3600)]
    for size in range(1, len(problem.tasks) + 1):
        for subset in combinations(range(len(problem.tasks)), size):
            by_site: dict[int, list[Task]] = {}
            for number in subset:
                by_site.setdefault(problem.tasks[number].shelter, []).append(problem.tasks[number])
            for order in permutations(by_site):
                for rule, depart in product(range(3), departures):
                    priced = price(problem, vehicle, [(site, by_site[site]) for site in order], rule, float(depart))
                    if priced is not None:
                        found.setdefault(subset, []).append(priced)
    return found


Pair = tuple[float, float]
"""Cost and driving of a vehicle's day."""


def _unbeaten(pairs: list[Pair]) -> list[Pair]:
    """Those that no other one equals or beats in both."""
    kept: list[Pair] = []
    for pair in sorted(pairs):
        if not kept or pair[1] < kept[-1][1]:
            kept.append(pair)
    return kept


def best(problem: Problem, cost) -> tuple[tuple[float, ...], float]:  # type: ignore[no-untyped-def]
    """(worth by priority 1, 2, 3) and the least ``cost(exposure, duration)`` with it, by going through everything."""
    every = [trips(problem, vehicle) for vehicle in problem.vehicles]
    found: tuple[tuple[float, ...], float] = ((0.0, 0.0, 0.0), 0.0)

    def worth(done: frozenset[int]) -> tuple[float, ...]:
        return tuple(
            round(sum(problem.tasks[t].worth for t in sorted(done) if problem.tasks[t].priority == p), 9)
            for p in (1, 2, 3)
        )

    def days_of(vehicle: VehicleSpec, options: dict[tuple[int, ...], list[Priced]]) -> dict[frozenset[int], list[Pair]]:
        days: dict[frozenset[int], list[Pair]] = {frozenset(): [(0.0, 0.0)]}
        for subset, rows in options.items():
            days[frozenset(subset)] = [(cost(row.exposure, row.duration), row.driving) for row in rows]
        for first, second in combinations(options, 2):
            if set(first) & set(second):
                continue
            days.setdefault(frozenset((*first, *second)), []).extend(
                (cost(a.exposure, a.duration) + cost(b.exposure, b.duration), a.driving + b.driving)
                for a in options[first]
                for b in options[second]
                if (a.end <= b.start or b.end <= a.start)
                and max(a.end, b.end) - min(a.start, b.start) <= vehicle.duty_s
                and a.crew + b.crew <= vehicle.budget
                and a.metres + b.metres <= vehicle.range_m
            )
        return {done: _unbeaten(pairs) for done, pairs in days.items() if pairs}

    tables = [days_of(vehicle, options) for vehicle, options in zip(problem.vehicles, every, strict=True)]
    for parts in product(*tables):
        done = frozenset().union(*parts)
        if len(done) < sum(len(part) for part in parts):
            continue
        if sum(problem.tasks[t].people for t in done) > problem.sites[1].capacity:
            continue
        ways = product(*(table[part] for table, part in zip(tables, parts, strict=True)))
        kept = [way for way in ways if sum(driving for _, driving in way) <= problem.rules.max_driving_s]
        if not kept:
            continue
        total = min(sum(one for one, _ in way) for way in kept)
        mark = worth(done)
        if mark > found[0] or (mark == found[0] and total < found[1]):
            found = (mark, total)
    return found


def with_rules(problem: Problem, **changes: object) -> Problem:
    """The day under other rules."""
    return replace(problem, rules=replace(problem.rules, **changes))
