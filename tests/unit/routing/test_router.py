"""The router on a small grid: figures agree with each other however they are asked for."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.domain.danger import EdgeDanger, RoadConditions, Slots
from corridor.routing.router import Router

SIDE = 7


def grid_edges():
    steps = ((0, 1), (1, 0), (0, -1), (-1, 0))
    inside = range(SIDE)
    return [
        (row * SIDE + column, (row + down) * SIDE + column + right, 400 + 10 * ((row * column) % 5))
        for row in inside
        for column in inside
        for down, right in steps
        if row + down in inside and column + right in inside
    ]


@pytest.fixture
def router(build_network):
    rng = np.random.default_rng(4)
    row, column = np.divmod(np.arange(SIDE * SIDE), SIDE)
    network = build_network(grid_edges(), lon=0.01 * column, lat=0.01 * row)
    count = network.edge_count
    upper = rng.uniform(0, 1e-4, (5, count)).astype(np.float32)
    passage = (rng.uniform(0, 1e-3, count) * (rng.random(count) < 0.1)).astype(np.float32)
    grey = rng.random(count).astype(np.float32)
    danger = EdgeDanger(Slots(0, 5, 600), upper / 3, upper, passage / 3, passage, grey)
    shut = np.arange(0, count, 9, dtype=np.int32)
    conditions = RoadConditions(
        shut, np.full(len(shut), 300), np.full(len(shut), 700), rng.uniform(0, 20, count).astype(np.float32)
    )
    return Router(network, danger, conditions)


@pytest.fixture
def seconds(router):
    return np.random.default_rng(8).uniform(20, 90, router.network.edge_count).astype(np.float32)


def figures(path):
    return path.seconds, path.exposure_mean, path.exposure_upper, path.length_m, path.grey_m


@pytest.mark.parametrize("weight", [0.0, 3e4])
def test_matrices_hold_the_figures_of_the_paths(router, seconds, weight):
    nodes, departures = [0, 24, 48, 10], [0, 500]
    found = router.matrices(seconds, nodes, departures, [weight])
    for d, depart in enumerate(departures):
        for i, origin in enumerate(nodes):
            for j, target in enumerate(nodes):
                path = router.path(seconds, origin, target, depart, weight)
                entry = [matrix[0, d, i, j] for matrix in vars(found).values()]
                np.testing.assert_allclose(entry, figures(path), rtol=1e-6)


def test_a_path_sums_its_edges(router, seconds):
    path = router.path(seconds, 0, 48, 250, 3e4)
    np.testing.assert_allclose(path.edge_upper.sum(), path.exposure_upper, rtol=1e-12)
    np.testing.assert_allclose(router.network.length_m[path.edges].sum(), path.length_m, rtol=1e-6)
    spent = seconds[path.edges] + router.conditions.delay_s[path.edges]
    np.testing.assert_allclose(path.leave_s - path.enter_s, spent, rtol=1e-6)
    reached = np.concatenate(([path.depart_s], path.leave_s[:-1]))
    waited = path.enter_s - reached
    assert (waited >= 0).all()
    assert set(np.flatnonzero(waited)) <= set(np.flatnonzero(np.isin(path.edges, router.conditions.closed_edge)))
    priced = router.price(seconds, path.edges, 250)
    assert figures(priced) == figures(path)


def test_threads_do_not_change_matrices(router, seconds):
    ask = (seconds, np.arange(20), [0, 300], [0.0, 1e4])
    one, many = router.matrices(*ask, threads=1), router.matrices(*ask, threads=7)
    for name, matrix in vars(one).items():
        np.testing.assert_array_equal(matrix, getattr(many, name))


def test_nodes_without_a_road_are_out_of_reach(router, seconds):
    found = router.matrices(seconds, [0, -1, 5], [0], [0.0])
    assert np.isinf(found.seconds[0, 0, 1]).all()
    assert np.isinf(found.seconds[0, 0, :, 1]).all()
    assert np.isfinite(found.seconds[0, 0][np.ix_([0, 2], [0, 2])]).all()


def test_exposure_counts_each_slot_the_wait_and_the_passage(build_network):
    network = build_network([(0, 1, 100)])
    rate = np.array([[1.0], [10.0], [100.0]], np.float32)
    passage = np.array([1000.0], np.float32)
    danger = EdgeDanger(Slots(100, 3, 10), rate / 2, rate, passage / 2, passage, np.array([0.25], np.float32))
    conditions = RoadConditions(np.array([0], np.int32), np.array([90]), np.array([112]), np.zeros(1, np.float32))
    path = Router(network, danger, conditions).price(np.array([13], np.float32), [0], 95)
    assert (path.enter_s[0], path.leave_s[0], path.arrive_s) == (112, 125, 125)
    assert path.exposure_upper == (15 * 1 + 10 * 10 + 5 * 100) + 1000
    assert path.exposure_mean == path.exposure_upper / 2
    assert path.grey_m == 25


def test_barred_for_good_is_infinite_and_no_path(build_network):
    network = build_network([(0, 1, 100)])
    flat = np.zeros((1, 1), np.float32)
    danger = EdgeDanger(Slots(0, 1), flat, flat, flat[0], flat[0], flat[0])
    shut = RoadConditions(np.array([0], np.int32), np.array([5]), np.array([2**62]), np.zeros(1, np.float32))
    router = Router(network, danger, shut)
    seconds = np.array([10], np.float32)
    assert router.path(seconds, 0, 1, 0, 0).arrive_s == 10
    assert router.path(seconds, 0, 1, 5, 0) is None
    assert router.price(seconds, [0], 5).arrive_s == np.inf
    assert router.path(np.array([np.inf], np.float32), 0, 1, 0, 0) is None


def test_avoided_edges_are_not_used(router, seconds):
    path = router.path(seconds, 0, 48, 0, 0)
    other = router.path(seconds, 0, 48, 0, 0, avoid=path.edges)
    assert not np.isin(other.edges, path.edges).any()


def test_second_best_leaves_the_road_wherever_it_can(router, seconds):
    path = router.path(seconds, 0, 48, 0, 0)
    other = router.second_best(seconds, path, 0)
    assert not np.isin(other.edges, path.edges).any()
    assert router.network.head[other.edges[-1]] == 48
    lines = router.network.line
    assert not np.isin(lines[other.edges], lines[path.edges]).any()


def test_second_best_comes_back_where_there_is_one_bridge(build_network):
    network = build_network([(0, 1, 100), (0, 1, 300), (1, 2, 100), (2, 3, 100), (2, 3, 300)])
    flat = np.zeros((1, 5), np.float32)
    danger = EdgeDanger(Slots(0, 1), flat, flat, flat[0], flat[0], flat[0])
    router = Router(network, danger, RoadConditions.open(5))
    seconds = np.array([10, 30, 10, 10, 30], np.float32)
    path = router.path(seconds, 0, 3, 0, 0)
    assert path.edges.tolist() == [0, 2, 3]
    assert router.second_best(seconds, path, 0).edges.tolist() == [1, 2, 4]
    alone = router.price(seconds, [2], 0)
    assert router.second_best(seconds, alone, 0) is None


def test_nowhere_to_go_is_a_path_without_edges(router, seconds):
    path = router.path(seconds, 3, 3, 100, 1.0)
    assert (len(path.edges), path.seconds, path.exposure_upper) == (0, 0, 0)
    assert [len(trip.edges) for trip in router.pareto(seconds, 3, 3, [100, 200], 900)] == [0]
