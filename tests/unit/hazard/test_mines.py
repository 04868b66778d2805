import numpy as np
import pytest

from corridor.domain.danger import Slots
from corridor.domain.incidents import IncidentKind
from corridor.domain.operation import HazardSettings
from corridor.domain.projection import LocalPlane
from corridor.hazard.mines import mines_of
from corridor.hazard.model import fit

NOW = 1_676_354_400
PLANE = LocalPlane(38.0, 48.5)


@pytest.fixture
def road(build_network):
    """A road through the mined place, one a kilometre north of it."""
    return build_network(
        [(0, 1, 3000.0), (1, 0, 3000.0), (2, 3, 3000.0)],
        lon=[37.98, 38.02, 37.98, 38.02],
        lat=[48.5, 48.5, 48.509, 48.509],
    )


def danger(table, network, now_s=NOW):
    model = fit(table, [], [], settings=HazardSettings(), timezone="UTC", as_of_s=now_s, area=(37.9, 48.4, 38.1, 48.6))
    return model.edge_danger(network, Slots(now_s, 1))


def test_a_mine_on_the_road_is_nearly_a_closure_in_both_directions(build_incidents, road):
    found = danger(build_incidents([(1, 38.0, 48.5)], now_s=NOW, kind=IncidentKind.MINE, precision_m=20), road)
    assert found.passage_upper[0] > 0.3
    assert found.passage_upper[0] == found.passage_upper[1]
    assert 0 < found.passage_mean[0] < found.passage_upper[0]
    assert found.passage_upper[2] < 1e-6


def test_a_mine_does_not_grow_old(build_incidents, road):
    table = build_incidents([(1, 38.0, 48.5)], now_s=NOW, kind=IncidentKind.MINE, precision_m=20)
    year = danger(table, road, NOW + 365 * 86_400)
    np.testing.assert_allclose(year.passage_upper, danger(table, road).passage_upper)


def test_a_vague_mine_is_a_doubt_over_more_road(build_incidents, road):
    exact, vague = (
        danger(build_incidents([(1, 38.0, 48.5)], now_s=NOW, kind=IncidentKind.MINE, precision_m=metres), road)
        for metres in (20, 2000)
    )
    assert vague.passage_upper[0] < exact.passage_upper[0] / 5
    assert vague.passage_upper[2] > 100 * exact.passage_upper[2]


def test_a_mine_adds_nothing_to_the_rate_in_time(build_incidents, road):
    mined = danger(build_incidents([(1, 38.0, 48.5)], now_s=NOW, kind=IncidentKind.MINE), road)
    empty = danger(build_incidents([], now_s=NOW), road)
    np.testing.assert_array_equal(mined.mean, empty.mean)


def test_the_integral_along_a_long_straight_road_is_that_of_a_normal_distribution(build_incidents):
    mines = mines_of(
        build_incidents([(1, 38.0, 48.5)], now_s=NOW, kind=IncidentKind.MINE, precision_m=200, confidence=1), PLANE
    )
    start = np.array([0, 4])
    x, y = np.array([-20.0, -1.0, 3.0, 20.0]), np.zeros(4)
    _mean, upper = mines.passage(start, x, y)
    assert upper[0] == pytest.approx(0.06 / (0.1 * np.sqrt(2 * np.pi)), rel=1e-5)
