"""What must hold of any forecast: order, monotony, symmetry in time, scale, determinism."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.domain.danger import Slots
from corridor.domain.front import ControlArea
from corridor.domain.incidents import IncidentKind, Incidents, Passage
from corridor.domain.operation import HazardSettings, HourPrior
from corridor.hazard.model import fit

NOW = 1_676_354_400
AREA = (37.9, 48.5, 38.1, 48.6)
PLACES = ([37.92, 38.0, 38.07], [48.52, 48.55, 48.58])
BOX = ((37.97, 48.53), (38.03, 48.53), (38.03, 48.57), (37.97, 48.57), (37.97, 48.53))


def stand(incidents, passages=(), fronts=(), *, now_s=NOW, timezone="UTC", **options):
    return fit(
        incidents,
        passages,
        fronts,
        settings=HazardSettings(**options),
        timezone=timezone,
        as_of_s=now_s,
        area=AREA,
    )


rows = st.lists(
    st.tuples(st.floats(0.01, 90), st.floats(37.9, 38.1), st.floats(48.5, 48.6)),
    max_size=25,
)
kinds = st.sampled_from(list(IncidentKind))


@settings(max_examples=15, deadline=None)
@given(rows=rows, kind=kinds, quantile=st.floats(0.5, 0.99), harmed=st.booleans(), line=st.booleans())
def test_upper_is_never_below_mean_nor_mean_below_zero(rows, kind, quantile, harmed, line, build_incidents):
    driven = [Passage(NOW - 90_000, ((37.9, 48.5), (38.1, 48.6)), not harmed, name) for name in "ab"]
    fronts = [ControlArea(NOW - 86_400, (BOX,))] if line else []
    model = stand(build_incidents(rows, now_s=NOW, kind=kind), driven, fronts, quantile=quantile)
    at = model.place_danger(*PLACES, Slots(NOW, 30))
    assert np.isfinite(at.upper).all()
    assert (at.mean > 0).all()
    assert (at.upper >= at.mean).all()
    assert at.upper.max() < 1e-2


@settings(max_examples=15, deadline=None)
@given(rows=rows, days=st.floats(0.02, 3), place=st.sampled_from([0, 1, 2]))
def test_one_more_incident_at_a_place_never_lowers_the_mean_there(rows, days, place, build_incidents):
    lon, lat = PLACES[0][place], PLACES[1][place]
    # A source that still speaks in both cases: hearing from it again would set its held clock going.
    alive = build_incidents([*rows, (0.01, 37.91, 48.51)], now_s=NOW)
    more = Incidents.joined([alive, build_incidents([(days, lon, lat)], now_s=NOW)])
    before = stand(alive).place_danger([lon], [lat], Slots(NOW, 1))
    after = stand(more).place_danger([lon], [lat], Slots(NOW, 1))
    assert after.mean[0, 0] >= before.mean[0, 0]


@settings(max_examples=10, deadline=None)
@given(rows=rows, weeks=st.integers(-500, 500))
def test_the_same_history_at_another_time_gives_the_same_forecast(rows, weeks, build_incidents):
    later = NOW + weeks * 7 * 86_400
    here = stand(build_incidents(rows, now_s=NOW)).place_danger(*PLACES, Slots(NOW, 24))
    there = stand(build_incidents(rows, now_s=later), now_s=later).place_danger(*PLACES, Slots(later, 24))
    np.testing.assert_allclose(here.upper, there.upper, rtol=1e-5)


def some(build_incidents, count=60, seed=0):
    rng = np.random.default_rng(seed)
    table = np.column_stack([rng.uniform(0.1, 60, count), rng.normal(38, 0.03, count), rng.normal(48.55, 0.01, count)])
    return build_incidents([tuple(row) for row in table], now_s=NOW)


def test_the_same_input_gives_the_same_bits(build_incidents):
    first, second = (stand(some(build_incidents)).place_danger(*PLACES, Slots(NOW, 24)) for _ in range(2))
    assert first.mean.tobytes() == second.mean.tobytes()
    assert first.upper.tobytes() == second.upper.tobytes()


def test_the_order_of_rows_with_one_time_does_not_matter(build_incidents):
    table = some(build_incidents)
    shuffled = Incidents.joined([table.take(np.arange(1, len(table), 2)), table.take(np.arange(0, len(table), 2))])
    one, other = (stand(each).place_danger(*PLACES, Slots(NOW, 1)) for each in (table, shuffled))
    np.testing.assert_allclose(one.upper, other.upper, rtol=1e-6)


def test_rates_are_per_second_whatever_the_length_of_a_slot(build_incidents):
    model = stand(some(build_incidents))
    hourly = model.place_danger(*PLACES, Slots(NOW, 24))
    quarterly = model.place_danger(*PLACES, Slots(NOW, 96, 900))
    np.testing.assert_allclose(hourly.mean, quarterly.mean.reshape(24, 4, -1).mean(axis=1), rtol=1e-4)


def test_half_the_confidence_is_near_half_the_rate(build_incidents):
    table = some(build_incidents, 200)
    half = replace(table, confidence=table.confidence / 2)
    full, less = (stand(each).place_danger([38.0], [48.55], Slots(NOW, 1)).mean[0, 0] for each in (table, half))
    assert less == pytest.approx(full / 2, rel=0.15)


def test_intensity_over_the_domain_adds_up_to_the_expected_total(build_incidents):
    model = stand(some(build_incidents, 300))
    grid = model.field.grid
    x, y = grid.nodes()
    lon, lat = model.plane.to_degrees(1000 * x.ravel(), 1000 * y.ravel())
    total = 24 * float(model.intensity(lon, lat, Slots(NOW, 1)).mean()) * grid.area_km2
    assert total == pytest.approx(model.expected_per_day(), rel=1e-3)
    recent = 0.8 * 300 / 60
    assert total == pytest.approx(recent, rel=0.4)


def test_later_reports_are_not_used(build_incidents):
    table = some(build_incidents)
    known = stand(table.known_by(NOW - 20 * 86_400), now_s=NOW - 20 * 86_400)
    all_given = stand(table, now_s=NOW - 20 * 86_400)
    one, other = (model.place_danger(*PLACES, Slots(NOW, 1)).upper for model in (known, all_given))
    np.testing.assert_array_equal(one, other)


def test_an_edge_costs_the_mean_of_its_places(build_incidents, build_network):
    model = stand(some(build_incidents))
    lon = np.linspace(37.95, 38.05, 2001)
    network = build_network([(0, 1, 7373.0), (1, 0, 7373.0)], lon=[lon[0], lon[-1]], lat=[48.55, 48.55])
    danger = model.edge_danger(network, Slots(NOW, 3))
    places = model.place_danger(lon, np.full(2001, 48.55), Slots(NOW, 3))
    np.testing.assert_allclose(danger.mean[:, 0], places.mean.mean(axis=1), rtol=0.01)
    np.testing.assert_allclose(danger.upper[:, 0], places.upper.mean(axis=1), rtol=0.01)
    np.testing.assert_array_equal(danger.upper[:, 0], danger.upper[:, 1])
    assert danger.upper.dtype == danger.mean.dtype == danger.grey.dtype == np.float32
    assert danger.upper.shape == (3, 2)


def test_an_imprecise_report_is_spread_and_not_piled_up(build_incidents):
    exact, vague = (
        stand(build_incidents([(1, 38.0, 48.55)] * 5, now_s=NOW, precision_m=metres)) for metres in (50, 8000)
    )
    near = [float(m.intensity([38.0], [48.55], Slots(NOW, 1))[0, 0]) for m in (exact, vague)]
    far = [float(m.intensity([38.07], [48.58], Slots(NOW, 1))[0, 0]) for m in (exact, vague)]
    assert near[0] > 3 * near[1]
    assert far[1] > far[0]


def test_a_ring_stands_in_where_nothing_was_reported_yet():
    model = stand(Incidents.empty(), fronts=[ControlArea(NOW - 86_400, (BOX,))])
    near, far = model.place_danger([38.0, 37.75], [48.57, 48.42], Slots(NOW, 1)).mean[0]
    assert near > 3 * far


def test_a_line_published_later_is_not_used():
    later = stand(Incidents.empty(), fronts=[ControlArea(NOW + 1, (BOX,))])
    never = stand(Incidents.empty())
    assert later.expected_per_day() == never.expected_per_day()


def test_stated_hours_shape_the_day_and_fade_with_age():
    def factors(stated):
        hours = (HourPrior(from_hour=22, to_hour=4, factor=3, stated=stated),)
        model = stand(Incidents.empty(), hours=hours, timezone="Europe/Kyiv")
        rows, usable = model.rhythm(Slots(NOW - NOW % 86_400 - 7200, 24))
        return [row.factor for row in rows], usable

    fresh, usable = factors(date(2023, 2, 13))
    old, old_usable = factors(date(2022, 1, 1))
    assert usable
    assert not old_usable
    assert old == [1.0] * 24
    assert np.argmax(fresh) in {22, 23, 0, 1, 2, 3}
    assert np.mean(fresh) == pytest.approx(1, abs=1e-6)
