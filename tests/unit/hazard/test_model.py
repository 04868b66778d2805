from dataclasses import fields

import numpy as np
import pytest

from corridor.domain.danger import Slots
from corridor.domain.front import ControlArea
from corridor.domain.incidents import IncidentKind, Incidents, Passage
from corridor.domain.operation import HazardSettings
from corridor.hazard.model import Forecast, HazardModel, fit

NOW = 1_676_354_400
AREA = (37.9, 48.5, 38.1, 48.6)
LINE = ((37.95, 48.55), (38.05, 48.55))
SLOTS = Slots(NOW, 24)


def stand(incidents, passages=(), fronts=(), **options):
    settings = HazardSettings(**options)
    return fit(incidents, passages, fronts, settings=settings, timezone="Europe/Kyiv", as_of_s=NOW, area=AREA)


def test_the_model_is_a_frozen_forecast():
    model: Forecast = stand(Incidents.empty())
    assert isinstance(model, HazardModel)
    with pytest.raises(AttributeError):
        model.as_of_s = 0
    assert all(not isinstance(getattr(model, f.name), Incidents) for f in fields(model))


def test_evidence_tells_rows_ages_and_silence(build_incidents):
    fresh = build_incidents([(1, 38, 48.55), (3, 38, 48.55)], now_s=NOW, source="fresh")
    old = build_incidents([(30, 38, 48.55)], now_s=NOW, source="old")
    far = build_incidents([(1, 30, 40)], now_s=NOW, source="far")
    harmed = Passage(NOW - 7200, LINE, False, "fresh")
    fronts = [ControlArea(NOW - 86_400, ((*LINE, (38.0, 48.6), LINE[0]),))]
    told = {each.name: each for each in stand(Incidents.joined([fresh, old, far]), [harmed], fronts).evidence()}
    assert list(told) == ["old", "fresh", "Roads driven", "Published lines"] or set(told) == {
        "old", "fresh", "Roads driven", "Published lines",
    }  # fmt: skip
    assert (told["fresh"].rows, told["fresh"].silent) == (2, False)
    assert (told["old"].rows, told["old"].silent) == (1, True)
    assert told["fresh"].oldest_s == NOW - 3 * 86_400
    assert told["Roads driven"].newest_s == NOW - 7200


def test_each_kind_adds_to_the_rate_and_strikes_reach_further(build_incidents):
    rows = [(day, 38.0, 48.55) for day in range(1, 9)]
    rate = {
        kind: stand(build_incidents(rows, now_s=NOW, kind=kind)).place_danger([38.0], [48.55], SLOTS).mean[0, 0]
        for kind in IncidentKind
    }
    assert rate[IncidentKind.STRIKE] > rate[IncidentKind.SHELLING] > rate[IncidentKind.FIRE] > rate[IncidentKind.MINE]


def test_gunfire_is_forgotten_sooner_and_stays_nearer_than_shelling(build_incidents):
    def at(kind, days, lon):
        rows = [(days + 0.1 * i, 38.0, 48.55) for i in range(8)]
        other = build_incidents([(0.1, 37.9, 48.5)], now_s=NOW)
        table = Incidents.joined([build_incidents(rows, now_s=NOW, kind=kind, source="x"), other])
        model = stand(table, silent_after_days=300)
        return float(model.intensity([lon], [48.55], SLOTS)[0, 0])

    gun, shell = IncidentKind.GUNFIRE, IncidentKind.SHELLING
    assert at(gun, 30, 38.0) / at(gun, 1, 38.0) < at(shell, 30, 38.0) / at(shell, 1, 38.0)
    assert at(gun, 1, 38.1) / at(gun, 1, 38.0) < at(shell, 1, 38.1) / at(shell, 1, 38.0)


def test_a_higher_quantile_never_lowers_the_upper_rate(build_incidents):
    table = build_incidents([(day, 38.0, 48.55) for day in range(1, 20)], now_s=NOW)
    uppers = [stand(table, quantile=q).place_danger([38.0], [48.55], SLOTS).upper[0, 0] for q in (0.5, 0.8, 0.9, 0.99)]
    assert (np.diff(uppers) >= 0).all()
    assert uppers[-1] > 1.5 * uppers[0]


def test_an_uncertain_hour_widens_the_upper_rate_beyond_its_factor(build_incidents):
    rng = np.random.default_rng(0)
    rows = [(d + rng.choice([0.3, 0.35, 0.4, 0.8]), 38.0, 48.55) for d in range(60) for _ in range(3)]
    model = stand(build_incidents(rows, now_s=NOW))
    at = model.place_danger([38.0], [48.55], SLOTS)
    hours, usable = model.rhythm(SLOTS)
    factor = np.array([hour.factor for hour in hours])
    assert usable
    np.testing.assert_allclose(at.mean[:, 0] / at.mean[:, 0].mean(), factor / factor.mean(), rtol=1e-4)
    ratio = at.upper[:, 0] / at.mean[:, 0]
    assert ratio[np.argmin(factor)] > ratio[np.argmax(factor)]


def test_an_empty_network_and_no_places(build_network):
    model = stand(Incidents.empty())
    danger = model.edge_danger(build_network([], nodes=0), SLOTS)
    assert danger.upper.shape == (24, 0)
    assert model.place_danger([], [], SLOTS).upper.shape == (24, 0)
