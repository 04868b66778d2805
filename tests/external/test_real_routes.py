"""With no danger, times on real extracts equal those of two routers that nobody here wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.domain.danger import EdgeDanger, RoadConditions, Slots
from corridor.domain.profiles import Profile
from corridor.osm.reader import read_roads
from corridor.routing.router import Router
from corridor.routing.speeds import travel_seconds

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

pytestmark = pytest.mark.external
PLACES = 40


@pytest.fixture(scope="module", params=["liechtenstein", "andorra"])
def router(request: pytest.FixtureRequest, external_data: Path) -> Router:
    network = read_roads(external_data / "roads" / f"{request.param}.osm.pbf").network
    none = np.zeros((2, network.edge_count), np.float32)
    danger = EdgeDanger(Slots(0, 2), none, none, none[0], none[0], none[0])
    return Router(network, danger, RoadConditions.open(network.edge_count))


@pytest.fixture(scope="module")
def seconds(router: Router) -> npt.NDArray[np.float32]:
    return travel_seconds(router.network, Profile.CAR)


@pytest.fixture(scope="module")
def places(router: Router) -> npt.NDArray[np.int32]:
    return np.random.default_rng(2).choice(router.network.node_count, PLACES, replace=False).astype(np.int32)


@pytest.mark.parametrize("weight", [0.0, 1e5])
def test_times_equal_scipys(
    router: Router, seconds: npt.NDArray[np.float32], places: npt.NDArray[np.int32], weight: float
) -> None:
    network = router.network
    known = np.flatnonzero(np.isfinite(seconds))
    # Of parallel edges the quickest counts; csr_array would add them up.
    known = known[np.argsort(seconds[known], kind="stable")]
    pairs = network.tail[known].astype(np.int64) * network.node_count + network.head[known]
    _, first = np.unique(pairs, return_index=True)
    edges = known[first]
    shape = (network.node_count, network.node_count)
    graph = csr_array((seconds[edges].astype(np.float64), (network.tail[edges], network.head[edges])), shape)
    wanted = dijkstra(graph, indices=places)[:, places]
    found = router.matrices(seconds, places, [0, 5000], [weight]).seconds[0]
    assert np.isfinite(wanted).mean() > 0.5
    np.testing.assert_allclose(found[0], wanted, rtol=1e-5)
    np.testing.assert_allclose(found[1], wanted, rtol=1e-5)


def test_times_equal_those_of_contraction_hierarchies(
    router: Router, seconds: npt.NDArray[np.float32], places: npt.NDArray[np.int32]
) -> None:
    cch = pytest.importorskip("routingkit_cch", reason="needs the bench dependencies")
    network = router.network
    known = np.flatnonzero(np.isfinite(seconds))
    tail, head = network.tail[known].tolist(), network.head[known].tolist()
    milliseconds = np.round(seconds[known] * 1000).astype(np.int64).tolist()
    order = cch.compute_order_inertial(
        network.node_count, tail, head, network.node_lat.tolist(), network.node_lon.tolist()
    )
    metric = cch.CCHMetric(cch.CCH(order, tail, head, False), milliseconds)
    table = cch.CCHOneToMany(metric, places.tolist())
    wanted = np.array([table.distances_from(int(place)) for place in places], np.float64) / 1000
    found = router.matrices(seconds, places, [0], [0.0]).seconds[0, 0]
    # Half a millisecond of rounding an edge, at most 2000 edges a path.
    np.testing.assert_allclose(found, np.where(np.isnan(wanted), np.inf, wanted), atol=1.0, rtol=1e-6)


def test_the_pareto_set_without_danger_is_the_quickest_trip(
    router: Router, seconds: npt.NDArray[np.float32], places: npt.NDArray[np.int32]
) -> None:
    times = router.matrices(seconds, places, [0], [0.0]).seconds[0, 0]
    for origin, target in zip(*np.nonzero(np.isfinite(times) & (times > 0)), strict=True):
        if (origin + target) % 16:
            continue
        found = router.pareto_set(seconds, int(places[origin]), int(places[target]), [900, 0, 1800], 90_000)
        assert found.proven
        assert [round(trip.arrive_s, 1) for trip in found.paths] == [round(float(times[origin, target]), 1)]
