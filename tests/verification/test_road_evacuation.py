"""Road evacuations against what can be worked out by hand, and the witness against broken plans."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq

from corridor.domain.flows import FlowTask
from corridor.evacuation.roads.ccrp import ccrp_seconds
from corridor.evacuation.roads.cut import proves
from corridor.evacuation.roads.followable import GROWTH, followable_plan
from corridor.evacuation.roads.quickest import quickest_plan
from corridor.evacuation.witness.roads import replay_convoys, replay_streams


def side_by_side(seed: int, roads: int = 3) -> FlowTask:
    """One zone, one exit, and roads between them that share nothing: zone -> own node -> exit."""
    rng = np.random.default_rng(seed)
    middle = np.arange(2, 2 + roads, dtype=np.int32)
    tail = np.concatenate((np.zeros(roads, np.int32), middle))
    head = np.concatenate((middle, np.ones(roads, np.int32)))
    capacity = np.tile(rng.uniform(0.2, 1.0, roads), 2)
    seconds = np.concatenate((rng.uniform(60, 600, roads), rng.uniform(60, 300, roads)))
    return FlowTask(
        2 + roads, tail, head, capacity, seconds, np.full(2 * roads, np.inf),
        np.array([0], np.int32), np.array([rng.uniform(500, 2000)]), np.array([1], np.int32),
    )  # fmt: skip


def by_hand(task: FlowTask) -> float:
    """All roads used from the first second: ``sum capacity x (T - drive)`` equals the vehicles."""
    roads = len(task.tail) // 2
    drive, capacity = task.seconds[:roads] + task.seconds[roads:], task.capacity[:roads]

    def spare(at: float) -> float:
        return float((capacity * np.maximum(at - drive, 0)).sum()) - task.total

    return float(brentq(spare, 0, 1e6))


@pytest.mark.parametrize("seed", range(8))
def test_bound_and_plan_close_in_on_the_time_worked_out_by_hand(seed: int) -> None:
    task = side_by_side(seed)
    answer = quickest_plan(task)
    wanted = by_hand(task)
    assert answer.cut.seconds <= wanted * (1 + 1e-9)
    assert wanted * (1 - 1e-9) <= answer.seconds <= wanted * 1.01
    assert proves(task, answer.cut)
    told = replay_streams(task, answer.streams)
    assert told.problem == ""
    assert told.out == pytest.approx(task.total, abs=0.1)


def test_a_cut_that_claims_too_much_is_no_proof() -> None:
    task = side_by_side(1)
    cut = quickest_plan(task).cut
    assert not proves(task, replace(cut, seconds=cut.seconds * 1.05, clock=cut.clock * 1.05))


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_that_people_can_follow_keeps_the_rules_and_no_plan_beats_the_bound(seed: int) -> None:
    task = side_by_side(seed)
    answer = quickest_plan(task)
    convoys = followable_plan(task, answer.cut.seconds, seconds=2, seed=seed)
    assert replay_convoys(task, convoys).problem == ""
    assert sum(convoy.vehicles for convoy in convoys) == pytest.approx(task.total)
    alone = min(
        task.seconds[r] + task.seconds[r + len(task.tail) // 2] + task.total / task.capacity[r]
        for r in range(len(task.tail) // 2)
    )
    last = max(convoy.ends for convoy in convoys)
    assert answer.cut.seconds <= last * (1 + 1e-9)
    assert last <= alone * GROWTH * 1.01
    rival = ccrp_seconds(task, answer.seconds)
    assert rival is None or rival >= answer.cut.seconds * (1 - 1e-9)


def test_a_zone_without_a_road_out_is_left_and_the_rest_is_planned() -> None:
    task = side_by_side(2)
    island = replace(
        task,
        node_count=task.node_count + 1,
        zone=np.array([0, task.node_count], np.int32),
        vehicles=np.array([300.0, 40.0]),
    )
    answer = quickest_plan(island)
    assert answer.left[1] == pytest.approx(40)
    assert answer.left[0] == pytest.approx(0)


def test_a_road_that_shuts_brings_out_fewer() -> None:
    task = side_by_side(4)
    free = quickest_plan(task)
    shut = replace(task, shut=np.where(np.arange(len(task.tail)) < 3, free.seconds * 0.5, np.inf))
    answer = quickest_plan(shut)
    assert sum(answer.left) > 1
    assert replay_streams(replace(shut, vehicles=shut.vehicles - np.array(answer.left)), answer.streams).problem == ""


def test_the_witness_sees_more_vehicles_than_a_road_takes() -> None:
    task = side_by_side(6)
    streams = quickest_plan(task).streams
    assert replay_streams(replace(task, capacity=task.capacity * 0.9), streams).problem
