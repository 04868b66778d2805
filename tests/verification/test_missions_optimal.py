"""On days small enough to try everything, the plan is the best there is under its own forecast."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corridor.missions.choose import Aim, trip_cost
from corridor.missions.drive import TableRoads
from corridor.missions.seeds import Watch
from corridor.missions.solve import Effort, solve_day
from corridor.missions.trips import Column, Shape
from corridor.progress import silent

if TYPE_CHECKING:
    from types import ModuleType

    from corridor.missions.choose import Choice
    from corridor.missions.problem import Problem
    from corridor.missions.solve import Settled


def _solve(problem: Problem, seed: int = 1) -> Settled:
    return solve_day(
        problem, TableRoads(problem.tables), effort=Effort(seed=seed), watch=Watch(lambda: False), progress=silent
    )


def _cost(exposure: float, duration: float, aim: Aim, scale: tuple[float, float]) -> float:
    figures = (duration, 0.0, 0.0, exposure, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    return trip_cost(Column(0, Shape(()), 0, 0.0, 0.0, figures), aim, scale)


def _is_best(tiny_days: ModuleType, problem: Problem) -> Choice:
    """The quickest and the chosen plan equal the best of all plans; the chosen one."""
    settled = _solve(problem)
    assert settled.whole
    for aim in (Aim.QUICKEST, Aim.CHOSEN):
        choice = settled.choices[aim]
        mark, least = tiny_days.best(problem, lambda e, d, aim=aim: _cost(e, d, aim, settled.scale))
        done = [problem.tasks[task] for column in choice.columns for task in column.shape.tasks]
        served = tuple(sum(task.worth for task in done if task.priority == p) for p in (1, 2, 3))
        assert served == pytest.approx(mark, abs=1e-5)
        assert choice.objective == pytest.approx(least, rel=2e-4, abs=1e-6)
        assert choice.bound <= choice.objective + 1e-9
        assert choice.proven
    return settled.chosen


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("budget", [2.0**53, 0.004])
def test_the_chosen_plan_equals_the_best_of_all_plans(tiny_days: ModuleType, seed: int, budget: float) -> None:
    _is_best(tiny_days, tiny_days.day(seed, budget=budget, tasks=3 + seed % 2))


LIMITS = {
    "a day of a trip or two": {"duty": 7200.0},
    "a short day": {"duty": 5400.0},
    "little driving": {"driving": 3600.0},
    "both": {"duty": 6000.0, "driving": 3000.0},
}


@pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS)
def test_under_limits_of_duty_and_driving_it_is_the_best_too(tiny_days: ModuleType, limits: dict[str, float]) -> None:
    changed = 0
    for seed in range(3):
        free, limited = _solve(tiny_days.day(seed)).chosen, _is_best(tiny_days, tiny_days.day(seed, **limits))
        changed += {c.key for c in free.columns} != {c.key for c in limited.columns}
    assert changed >= 2, "limits that change nothing prove nothing"


def test_the_same_day_gives_the_same_plan(tiny_days: ModuleType) -> None:
    problem = tiny_days.day(3)
    first, second = _solve(problem), _solve(problem)
    assert [c.key for c in first.chosen.columns] == [c.key for c in second.chosen.columns]
    assert first.chosen.objective == second.chosen.objective


def test_exposure_is_least_in_the_least_exposed_plan_and_time_in_the_quickest(tiny_days: ModuleType) -> None:
    for seed in range(4):
        choices = _solve(tiny_days.day(seed)).choices
        exposure = {aim: sum(c.person_exposure for c in choice.columns) for aim, choice in choices.items()}
        seconds = {aim: sum(c.duration_s for c in choice.columns) for aim, choice in choices.items()}
        assert exposure[Aim.LEAST] <= exposure[Aim.CHOSEN] * 1.001 <= exposure[Aim.QUICKEST] * 1.002
        assert seconds[Aim.QUICKEST] <= seconds[Aim.CHOSEN] + 1 <= seconds[Aim.LEAST] + 100_000


def test_no_budget_means_do_not_go_and_says_risk(tiny_days: ModuleType) -> None:
    settled = _solve(tiny_days.day(1, budget=1e-9))
    assert not settled.chosen.columns
    assert {reason.code for reason in settled.reasons.values()} <= {"risk", "time", "fits_none"}
    assert "risk" in {reason.code for reason in settled.reasons.values()}


def test_a_gain_below_the_cost_keeps_everyone_home(tiny_days: ModuleType) -> None:
    settled = _solve(tiny_days.with_rules(tiny_days.day(1), gain_least=1e-9))
    assert not settled.chosen.columns
    assert "not_worth" in {reason.code for reason in settled.reasons.values()}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"max_grey_m": 0.0}, "grey"),
        ({"max_exposure": 1e-9}, "risk"),
        ({"curfew": ((0.0, 2.0**50),)}, "time"),
    ],
)
def test_each_rule_of_the_day_binds_and_is_named(tiny_days: ModuleType, changes: dict[str, object], code: str) -> None:
    problem = tiny_days.day(2)
    assert _solve(problem).chosen.columns
    settled = _solve(tiny_days.with_rules(problem, **changes))
    assert not settled.chosen.columns
    assert code in {reason.code for reason in settled.reasons.values()}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"range_m": 10.0}, "unreachable"),
        ({"latest_s": 1.0}, "time"),
        ({"capacity": (0.0,) * 6}, "fits_none"),
    ],
)
def test_each_limit_of_a_vehicle_binds_and_is_named(
    tiny_days: ModuleType, changes: dict[str, object], code: str
) -> None:
    problem = tiny_days.day(2)
    held = replace(problem, vehicles=tuple(replace(vehicle, **changes) for vehicle in problem.vehicles))
    settled = _solve(held)
    assert not settled.chosen.columns
    assert code in {reason.code for reason in settled.reasons.values()}


def test_a_full_centre_leaves_households_and_is_named(tiny_days: ModuleType) -> None:
    problem = tiny_days.day(2)
    sites = tuple(replace(site, capacity=0) for site in problem.sites)
    settled = _solve(replace(problem, sites=sites))
    households = [task.number for task in problem.tasks if task.is_household]
    assert households
    assert {settled.reasons[number].code for number in households} == {"centre_full"}
