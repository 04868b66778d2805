"""One source's word has bounds: a flood of false reports moves danger by a stated amount, a false all clear not at all.

Stated in docs/guide/forecast.md: about one square kilometre a source counts for at most ``MOST_REPORTS`` reports of
full confidence at a time, whatever it sends.
"""

from __future__ import annotations

import numpy as np
import pytest

from corridor.domain.danger import Slots
from corridor.domain.incidents import Incidents, Passage
from corridor.domain.operation import HazardSettings
from corridor.hazard.daily.lattice import lattice_over
from corridor.hazard.daily.model import DailyModel
from corridor.hazard.daily.streams import stream_of
from corridor.hazard.model import fit
from corridor.hazard.trust import MOST_REPORTS, trusted

NOW = 1_676_354_400
AREA = (37.8, 48.4, 38.2, 48.8)
SLOTS = Slots(NOW, 12)
PLACE = (38.05, 48.62)
LATTICE = lattice_over(AREA, 2000)


@pytest.fixture(scope="module")
def honest(build_incidents):
    rng = np.random.default_rng(12)
    rows = [(rng.uniform(0.5, 40), rng.normal(37.95, 0.02), rng.normal(48.55, 0.015)) for _ in range(120)]
    return build_incidents(rows, now_s=NOW, source="hospital", confidence=1.0)


@pytest.fixture(scope="module")
def road(build_network):
    """Edge 0 passes the place of the forgeries, edge 1 the town that honest reports tell of."""
    return build_network(
        [(0, 1, 7_300.0), (2, 3, 7_300.0)], lon=[38.0, 38.1, 37.9, 38.0], lat=[PLACE[1], PLACE[1], 48.55, 48.55]
    )


def forged(build_incidents, count, source="forger"):
    rng = np.random.default_rng(count)
    rows = [(float(age), *PLACE) for age in rng.uniform(0.1, 1.5, count)]
    return build_incidents(rows, now_s=NOW, source=source, confidence=1.0)


def danger(incidents, network, passages=()):
    model = fit(
        incidents, passages, [], settings=HazardSettings(), timezone="Europe/Kyiv", as_of_s=NOW, area=AREA
    )  # fmt: skip
    return model.edge_danger(network, SLOTS)


def tomorrow(incidents):
    """Expected reports at the forgeries' place and in all, by the daily model."""
    stream = stream_of("all", incidents, LATTICE, "UTC")
    model = DailyModel(stream, [], LATTICE, int(stream.day.min()))
    while model.today < NOW // 86_400 + 1:
        model.forecast(fresh=model.today % 7 == 0)
        model.advance()
    expected = model.forecast(fresh=False).expected
    return float(expected[LATTICE.cell([PLACE[0]], [PLACE[1]])[0]]), float(expected.sum())


def test_what_one_source_says_of_one_place_is_capped_whatever_it_sends(build_incidents):
    for count in (50, 500):
        assert trusted(forged(build_incidents, count)).sum() <= MOST_REPORTS * 1.25
    assert trusted(forged(build_incidents, 8)).sum() == pytest.approx(8)


def test_a_second_source_has_its_own_word_and_order_does_not_matter(build_incidents):
    one, two = forged(build_incidents, 50), forged(build_incidents, 10, source="hospital")
    both = Incidents.joined([one, two])
    assert trusted(both)[both.source == both.sources.index("hospital")].sum() == pytest.approx(10)
    turned = both.take(np.arange(len(both))[::-1])
    assert trusted(turned).sum() == pytest.approx(trusted(both).sum())


def test_fifty_forged_reports_move_a_road_no_more_than_the_stated_number_of_true_ones(honest, road, build_incidents):
    true = danger(Incidents.joined([honest, forged(build_incidents, round(MOST_REPORTS * 1.25))]), road)
    for count in (50, 400):
        false = danger(Incidents.joined([honest, forged(build_incidents, count)]), road)
        assert false.mean[0, 0] <= 1.15 * true.mean[0, 0]
        assert false.upper[0, 0] <= 1.15 * true.upper[0, 0]


def test_forged_reports_do_not_make_the_truly_dangerous_road_look_better_by_half(honest, road, build_incidents):
    before = danger(honest, road)
    after = danger(Incidents.joined([honest, forged(build_incidents, 50)]), road)
    assert after.upper[0, 1] >= 0.5 * before.upper[0, 1]


def test_the_daily_forecast_is_bounded_too(honest, build_incidents):
    fifty, _ = tomorrow(Incidents.joined([honest, forged(build_incidents, 50)]))
    many, _ = tomorrow(Incidents.joined([honest, forged(build_incidents, 400)]))
    none, _ = tomorrow(honest)
    assert none < fifty
    assert many <= 1.1 * fifty


@pytest.mark.parametrize("count", [1, 50])
def test_a_false_all_clear_by_one_source_moves_no_danger_at_all(honest, road, count):
    line = tuple((float(lon), 48.55) for lon in np.linspace(37.9, 38.0, 8))
    clear = [Passage(NOW - 3_600 * (i + 1), line, True, "forger") for i in range(count)]
    before, after = danger(honest, road), danger(honest, road, clear)
    np.testing.assert_array_equal(after.mean, before.mean)
    np.testing.assert_array_equal(after.upper, before.upper)
