"""A whole day through folder, roads, danger and choice, judged by ``plan_checker``."""

from __future__ import annotations

import shutil
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from corridor.exchange.operation import read_evidence, read_operation, write_operation
from corridor.progress import silent
from corridor.workflows.demo import write_demo_folder
from corridor.workflows.import_roads import import_roads
from corridor.workflows.plan_day import _roads, lay_ground, plan_day

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from corridor.domain.operation import Operation
    from corridor.domain.plan import Plan


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked case with three vehicles and twenty households, so that a test can plan it."""
    target = tmp_path_factory.mktemp("day") / "operation"
    write_demo_folder(target, 2023, silent, roads="roads")
    import_roads(target / "roads.osm", target / "roads")
    for table, rows in (("vehicles.csv", 4), ("households.csv", 40), ("needs.csv", 12), ("stocks.csv", 12)):
        path = target / table
        if path.exists():
            path.write_text("\n".join(path.read_text("utf-8").splitlines()[:rows]) + "\n", "utf-8")
    return target


@pytest.fixture(scope="module")
def planned(folder: Path):  # type: ignore[no-untyped-def]
    """Its plan."""
    return plan_day(folder, seed=7, iterations=20)


def test_the_plan_keeps_every_rule(folder: Path, planned, plan_checker: ModuleType) -> None:  # type: ignore[no-untyped-def]
    operation = read_operation(folder).operation
    evidence = read_evidence(folder, operation.settings)
    ground = lay_ground(operation, evidence, _roads(folder, operation, silent)[0], silent)
    assert planned.plan.verdict == "go"
    assert planned.plan.missions
    assert plan_checker.violations(planned.plan, operation, ground.problem.danger) == []


def test_the_checker_sees_a_household_dropped_from_the_centre(planned, plan_checker: ModuleType) -> None:  # type: ignore[no-untyped-def]
    text = planned.plan.model_dump_json()
    assert plan_checker.violations(planned.plan, planned.operation) == []
    broken = type(planned.plan).model_validate_json(text.replace('"aboard":2', '"aboard":1'))
    assert plan_checker.violations(broken, planned.operation)


def _without_hours(operation: Operation, plan: Plan, rule: str) -> Operation:
    """The operation with one rule of hours set so that the plan made without it must break it."""
    stops = [stop for mission in plan.missions for trip in mission.trips for stop in trip.stops]
    zone = ZoneInfo(operation.settings.timezone)
    begins = datetime.fromtimestamp(min(stop.depart_s for stop in stops), zone) + timedelta(minutes=5)
    ends = datetime.fromtimestamp(max(stop.arrive_s for stop in stops), zone) - timedelta(minutes=5)
    soon = operation.settings.as_of + timedelta(minutes=1)
    hours = {
        "crew starts": ("crews", {"starts": begins.time()}),
        "latest return": ("crews", {"latest_return": ends.time()}),
        "not open yet": ("shelters", {"opens": ends.time()}),
        "closed": ("shelters", {"closes": begins.time()}),
        "deadline": ("households", {"deadline": soon}),
        "after its deadline": ("needs", {"by": soon}),
    }
    if rule in hours:
        table, changes = hours[rule]
        return operation.model_copy(
            update={table: tuple(row.model_copy(update=changes) for row in getattr(operation, table))}
        )
    changes = {"curfew_from": begins.time(), "curfew_until": ends.time()} if rule == "curfew" else {
        "day_starts": begins.time()
    }  # fmt: skip
    rules = operation.settings.plan.model_copy(update=changes)
    return operation.model_copy(update={"settings": operation.settings.model_copy(update={"plan": rules})})


@pytest.mark.parametrize(
    "rule",
    [
        "crew starts",
        "latest return",
        "not open yet",
        "closed",
        "deadline",
        "after its deadline",
        "curfew",
        "day starts",
    ],
)
def test_the_checker_sees_hours_broken(planned, plan_checker: ModuleType, rule: str) -> None:  # type: ignore[no-untyped-def]
    broken = plan_checker.violations(planned.plan, _without_hours(planned.operation, planned.plan, rule))
    assert [one for one in broken if rule in one]


@pytest.fixture(scope="module")
def tight(folder: Path, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """The same day under a curfew, crews' hours and opening hours that bind."""
    target = tmp_path_factory.mktemp("tight") / "operation"
    shutil.copytree(folder, target)
    read = read_operation(target).operation
    rules = read.settings.plan.model_copy(update={"curfew_from": time(19, 30), "curfew_until": time(7, 30)})
    by = read.settings.as_of + timedelta(hours=8)
    write_operation(
        read.model_copy(
            update={
                "settings": read.settings.model_copy(update={"plan": rules}),
                "crews": tuple(c.model_copy(update={"starts": time(8), "latest_return": time(19)}) for c in read.crews),
                "shelters": tuple(
                    s.model_copy(update={"opens": time(11), "closes": time(15)}) if n % 2 else s
                    for n, s in enumerate(read.shelters)
                ),
                "households": tuple(
                    h.model_copy(update={"deadline": by}) if n % 3 == 0 else h for n, h in enumerate(read.households)
                ),
                "needs": tuple(n.model_copy(update={"by": by}) for n in read.needs),
            }
        ),
        target,
    )
    return plan_day(target, seed=7, iterations=5)


def test_hours_that_bind_are_kept(tight, plan_checker: ModuleType) -> None:  # type: ignore[no-untyped-def]
    assert tight.operation.settings.plan.curfew_from == time(19, 30)
    assert tight.plan.missions
    assert plan_checker.violations(tight.plan, tight.operation) == []


DUTY_HOURS, DRIVING_HOURS = 4.0, 3.0
"""Less than the plan without them takes."""


def _limited(operation: Operation, duty: float | None, driving: float | None) -> Operation:
    """The operation with crews' duty and the day's driving limited."""
    rules = operation.settings.plan.model_copy(update={"max_driving_hours": driving})
    return operation.model_copy(
        update={
            "settings": operation.settings.model_copy(update={"plan": rules}),
            "crews": tuple(crew.model_copy(update={"duty_hours": duty}) for crew in operation.crews),
        }
    )


@pytest.mark.parametrize(
    ("duty", "driving", "rule"),
    [(DUTY_HOURS, None, "longer than its duty"), (None, DRIVING_HOURS, "more driving than allowed")],
)
def test_the_checker_sees_too_long_a_day(  # type: ignore[no-untyped-def]
    planned, plan_checker: ModuleType, duty: float | None, driving: float | None, rule: str
) -> None:
    broken = plan_checker.violations(planned.plan, _limited(planned.operation, duty, driving))
    assert broken
    assert all(rule in one for one in broken)


def test_duty_and_driving_that_bind_are_kept(folder: Path, tmp_path: Path, plan_checker: ModuleType) -> None:
    target = tmp_path / "limited"
    shutil.copytree(folder, target)
    write_operation(_limited(read_operation(target).operation, DUTY_HOURS, DRIVING_HOURS), target)
    day = plan_day(target, seed=7, iterations=5)
    assert {crew.duty_hours for crew in day.operation.crews} == {DUTY_HOURS}
    assert day.operation.settings.plan.max_driving_hours == DRIVING_HOURS
    assert day.plan.missions
    assert plan_checker.violations(day.plan, day.operation) == []
    driven = sum(mission.figures.driving_s for mission in day.plan.missions)
    assert 0.7 * 3600 * DRIVING_HOURS <= driven <= 3600 * DRIVING_HOURS


def test_the_same_seed_gives_the_same_bytes(folder: Path, planned) -> None:  # type: ignore[no-untyped-def]
    again = plan_day(folder, seed=7, iterations=20)
    assert again.plan.model_dump_json() == planned.plan.model_dump_json()


def test_the_chosen_plan_serves_no_less_and_meets_no_more_than_the_quickest(planned) -> None:  # type: ignore[no-untyped-def]
    rows = {row.name: row for row in planned.plan.comparisons}
    assert rows["chosen"].figures.person_exposure_upper <= rows["quickest"].figures.person_exposure_upper * 1.001
    assert rows["chosen"].unserved <= rows["quickest"].unserved
    assert planned.plan.bound <= planned.plan.objective
    assert planned.plan.reference is not None


def test_stopped_at_once_there_is_still_a_plan_that_says_so(folder: Path, plan_checker: ModuleType) -> None:
    day = plan_day(folder, seed=7, iterations=20, stop=lambda: True)
    assert day.plan.time_limited
    assert day.plan.missions
    assert plan_checker.violations(day.plan, day.operation) == []
