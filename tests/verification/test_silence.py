"""Silence must not attract: what unknown roads cost against reported ones (docs/guide/danger.md, "Guarantees")."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.domain.danger import Slots
from corridor.domain.incidents import Incidents, Passage
from corridor.domain.operation import HazardSettings
from corridor.hazard.field import GREY_LEAST, GREY_MOST, HEARD_KM, PASS_LEAST
from corridor.hazard.kinds import TRAITS, IncidentKind
from corridor.hazard.model import fit

NOW = 1_676_354_400
AREA = (37.8, 48.4, 38.2, 48.8)
REPORTED, SILENT = 48.55, 48.65
WEST, EAST = 37.9, 38.1
SLOTS = Slots(NOW, 12)


def line(lat):
    return tuple((float(lon), lat) for lon in np.linspace(WEST, EAST, 12))


def along(rng, count, lat=REPORTED, youngest=0.5, oldest=20.0):
    return [(rng.uniform(youngest, oldest), rng.uniform(WEST, EAST), lat) for _ in range(count)]


def stand(incidents, passages=(), *, now_s=NOW, fronts=(), **settings):
    return fit(
        incidents,
        passages,
        fronts,
        settings=HazardSettings(**settings),
        timezone="Europe/Kyiv",
        as_of_s=now_s,
        area=AREA,
    )


@pytest.fixture(scope="module")
def two_roads(build_network):
    """Edges 0 and 1 there and back on the road with reports, 2 and 3 on the road never heard of."""
    return build_network(
        [(0, 1, 14_700.0), (1, 0, 14_700.0), (2, 3, 14_700.0), (3, 2, 14_700.0)],
        lon=[WEST, EAST, WEST, EAST],
        lat=[REPORTED, REPORTED, SILENT, SILENT],
    )


def costs(model, network):
    """Upper exposure of half an hour on the reported and on the silent road."""
    danger = model.edge_danger(network, SLOTS)
    return 1800 * float(danger.upper[0, 0]), 1800 * float(danger.upper[0, 2]), danger


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("count", [1, 2, 4, 8, 12, 16, 20])
def test_of_two_parallel_roads_the_one_never_heard_of_does_not_win_by_silence(count, seed, two_roads, build_incidents):
    reports = build_incidents(along(np.random.default_rng(seed), count), now_s=NOW)
    reported, silent, danger = costs(stand(reports), two_roads)
    assert silent >= reported
    assert danger.grey[2] == 1
    assert danger.mean[0, 2] < danger.mean[0, 0]


@pytest.mark.parametrize("count", [64, 128])
def test_a_heavily_shelled_road_is_worse_than_a_grey_one(count, two_roads, build_incidents):
    reports = build_incidents(along(np.random.default_rng(3), count), now_s=NOW)
    reported, silent, _danger = costs(stand(reports), two_roads)
    assert reported > 1.5 * silent


def test_a_heavily_shelled_road_does_not_make_grey_roads_as_bad_as_itself(two_roads, build_incidents):
    rng = np.random.default_rng(8)
    few = along(rng, 6, lat=48.45)
    calm = costs(stand(build_incidents(few + along(rng, 2), now_s=NOW)), two_roads)
    rng = np.random.default_rng(8)
    worse = costs(stand(build_incidents(few + along(rng, 90), now_s=NOW)), two_roads)
    assert calm[0] <= calm[1]
    assert worse[0] > worse[1]


@pytest.mark.parametrize("days_of_silence", [3, 6, 9, 14, 20])
def test_when_everyone_falls_silent_the_unknown_road_still_does_not_win(days_of_silence, two_roads, build_incidents):
    last = [(0.1, float(lon), REPORTED) for lon in np.linspace(WEST, EAST, 8)]
    reports = build_incidents(along(np.random.default_rng(2), 9) + last, now_s=NOW)
    model = stand(reports, now_s=NOW + days_of_silence * 86_400)
    reported, silent, danger = costs(model, two_roads)
    assert silent >= reported
    assert (danger.grey[0] == 1) == (days_of_silence >= 6)
    assert model.evidence()[0].silent == (days_of_silence >= 6)


def test_silence_of_a_source_raises_the_upper_rate_and_does_not_let_the_mean_fade(build_incidents):
    reports = build_incidents(along(np.random.default_rng(2), 9), now_s=NOW)
    uppers, means = [], []
    for days in (6, 10, 15, 25):
        model = stand(reports, now_s=NOW + days * 86_400)
        at = model.place_danger([38.0], [REPORTED], Slots(NOW + days * 86_400, 1))
        uppers.append(float(at.upper[0, 0]))
        means.append(float(at.mean[0, 0]))
    assert np.all(np.diff(uppers) > 0)
    assert np.ptp(means) < 0.2 * means[0]


def test_a_place_near_nothing_is_grey_and_at_least_the_stated_level(build_incidents):
    model = stand(build_incidents(along(np.random.default_rng(1), 5), now_s=NOW))
    at = model.place_danger([38.0, 38.0, 45.0], [REPORTED, SILENT, 45.0], SLOTS)
    assert at.grey.tolist() == [False, True, True] or at.grey.tolist() == [True, True, True]
    assert at.upper[0, 1] >= model.field.floor * 0.999
    assert at.upper[0, 2] >= model.field.floor * 0.999


def test_where_nobody_reports_at_all_everything_is_grey_with_a_level_above_zero(two_roads):
    model = stand(Incidents.empty())
    danger = model.edge_danger(two_roads, SLOTS)
    one_a_place = TRAITS[IncidentKind.SHELLING].harm_area_km2 / (np.pi * HEARD_KM**2 * 21 * 86_400)
    assert (danger.grey == 1).all()
    assert (danger.upper >= GREY_LEAST * one_a_place).all()
    assert (danger.upper <= 10 * GREY_MOST * one_a_place).all()


class TestPassages:
    @pytest.fixture
    def reports(self, build_incidents):
        return build_incidents(along(np.random.default_rng(4), 10), now_s=NOW)

    def passages(self, sources, lat=REPORTED, unharmed=True):
        return [Passage(NOW - 86_400 * (1 + i % 5), line(lat), unharmed, source) for i, source in enumerate(sources)]

    @pytest.mark.parametrize("lat", [REPORTED, SILENT])
    @pytest.mark.parametrize("count", [1, 200])
    def test_a_forged_all_clear_from_one_source_lowers_nothing(self, reports, two_roads, lat, count):
        before = stand(reports).edge_danger(two_roads, SLOTS)
        after = stand(reports, self.passages(["forger"] * count, lat)).edge_danger(two_roads, SLOTS)
        assert (after.upper >= before.upper).all()
        assert (after.mean >= before.mean).all()

    def test_one_honest_voice_makes_a_flood_of_forgeries_count_no_more_than_twice_itself(self, reports, two_roads):
        honest = stand(reports, self.passages(["a", "b"])).edge_danger(two_roads, SLOTS)
        flood = stand(reports, self.passages(["a", *["forger"] * 100])).edge_danger(two_roads, SLOTS)
        np.testing.assert_allclose(flood.upper[:, 0], honest.upper[:, 0], rtol=0.05)

    def test_two_sources_that_agree_lower_the_rate_moderately(self, reports, two_roads):
        before = stand(reports).edge_danger(two_roads, SLOTS)
        after = stand(reports, self.passages(["a", "b"] * 5)).edge_danger(two_roads, SLOTS)
        ratio = after.mean[0, 0] / before.mean[0, 0]
        assert PASS_LEAST <= ratio < 0.97
        assert after.upper[0, 0] < before.upper[0, 0]

    def test_a_coordinator_needs_no_second_voice(self, reports, two_roads):
        before = stand(reports).edge_danger(two_roads, SLOTS)
        after = stand(reports, self.passages(["coordinator"])).edge_danger(two_roads, SLOTS)
        assert after.upper[0, 0] < before.upper[0, 0]

    def test_a_passage_ends_grey_but_not_doubt(self, reports, two_roads):
        before = stand(reports).edge_danger(two_roads, SLOTS)
        one = stand(reports, self.passages(["a"], SILENT)).edge_danger(two_roads, SLOTS)
        two = stand(reports, self.passages(["a", "b"], SILENT)).edge_danger(two_roads, SLOTS)
        assert (before.grey[2], one.grey[2], two.grey[2]) == (1, 0, 0)
        assert one.upper[0, 2] == before.upper[0, 2] > two.upper[0, 2]

    def test_old_passages_do_not_end_grey(self, reports, two_roads):
        old = [replace(p, time_s=NOW - 30 * 86_400) for p in self.passages(["a", "b"], SILENT)]
        assert stand(reports, old).edge_danger(two_roads, SLOTS).grey[2] == 1

    def test_harm_on_a_road_raises_its_mean(self, reports, two_roads):
        before = stand(reports).edge_danger(two_roads, SLOTS)
        after = stand(reports, self.passages(["a"], SILENT, unharmed=False)).edge_danger(two_roads, SLOTS)
        assert after.mean[0, 2] > 5 * before.mean[0, 2]
        assert after.grey[2] < 0.2
