"""The Pareto search against exhaustive search, written here from the definition alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.domain.danger import EdgeDanger, RoadConditions, Slots
from corridor.routing.router import Router

SLOT_S = 16
NEVER_OPENS = 2**62
DEPARTURES = st.lists(st.integers(-10, 60), min_size=1, max_size=4)


@st.composite
def cases(draw):
    """A small network with everything that can go wrong: integers throughout, so that sums are exact."""
    nodes = draw(st.integers(2, 6))
    ends = st.integers(0, nodes - 1)
    edges = sorted(draw(st.lists(st.tuples(ends, ends), min_size=1, max_size=13)))
    count, slots = len(edges), draw(st.integers(1, 6))
    some = lambda most: st.lists(st.integers(0, most), min_size=count, max_size=count)  # noqa: E731
    seconds = draw(st.lists(st.sampled_from([0, 0, 1, 3, 7, 10, 15, 16, 30, np.inf]), min_size=count, max_size=count))
    rate = draw(st.lists(st.one_of(some(0), some(3), some(1000)), min_size=slots, max_size=slots))
    windows = []
    for edge in range(count):
        starts = sorted(draw(st.sets(st.integers(-20, 90), max_size=2)))
        for place, start in enumerate(starts):
            latest = starts[place + 1] if place + 1 < len(starts) else NEVER_OPENS
            end = draw(st.sampled_from([start + 1, start + 10, start + 40, NEVER_OPENS]))
            windows.append((edge, start, min(end, latest)))
    return {
        "nodes": nodes,
        "edges": edges,
        "seconds": seconds,
        "delay": draw(some(3)),
        "rate": rate,
        "passage": draw(st.one_of(some(0), some(20))),
        "windows": windows,
        "departures": draw(DEPARTURES),
        "arrive_by": draw(st.integers(20, 140)),
    }


def router_of(case, build_network):
    network = build_network([(a, b, 100.0) for a, b in case["edges"]], nodes=case["nodes"])
    upper = np.array(case["rate"], np.float32)
    passage = np.array(case["passage"], np.float32)
    grey = np.zeros(len(case["edges"]), np.float32)
    danger = EdgeDanger(Slots(0, len(upper), SLOT_S), upper / 2, upper, passage / 2, passage, grey)
    columns = np.array(case["windows"], np.int64).reshape(-1, 3)
    delay = np.array(case["delay"], np.float32)
    conditions = RoadConditions(columns[:, 0].astype(np.int32), columns[:, 1], columns[:, 2], delay)
    return Router(network, danger, conditions)


def step(case, edge, time):
    """When an edge is left by who comes to its tail at ``time``, and the exposure; None where it cannot be driven."""
    begin = time
    for closed, start, end in case["windows"]:
        if closed == edge and start <= begin < end:
            begin = end
    if begin >= NEVER_OPENS or np.isinf(case["seconds"][edge]):
        return None
    leave = begin + case["seconds"][edge] + case["delay"][edge]
    last = len(case["rate"]) - 1
    inside = sum(case["rate"][min(max(now // SLOT_S, 0), last)][edge] for now in range(time, leave))
    return leave, inside + case["passage"][edge]


def simple_trips(case, origin, target):
    """(arrival, exposure) of every path without a repeated node, from every departure."""

    def extend(node, time, exposure, seen):
        if time > case["arrive_by"]:
            return
        if node == target:
            yield time, exposure
            return
        for edge, (tail, head) in enumerate(case["edges"]):
            driven = step(case, edge, time) if tail == node and head not in seen else None
            if driven is not None:
                yield from extend(head, driven[0], exposure + driven[1], seen | {head})

    for depart in case["departures"]:
        yield from extend(origin, depart, 0, {origin})


def undominated(pairs):
    return [
        pair
        for pair in sorted({*pairs})
        if not any(other != pair and other[0] <= pair[0] and other[1] <= pair[1] for other in pairs)
    ]


def search(case, build_network, epsilon=0.0, longest_s=np.inf, dawdling=True):
    router = router_of(case, build_network)
    found = router.pareto_set(
        np.array(case["seconds"], np.float32),
        0,
        case["nodes"] - 1,
        case["departures"],
        case["arrive_by"],
        epsilon,
        longest_s,
        dawdling,
    )
    return router, found


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_pareto_set_is_that_of_exhaustive_search(case, build_network):
    router, found = search(case, build_network)
    wanted = undominated([*simple_trips(case, 0, case["nodes"] - 1)])
    assert found.proven
    assert [(trip.arrive_s, trip.exposure_upper) for trip in found.paths] == wanted
    for trip in found.paths:
        assert trip.depart_s in case["departures"]
        driven = [0, *router.network.head[trip.edges].tolist()]
        assert len({*driven}) == len(driven)
        assert driven[-1] == case["nodes"] - 1
        assert trip.exposure_mean == trip.exposure_upper / 2


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), longest=st.integers(0, 80))
def test_trips_that_take_too_long_are_not_looked_for(case, longest, build_network):
    _, found = search(case, build_network, longest_s=longest)
    trips = []
    for depart in case["departures"]:
        alone = simple_trips(case | {"departures": [depart]}, 0, case["nodes"] - 1)
        trips += [trip for trip in alone if trip[0] - depart <= longest]
    assert [(trip.arrive_s, trip.exposure_upper) for trip in found.paths] == undominated(trips)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_without_dawdling_the_answer_is_exact_where_it_says_so(case, build_network):
    _, found = search(case, build_network, dawdling=False)
    wanted = undominated([*simple_trips(case, 0, case["nodes"] - 1)])
    pairs = [(trip.arrive_s, trip.exposure_upper) for trip in found.paths]
    assert undominated([*pairs, *wanted]) == wanted
    assert pairs == undominated(pairs)
    assert [pair[0] for pair in pairs[:1]] == [pair[0] for pair in wanted[:1]]
    if found.proven:
        assert pairs == wanted


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), epsilon=st.sampled_from([0.01, 0.1, 0.5, 2.0]))
def test_epsilon_bounds_what_is_left_out(case, epsilon, build_network):
    _, found = search(case, build_network, epsilon)
    for arrive, exposure in undominated([*simple_trips(case, 0, case["nodes"] - 1)]):
        assert any(
            trip.arrive_s <= arrive and Fraction(trip.exposure_upper) <= (1 + Fraction(epsilon)) * exposure
            for trip in found.paths
        )


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), depart=st.integers(-10, 60))
def test_earliest_arrival_is_that_of_exhaustive_search(case, depart, build_network):
    case = case | {"departures": [depart], "arrive_by": 10**6}
    router = router_of(case, build_network)
    quickest = router.path(np.array(case["seconds"], np.float32), 0, case["nodes"] - 1, depart, 0.0)
    arrivals = [arrive for arrive, _ in simple_trips(case, 0, case["nodes"] - 1)]
    assert (quickest is None) == (not arrivals)
    if quickest is not None:
        assert quickest.arrive_s == min(arrivals)


def test_where_circles_would_pay_only_simple_paths_are_told(build_network):
    """Danger ahead that ends soon makes loops attractive, so nodes become critical and labels remember them."""
    rng = np.random.default_rng(11)
    rounds = 0
    for _ in range(500):
        nodes, count = 6, 12
        edges = sorted((int(a), int(b)) for a, b in rng.integers(0, nodes, (count, 2)))
        ahead = np.array([head == nodes - 1 or rng.random() < 0.2 for _, head in edges])
        quiet_from = rng.integers(1, 5)
        rate = [(ahead * rng.integers(1, 40, count) if slot < quiet_from else 0 * ahead).tolist() for slot in range(6)]
        case = {
            "nodes": nodes,
            "edges": edges,
            "seconds": rng.integers(1, 16, count).tolist(),
            "delay": [0] * count,
            "rate": rate,
            "passage": (rng.integers(0, 30, count) * (rng.random(count) < 0.3)).tolist(),
            "windows": [],
            "departures": [0],
            "arrive_by": 110,
        }
        _, found = search(case, build_network)
        wanted = undominated([*simple_trips(case, 0, nodes - 1)])
        assert [(trip.arrive_s, trip.exposure_upper) for trip in found.paths] == wanted, case
        rounds += found.rounds > 1
    assert rounds > 15


def waiting_for_quiet():
    """A loop at node 1 would pass the time until the road on becomes quiet; only the plain way may be told."""
    return {
        "nodes": 4,
        "edges": [(0, 1), (1, 2), (1, 3), (2, 1)],
        "seconds": [1, 5, 10, 5],
        "delay": [0, 0, 0, 0],
        "rate": [[0, 0, 100, 0], [0, 0, 0, 0]],
        "passage": [0, 0, 0, 0],
        "windows": [],
        "departures": [5],
        "arrive_by": 100,
    }


def test_nobody_is_told_to_drive_in_circles(build_network):
    _, found = search(waiting_for_quiet(), build_network)
    assert [trip.edges.tolist() for trip in found.paths] == [[0, 2]]


def test_leaving_later_is_told_where_it_avoids_danger(build_network):
    _, found = search(waiting_for_quiet() | {"departures": [5, 10, 20]}, build_network)
    assert [(trip.depart_s, trip.exposure_upper) for trip in found.paths] == [(5, 1000), (10, 500), (20, 0)]


def test_same_arrival_and_exposure_leaves_as_late_as_it_can(build_network):
    case = waiting_for_quiet() | {"rate": [[0, 0, 0, 0]], "windows": [(2, 0, 60)], "departures": [0, 10, 50, 70]}
    _, found = search(case, build_network)
    assert [(trip.depart_s, trip.arrive_s) for trip in found.paths] == [(50, 70)]


def test_a_closure_that_catches_the_later_one_can_save_him(build_network):
    """B, a second later, is held until the danger beyond is over: A must not make B superfluous."""
    case = {
        "nodes": 4,
        "edges": [(0, 1), (0, 1), (1, 2), (2, 3)],
        "seconds": [9, 10, 1, 10],
        "delay": [0, 0, 0, 0],
        "rate": [[0, 0, 0, 50], [0, 0, 0, 0]],
        "passage": [0, 100, 0, 0],
        "windows": [(2, 10, 20)],
        "departures": [0],
        "arrive_by": 100,
    }
    _, found = search(case, build_network)
    assert [(trip.arrive_s, trip.exposure_upper) for trip in found.paths] == [(20, 300), (31, 100)]


def test_who_has_been_somewhere_cannot_stand_in_for_who_has_not(build_network):
    """To 2 by way of 1 is quicker and less exposed, but only who has not been at 1 may go there when it is quiet."""
    case = {
        "nodes": 4,
        "edges": [(0, 1), (0, 2), (1, 2), (1, 3), (2, 1)],
        "seconds": [2, 5, 2, 5, 12],
        "delay": [0] * 5,
        "rate": [[0, 0, 0, 10, 0], [0] * 5],
        "passage": [0, 20, 0, 0, 0],
        "windows": [],
        "departures": [0],
        "arrive_by": 100,
    }
    _, found = search(case, build_network)
    assert [(trip.arrive_s, trip.exposure_upper) for trip in found.paths] == [(7, 50), (22, 20)]
    assert found.rounds == 2


def test_too_many_labels_is_said(build_network):
    router = router_of(waiting_for_quiet(), build_network)
    found = router.pareto_set(np.array([1, 5, 10, 5], np.float32), 0, 3, [5, 10, 20], 100, max_labels=1)
    assert not found.proven


PROGRAM = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("case", sys.argv[1])
case = importlib.util.module_from_spec(spec); spec.loader.exec_module(case)
conftest = importlib.util.spec_from_file_location("shared", sys.argv[2])
shared = importlib.util.module_from_spec(conftest); conftest.loader.exec_module(shared)
for trips in case.agreement_cases(shared._build_network):
    print(json.dumps(trips))
"""


def agreement_cases(build_network):
    """Figures of random cases, to be compared between compiled and interpreted kernels."""
    rng = np.random.default_rng(5)
    for _ in range(5):
        case = {
            "nodes": 8,
            "edges": sorted((int(a), int(b)) for a, b in rng.integers(0, 8, (24, 2))),
            "seconds": rng.uniform(1, 20, 24).tolist(),
            "delay": [0] * 24,
            "rate": rng.uniform(0, 1, (4, 24)).tolist(),
            "passage": rng.uniform(0, 3, 24).tolist(),
            "windows": [(edge, 20, 35) for edge in range(0, 24, 5)],
            "departures": [0, 7, 15],
            "arrive_by": 90,
        }
        router, found = search(case, build_network)
        trips = [[*trip.edges.tolist(), trip.depart_s, trip.arrive_s, trip.exposure_upper] for trip in found.paths]
        seconds = np.array(case["seconds"], np.float32)
        matrices = router.matrices(seconds, range(8), [0, 7], [0.0, 5.0], threads=1)
        yield trips, np.nan_to_num(matrices.exposure_upper, posinf=-1).tolist()


@pytest.mark.parametrize("jit_off", ["0", "1"])
def test_compiled_and_interpreted_kernels_agree(jit_off, build_network, request):
    here, conftest = str(request.path), str(request.config.rootpath / "tests" / "conftest.py")
    output = subprocess.run(
        [sys.executable, "-c", PROGRAM, here, conftest],
        env={**os.environ, "NUMBA_DISABLE_JIT": jit_off},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert [json.loads(line) for line in output.splitlines()] == [
        json.loads(json.dumps(trips)) for trips in agreement_cases(build_network)
    ]
