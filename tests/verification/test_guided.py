"""Guided searches against exhaustive search: the best trip exactly, and fronts within what they promise."""

from __future__ import annotations

from fractions import Fraction
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.routing.guided import GuidedRouter
from corridor.routing.hierarchy import Hierarchy

# Test folders are no packages: the cases and the exhaustive search of the Pareto tests are loaded by path.
_spec = spec_from_file_location("corridor_tests_pareto", Path(__file__).with_name("test_pareto.py"))
pareto = module_from_spec(_spec)
_spec.loader.exec_module(pareto)
cases, router_of, simple_trips, undominated = pareto.cases, pareto.router_of, pareto.simple_trips, pareto.undominated
waiting_for_quiet = pareto.waiting_for_quiet

relaxed = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def guided_of(case, build_network, weights=None):
    router = router_of(case, build_network)
    network = router.network
    hierarchy = Hierarchy.build(network.node_count, network.tail, network.head)
    return GuidedRouter(router, hierarchy, np.array(case["seconds"], np.float32), weights, threads=1)


@relaxed
@given(case=cases(), depart=st.integers(-10, 60), weight=st.sampled_from([0.0, 0.25, 2.0, 64.0]))
def test_the_best_trip_is_that_of_exhaustive_search(case, depart, weight, build_network):
    case = case | {"departures": [depart], "arrive_by": 10**6}
    guided = guided_of(case, build_network, [0.25, 2.0, 64.0])
    found = guided.way(0, case["nodes"] - 1, depart, weight)
    costs = [arrive - depart + weight * exposure for arrive, exposure in simple_trips(case, 0, case["nodes"] - 1)]
    assert (found is None) == (not costs)
    if found is not None:
        assert found.proven
        assert found.trip.seconds + weight * found.trip.exposure_upper == min(costs)


@relaxed
@given(case=cases(), epsilon=st.sampled_from([0.0, 0.01, 0.1, 0.5, 2.0]))
def test_every_trip_is_matched_within_epsilon(case, epsilon, build_network):
    depart = case["departures"][0]
    case = case | {"departures": [depart]}
    found = guided_of(case, build_network).front(0, case["nodes"] - 1, depart, case["arrive_by"], epsilon)
    wanted = undominated([*simple_trips(case, 0, case["nodes"] - 1)])
    pairs = [(trip.arrive_s, trip.exposure_upper) for trip in found.paths]
    assert found.proven
    assert pairs == undominated(pairs)
    assert {*pairs} <= {*simple_trips(case, 0, case["nodes"] - 1)}
    for arrive, exposure in wanted:
        assert any(a <= arrive and Fraction(x) <= (1 + Fraction(epsilon)) * exposure for a, x in pairs)
    if epsilon == 0.0:
        assert pairs == wanted


@relaxed
@given(case=cases(), most=st.integers(0, 3000))
def test_the_latest_departure_is_that_of_exhaustive_search(case, most, build_network):
    guided = guided_of(case, build_network)
    target = case["nodes"] - 1
    found = guided.latest_departure(0, target, case["departures"], case["arrive_by"], most, epsilon=0.0)
    fitting = [
        depart
        for depart in case["departures"]
        if any(x <= most for _, x in simple_trips(case | {"departures": [depart]}, 0, target))
    ]
    assert (found.depart_s if found else None) == max(fitting, default=None)


def test_circles_are_not_driven(build_network):
    guided = guided_of(waiting_for_quiet(), build_network, [1.0])
    assert guided.way(0, 3, 5, 1.0).trip.edges.tolist() == [0, 2]
    assert [trip.edges.tolist() for trip in guided.front(0, 3, 5, 100, 0.0).paths] == [[0, 2]]


def test_too_few_labels_is_said(build_network):
    case = waiting_for_quiet()
    guided = guided_of(case, build_network)
    guided._candidates = lambda *_: []
    assert not guided.front(0, 3, 5, 100, 0.0, max_labels=1).proven


def test_an_unproven_trip_is_that_of_the_plain_search(build_network):
    guided = guided_of(waiting_for_quiet(), build_network, [1.0])
    found = guided.way(0, 3, 5, 1.0, max_labels=0)
    assert not found.proven
    assert found.trip.edges.tolist() == guided.router.path(guided.seconds, 0, 3, 5, 1.0).edges.tolist()


def test_a_weight_without_bounds_is_refused(build_network):
    with pytest.raises(ValueError, match="weight"):
        guided_of(waiting_for_quiet(), build_network, [1.0]).way(0, 3, 5, 7.0)
    with pytest.raises(ValueError, match="weights"):
        guided_of(waiting_for_quiet(), build_network, [-1.0])
