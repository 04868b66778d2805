"""Contraction hierarchies against plain Dijkstra, written here from the definition alone, on graphs of every oddity."""

from __future__ import annotations

import heapq
import json
import os
import subprocess
import sys
from math import inf

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.domain.danger import EdgeDanger, RoadConditions, Slots
from corridor.routing.hierarchy import Hierarchy
from corridor.routing.lanes import Lanes, danger_prices, frozen_prices

WEIGHTS = (0.0, 2.0, 64.0)
START_S = 1_774_745_000 // 900 * 900
"""A night in which Kyiv's clocks change: slots are UTC, so nothing may happen."""
relaxed = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def worlds(draw):
    """Small graphs with one-ways, loops, parallel and zero-length edges, parts out of reach, closures, all exposures.

    Integers throughout, so that float32 sums are exact.
    """
    nodes = draw(st.integers(1, 12))
    ends = st.integers(0, nodes - 1)
    edges = draw(st.lists(st.tuples(ends, ends), min_size=1, max_size=40))
    count, slots = len(edges), draw(st.integers(1, 11))
    lists = lambda values: st.lists(values, min_size=count, max_size=count)  # noqa: E731
    rates = st.one_of(lists(st.sampled_from([0, 0, 1, 5, 100])), lists(st.sampled_from([0, 0, 3, inf])))
    closures = draw(
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, slots), st.integers(1, 4)), max_size=6)
    )
    return {
        "nodes": nodes,
        "edges": edges,
        "seconds": draw(lists(st.sampled_from([0, 0, 1, 2, 7, 30, inf]))),
        "rate": draw(st.lists(rates, min_size=slots, max_size=slots)),
        "passage": draw(lists(st.sampled_from([0, 0, 4, inf]))),
        "closures": closures,
    }


def world_of(case):
    """Danger and conditions of a case; closures in whole slots."""
    upper = np.array(case["rate"], np.float32)
    passage = np.array(case["passage"], np.float32)
    slots = Slots(START_S, len(upper), 900)
    danger = EdgeDanger(slots, upper, upper, passage, passage, np.zeros(len(passage), np.float32))
    windows = sorted({(edge, first) for edge, first, _ in case["closures"]})
    length = {(edge, first): size for edge, first, size in case["closures"]}
    shut = {(edge, s) for edge, first in windows for s in range(first, first + length[edge, first])}
    rows = np.array(sorted(shut), np.int64).reshape(-1, 2)
    begin = START_S + 900 * rows[:, 1]
    conditions = RoadConditions(rows[:, 0].astype(np.int32), begin, begin + 900, np.zeros(len(passage), np.float32))
    return danger, conditions, shut


def costs_of(case, weight, slot, shut):
    """What each edge costs in a lane, from the definition; nothing spent in infinite exposure is nothing."""
    costs = []
    for edge, seconds in enumerate(case["seconds"]):
        rate, passage = case["rate"][slot][edge], case["passage"][edge]
        exposure = (rate * seconds if seconds else 0) + passage
        careful = weight * exposure if weight else 0
        barred = seconds == inf or (edge, slot) in shut or careful == inf
        costs.append(inf if barred else seconds + careful)
    return costs


def dijkstra(case, costs, source):
    least = {}
    queue = [(0, source)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node in least:
            continue
        least[node] = cost
        for edge, (tail, head) in enumerate(case["edges"]):
            if tail == node and costs[edge] < inf and head not in least:
                heapq.heappush(queue, (cost + costs[edge], head))
    return [least.get(node, inf) for node in range(case["nodes"])]


def lanes_of(case, threads=1, edges=None):
    tail, head = np.array(edges or case["edges"], np.int32).T
    danger, conditions, shut = world_of(case)
    hierarchy = Hierarchy.build(case["nodes"], tail, head)
    prices = danger_prices(np.array(case["seconds"], np.float32), danger, conditions, WEIGHTS)
    return Lanes(hierarchy, prices, threads), shut


def reachable(values):
    """Costs beyond every sum of finite ones stand for infinite exposure."""
    return np.where(np.asarray(values, np.float64) > 1e30, inf, values)


@relaxed
@given(case=worlds())
def test_every_lane_of_a_matrix_is_that_of_dijkstra(case):
    lanes, shut = lanes_of(case)
    nodes = np.arange(case["nodes"])
    matrix = lanes.matrix(nodes, nodes)
    for weight in range(len(WEIGHTS)):
        for slot in range(len(case["rate"])):
            costs = costs_of(case, WEIGHTS[weight], slot, shut)
            wanted = [dijkstra(case, costs, source) for source in range(case["nodes"])]
            assert reachable(matrix[weight, slot]).tolist() == wanted


@relaxed
@given(case=worlds())
def test_a_matrix_costs_what_its_ways_cost_edge_by_edge(case):
    lanes, shut = lanes_of(case)
    nodes = np.arange(case["nodes"])
    matrix = reachable(lanes.matrix(nodes, nodes))
    slot = len(case["rate"]) // 2
    for weight in range(len(WEIGHTS)):
        costs = costs_of(case, WEIGHTS[weight], slot, shut)
        for source in range(case["nodes"]):
            for target in range(case["nodes"]):
                found = lanes.path(source, target, slot, weight)
                wanted = matrix[weight, slot, source, target]
                if wanted == inf:
                    assert found is None or found[0] > 1e30
                    continue
                least, edges = found
                walked = [case["edges"][edge] for edge in edges]
                assert least == wanted == sum(costs[edge] for edge in edges)
                assert [source, *(head for _, head in walked)] == [*(tail for tail, _ in walked), target]


@relaxed
@given(case=worlds(), data=st.data())
def test_a_change_gives_what_a_new_customization_gives(case, data):
    lanes, _ = lanes_of(case)
    lanes.single(0)
    some = data.draw(st.sets(st.integers(0, len(case["edges"]) - 1), min_size=1))
    changed = {edge: data.draw(st.sampled_from([0, 3, 200])) for edge in some}
    rate = [[changed.get(edge, value) for edge, value in enumerate(row)] for row in case["rate"]]
    closures = [*case["closures"], *((edge, 0, 2) for edge in sorted(some)[:1])]
    other, _ = lanes_of(case | {"rate": rate, "closures": closures})
    touched = np.array(sorted(some), np.int32)
    again = lanes.change(other.prices, touched)
    nodes = np.arange(case["nodes"])
    assert np.array_equal(again.matrix(nodes, nodes), other.matrix(nodes, nodes))
    assert again.cost(0, case["nodes"] - 1, 0) == other.cost(0, case["nodes"] - 1, 0)


@relaxed
@given(case=worlds())
def test_threads_do_not_matter(case):
    nodes = np.arange(case["nodes"])
    one, many = (lanes_of(case, threads)[0].matrix(nodes, nodes) for threads in (1, 3))
    assert np.array_equal(one, many)


def grid(side, rng):
    """A town of ``side`` x ``side`` junctions with streets both ways, some missing, and a few fast roads."""
    at = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate([np.column_stack((at[:, :-1].ravel(), at[:, 1:].ravel())),
                            np.column_stack((at[:-1].ravel(), at[1:].ravel()))])  # fmt: skip
    pairs = pairs[rng.random(len(pairs)) < 0.9]
    both = np.concatenate((pairs, pairs[rng.random(len(pairs)) < 0.9, ::-1]))
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    return side * side, both[:, 0].astype(np.int32), both[:, 1].astype(np.int32)


def test_a_town_of_thousands_agrees_with_scipy():
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra as scipy_dijkstra

    rng = np.random.default_rng(4)
    nodes, tail, head = grid(60, rng)
    costs = rng.uniform(1, 100, (len(tail), 24)).astype(np.float32)
    lanes = Lanes(Hierarchy.build(nodes, tail, head), frozen_prices(costs), threads=2)
    places = rng.choice(nodes, 40, replace=False)
    matrix = lanes.matrix(places, places[:30])
    for slot in (0, 7, 23):
        graph = csr_array((costs[:, slot].astype(np.float64), (tail, head)), shape=(nodes, nodes))
        wanted = scipy_dijkstra(graph, indices=places)[:, places[:30]]
        assert np.allclose(matrix[0, slot], wanted, rtol=1e-5)
    batches = [set(batch.tolist()) for batch in lanes.hierarchy.pieces]
    assert len(batches) > 10
    shape = lanes.hierarchy.shape
    where = {rank: number for number, batch in enumerate(batches) for rank in batch}
    for low, high in zip(shape.lower.tolist(), shape.upper.tolist(), strict=True):
        assert where.get(high, where.get(low, -1)) == where.get(low, -1)


@pytest.mark.parametrize("costs", [[[-1.0]], [[np.nan]], [[1.0, np.inf]]])
def test_costs_that_make_no_sense_are_refused(costs):
    with pytest.raises(ValueError, match=r"costs|infinite"):
        frozen_prices(np.array(costs, np.float32))


def test_an_empty_network_answers_nothing():
    hierarchy = Hierarchy.build(3, np.empty(0, np.int32), np.empty(0, np.int32))
    lanes = Lanes(hierarchy, frozen_prices(np.empty((0, 2), np.float32)), 1)
    assert lanes.path(0, 2, 1) is None
    assert lanes.path(1, 1, 1)[1].tolist() == []
    assert np.array_equal(np.isfinite(lanes.matrix([0, 1], [0, 2])[0, 0]), [[True, False], [False, False]])


PROGRAM = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("case", sys.argv[1])
case = importlib.util.module_from_spec(spec); spec.loader.exec_module(case)
print(json.dumps(case.figures()))
"""


def figures():
    """Matrices and ways on a small town, to be compared between compiled and interpreted kernels."""
    rng = np.random.default_rng(9)
    nodes, tail, head = grid(5, rng)
    costs = rng.uniform(1, 100, (len(tail), 3)).astype(np.float32)
    lanes = Lanes(Hierarchy.build(nodes, tail, head), frozen_prices(costs), 1)
    matrix = np.nan_to_num(lanes.matrix(range(5), range(20, 25)), posinf=-1).tolist()
    ways = [lanes.path(node, 24 - node, 2)[1].tolist() for node in range(6)]
    costs[3:9] *= 2
    lanes.change(frozen_prices(costs), np.arange(3, 9, dtype=np.int32))
    return [matrix, ways, np.nan_to_num(lanes.matrix(range(5), range(20, 25)), posinf=-1).tolist()]


@pytest.mark.parametrize("jit_off", ["0", "1"])
def test_compiled_and_interpreted_kernels_agree(jit_off, request):
    output = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(request.path)],
        env={**os.environ, "NUMBA_DISABLE_JIT": jit_off},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert json.loads(output) == json.loads(json.dumps(figures()))
