"""Paths in words: a dangerous main road and a quiet track around it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pytest

from corridor.domain.danger import EdgeDanger, RoadConditions, Slots
from corridor.i18n import using
from corridor.routing.describe import clock, describe, explain, main_roads, share_words
from corridor.routing.router import Router

SIX = 1675828800
"""2023-02-08 06:00 in Kyiv."""
SECONDS = np.array([300, 600, 300, 780], np.float32)


@pytest.fixture
def router(build_network):
    """Town 0 to village 3: by 1 on the T0504, or by 2 on a nameless road."""
    network = build_network(
        [(0, 1, 5000), (0, 2, 6000), (1, 3, 5000), (2, 3, 7000)],
        lon=[38.0, 38.05, 38.05, 38.1],
        lat=[48.5, 48.5, 48.55, 48.5],
        names=["T0504", "", "T0504", ""],
    )
    upper = np.array([[3e-6, 5e-7, 3e-6, 5e-7]], np.float32)
    zero = np.zeros(4, np.float32)
    danger = EdgeDanger(Slots(SIX, 1), upper / 2, upper, zero, zero, np.array([0, 0.5, 0, 0.5], np.float32))
    return Router(network, danger, RoadConditions.open(4))


@pytest.fixture
def quickest(router):
    return router.price(SECONDS, [0, 2], SIX)


@pytest.fixture
def chosen(router):
    return router.price(SECONDS, [1, 3], SIX)


def test_successive_edges_of_one_road_are_one_stretch(router, quickest):
    path = describe(router.network, quickest, router.danger)
    assert [stretch.name for stretch in path.roads] == ["T0504"]
    assert path.roads[0].length_m == 10_000
    assert path.roads[0].exposure_upper == pytest.approx(path.exposure_upper)
    assert path.line == ((38.0, 48.5), (38.05, 48.5), (38.1, 48.5))
    assert (path.depart_s, path.arrive_s) == (SIX, SIX + 600)


def test_coordinates_stay_at_home_when_asked(router, quickest):
    assert describe(router.network, quickest, router.danger, coordinates=False).line == ()


def test_explanation_tells_hours_grey_and_what_is_avoided(router, chosen, quickest):
    words = explain(router.network, chosen, quickest, "Europe/Kyiv")
    assert "Leave 06:00, arrive 06:23" in words
    assert "13.0 km, 6.5 km of them grey" in words
    assert "13 minutes longer than the quickest road" in words
    assert "with a third of its exposure" in words
    assert "stretch of T0504" in words
    assert "between 06:00 and 06:10" in words


def test_the_quickest_road_is_called_so(router, quickest):
    assert "This is the quickest road." in explain(router.network, quickest, quickest, "Europe/Kyiv")


def test_nothing_is_called_safe(router, chosen, quickest):
    assert "safe" not in explain(router.network, chosen, quickest, "Europe/Kyiv").lower()


def test_nameless_roads_are_called_by_their_kind(router, chosen):
    assert main_roads(router.network, chosen) == ("a minor road",)


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "next to none of its exposure"), (0.34, "a third of its exposure"), (0.8, "80 % of its exposure"),
     (1.0, "about the same exposure"), (2.5, "2.5 times its exposure")],
)  # fmt: skip
def test_shares_in_words(router, chosen, quickest, share, words):
    from dataclasses import replace

    told = replace(chosen, exposure_upper=share * quickest.exposure_upper)
    assert share_words(told, quickest) == words


def test_clock_is_local():
    assert clock(SIX, ZoneInfo("Europe/Kyiv")) == "06:00"


def test_words_follow_the_language(router, chosen, quickest):
    with using("uk"):
        assert explain(router.network, chosen, quickest, "Europe/Kyiv")
