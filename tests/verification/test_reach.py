"""Reach against exhaustive search on small networks of every oddity."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from math import inf
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.routing.departures import by_departure, latest_within
from corridor.routing.reach import reach

# Test folders are no packages: the cases and the exhaustive search of the Pareto tests are loaded by path.
_spec = spec_from_file_location("corridor_tests_pareto", Path(__file__).with_name("test_pareto.py"))
pareto = module_from_spec(_spec)
_spec.loader.exec_module(pareto)
cases, router_of, simple_trips = pareto.cases, pareto.router_of, pareto.simple_trips
relaxed = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(case=cases(), most=st.integers(0, 60), limit=st.sampled_from([0, 10, 400, inf]))
def test_what_is_reached_is_so_by_some_trip_and_nothing_is_missed_without_limit(case, most, limit, build_network):
    router = router_of(case, build_network)
    depart = case["departures"][0]
    open_ended = case | {"departures": [depart], "arrive_by": 10**6}
    found = reach(router, np.array(case["seconds"], np.float32), 0, depart, most, limit, [0.0, 0.25, 64.0])
    assert found.node[0]
    for node in range(1, case["nodes"]):
        trips = [*simple_trips(open_ended, 0, node)]
        fits = any(arrive - depart <= most and exposure <= limit for arrive, exposure in trips)
        assert fits or not found.node[node]
        if limit == inf:
            assert found.node[node] == fits
            if fits:
                assert found.seconds[node] == min(arrive for arrive, _ in trips) - depart
    heads = router.network.head[found.edge]
    assert found.node[heads].all()
    assert {*heads.tolist()} == {*np.flatnonzero(found.node).tolist()} - {0}


@relaxed
@given(case=cases(), most=st.integers(0, 3000))
def test_the_latest_departure_told_can_be_driven(case, most, build_network):
    router, target = router_of(case, build_network), case["nodes"] - 1
    seconds = np.array(case["seconds"], np.float32)
    hours = by_departure(router, seconds, (0, target), case["departures"], case["arrive_by"], [0.0, 0.25, 64.0])
    for trip in hours:
        pairs = [*simple_trips(case | {"departures": [int(trip.depart_s)]}, 0, target)]
        assert (trip.arrive_s, trip.exposure_upper) in pairs
    latest = latest_within(hours, most)
    fitting = [trip.depart_s for trip in hours if trip.exposure_upper <= most]
    assert (latest.depart_s if latest else None) == max(fitting, default=None)
