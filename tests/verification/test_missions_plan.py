"""A whole day through folder, roads, danger and choice, judged by ``plan_checker``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corridor.exchange.operation import read_evidence, read_operation
from corridor.progress import silent
from corridor.workflows.demo import write_demo_folder
from corridor.workflows.import_roads import import_roads
from corridor.workflows.plan_day import _roads, lay_ground, plan_day

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


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
