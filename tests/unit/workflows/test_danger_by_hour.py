"""Danger by line and hour: both directions' worse one, hours of local days, unknown kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from corridor.workflows.danger_by_hour import CLASS_LEVELS, by_line, hours_of


def test_days_on_which_clocks_change_have_their_own_length():
    assert hours_of(date(2023, 2, 24), "Europe/Kyiv").count == 24
    assert hours_of(date(2023, 3, 26), "Europe/Kyiv").count == 23
    assert hours_of(date(2023, 10, 29), "Europe/Kyiv").count == 25


def test_half_hour_zones_are_covered_whole():
    slots = hours_of(date(2023, 2, 24), "Asia/Kolkata")
    assert slots.start_s % 3600 == 0
    assert slots.count == 25


def test_a_line_shows_its_worse_direction_and_its_less_known(real_day):
    network, danger = real_day.network, real_day.danger
    one_way = [
        by_line(network, replace(danger, upper=danger.upper * way, passage_upper=danger.passage_upper * way))[0]
        for way in (network.reverse.astype(np.float32), (~network.reverse).astype(np.float32))
    ]
    half_known = np.where(network.reverse, danger.grey, 0).astype(np.float32)
    levels, grey = by_line(network, replace(danger, grey=half_known))
    assert levels.shape == (danger.slots.count, len(network.line_start) - 1)
    assert (levels == np.maximum(*one_way)).all()
    assert (one_way[0] != one_way[1]).any()
    expected = np.zeros(len(network.line_start) - 1)
    np.maximum.at(expected, network.line, half_known)
    assert (np.abs(grey / 255 - expected) <= 0.5 / 255).all()


def test_classes_begin_at_rising_levels():
    assert list(CLASS_LEVELS) == sorted(set(CLASS_LEVELS))
