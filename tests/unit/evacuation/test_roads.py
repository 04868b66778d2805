"""Quickest flows on networks small enough to reckon by hand, and bounds that no drawn network breaks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.domain.flows import Convoy, Cut, FlowTask
from corridor.evacuation.roads.ccrp import ccrp_seconds
from corridor.evacuation.roads.contraflow import contraflow_plan
from corridor.evacuation.roads.cut import proves
from corridor.evacuation.roads.disobey import disobeyed
from corridor.evacuation.roads.followable import followable_plan
from corridor.evacuation.roads.quickest import quickest_plan
from corridor.evacuation.witness.roads import replay_convoys, replay_streams

CLOSE = 2e-3


def task(roads, zones, exits, nodes) -> FlowTask:
    """Roads (tail, head, vehicles a second, seconds) and zones {node: vehicles}."""
    tail, head, capacity, seconds = zip(*roads, strict=True)
    return FlowTask(
        nodes,
        np.array(tail, np.int32),
        np.array(head, np.int32),
        np.array(capacity, np.float64),
        np.array(seconds, np.float64),
        np.full(len(roads), np.inf),
        np.array(list(zones), np.int32),
        np.array(list(zones.values()), np.float64),
        np.array(exits, np.int32),
    )


ONE_ROAD = task([(0, 1, 0.5, 600)], {0: 900}, [1], 2)
TWO_ROADS = task([(0, 1, 0.5, 600), (0, 2, 0.25, 1200), (2, 1, 1.0, 0)], {0: 900}, [1], 3)


def test_one_road_is_drive_and_queue():
    answer = quickest_plan(ONE_ROAD)
    assert answer.cut.seconds == pytest.approx(600 + 900 / 0.5, rel=1e-6)
    assert answer.seconds == pytest.approx(2400, rel=CLOSE)
    assert answer.tight == (0,)


def test_the_second_road_is_used_as_soon_as_it_pays():
    # 0.5 (T - 600) + 0.25 (T - 1200) = 900, so T = 2000.
    answer = quickest_plan(TWO_ROADS)
    assert answer.cut.seconds == pytest.approx(2000, rel=1e-6)
    assert answer.seconds == pytest.approx(2000, rel=CLOSE)


def test_a_road_that_shuts_leaves_those_who_come_too_late():
    shut = replace(ONE_ROAD, shut=np.array([1600.0]))
    answer = quickest_plan(shut)
    # Layers of time are coarse: a vehicle or two fewer may be taken than could be, never more.
    assert 400 - 1e-6 <= sum(answer.left) <= 402
    assert answer.seconds <= 1600 + 1e-6


def test_a_zone_without_a_road_is_left_and_the_rest_is_planned():
    answer = quickest_plan(task([(0, 1, 0.5, 600)], {0: 900, 2: 40}, [1], 3))
    assert answer.left == pytest.approx((0, 40))
    assert answer.seconds == pytest.approx(2400, rel=CLOSE)


def test_nobody_can_leave():
    answer = quickest_plan(task([(1, 0, 0.5, 600)], {0: 900}, [1], 2))
    assert answer.left == pytest.approx((900,))


def test_turning_the_way_back_round_halves_the_queue():
    both = task([(0, 1, 0.5, 600), (1, 0, 0.5, 600)], {0: 900}, [1], 2)
    signed, answer, turned = contraflow_plan(both)
    assert turned == (0,)
    assert answer.seconds == pytest.approx(600 + 900 / 1.0, rel=CLOSE)
    assert replay_streams(signed, answer.streams).problem == ""


def test_a_claim_beyond_the_truth_is_not_proven():
    assert proves(ONE_ROAD, Cut(2399.0, (0,), np.array([0.0, 2399.0])))
    assert not proves(ONE_ROAD, Cut(2401.0, (0,), np.array([0.0, 2401.0])))
    assert not proves(ONE_ROAD, Cut(2399.0, (0,), np.array([1.0, 2399.0])))
    assert not proves(ONE_ROAD, Cut(2401.0, (0,), np.array([0.0, 2400.0])))


def convoy(window: float, enters: float = 0.0, vehicles: float = 900.0) -> Convoy:
    return Convoy(0, vehicles, (0,), np.array([enters]), window, enters + 600)


@pytest.mark.parametrize(
    ("told", "words"),
    [(convoy(1700), "capacity"), (convoy(1800, -5), "does not follow"), (convoy(1800, vehicles=800), "not all taken")],
)
def test_the_witness_sees_a_broken_convoy(told, words):
    assert words in replay_convoys(ONE_ROAD, [told]).problem


def test_the_witness_follows_a_good_convoy():
    told = replay_convoys(ONE_ROAD, [convoy(1800)])
    assert (told.problem, told.last_arrival, told.out) == ("", pytest.approx(2400), pytest.approx(900))


def test_the_witness_sees_a_road_used_once_shut():
    assert "shut" in replay_convoys(replace(ONE_ROAD, shut=np.array([2000.0])), [convoy(1800)]).problem


@st.composite
def networks(draw):
    """Up to six nodes in a row with roads between neighbours and some further ones; the last node is the exit."""
    nodes = draw(st.integers(3, 6))
    drive, capacity = st.integers(30, 600), st.sampled_from([0.1, 0.25, 0.5, 1.0])
    pairs = [(a, a + 1) for a in range(nodes - 1)]
    pairs += draw(st.lists(st.sampled_from([(a, b) for a in range(nodes - 1) for b in range(nodes) if a != b])))
    roads = [(a, b, draw(capacity), draw(drive)) for a, b in dict.fromkeys(pairs)]
    zones = {z: draw(st.integers(1, 500)) for z in draw(st.sets(st.integers(0, nodes - 2), min_size=1))}
    return task(roads, zones, [nodes - 1], nodes)


@settings(max_examples=25, deadline=None)
@given(networks())
def test_no_plan_beats_the_bound_and_vehicles_are_conserved(drawn):
    answer = quickest_plan(drawn)
    told = replay_streams(drawn, answer.streams)
    assert (told.problem, sum(answer.left)) == ("", 0)
    assert told.out == pytest.approx(drawn.total, abs=0.1)
    assert proves(drawn, answer.cut)
    assert answer.cut.seconds <= answer.seconds
    assert told.last_arrival <= answer.seconds + 1e-6
    assert (ccrp_seconds(drawn, answer.seconds) or np.inf) >= answer.cut.seconds


@settings(max_examples=5, deadline=None)
@given(networks())
def test_convoys_keep_the_roads_and_the_bound(drawn):
    bound = quickest_plan(drawn).cut.seconds
    convoys = followable_plan(drawn, bound, seconds=2, seed=1)
    told = replay_convoys(drawn, convoys)
    assert told.problem == ""
    assert told.last_arrival >= bound
    assert {c.zone for c in convoys} == set(range(len(drawn.zone)))


def test_drivers_who_leave_at_once_queue_longer_than_the_plan():
    convoys = followable_plan(TWO_ROADS, 2000, seconds=2, seed=1)
    planned, all_rush = disobeyed(TWO_ROADS, convoys, seed=1, shares=(0.0, 1.0))
    assert all_rush.seconds >= 2000
    assert all_rush.stuck == 0
    assert planned.seconds == pytest.approx(max(c.ends for c in convoys), rel=0.02)
