"""Which of many trips are told."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.routing.paths import RoutedPath
from corridor.workflows.find_route import OPTIONS_SHOWN, choose


def trip(arrive_s: float, upper: float) -> RoutedPath:
    none = np.empty(0)
    return RoutedPath(np.empty(0, np.int32), none, none, none, 0.0, arrive_s, upper / 2, upper, 0.0, 0.0)


def told(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
    return [(one.arrive_s, one.exposure_upper) for one in choose([trip(*pair) for pair in pairs])]


def test_one_trip_is_told():
    assert told((100, 5)) == [(100, 5)]


def test_ends_and_the_bend_between_them_are_told():
    line = [(100 + step, 100 - step) for step in range(0, 60, 3)]
    assert told((90, 110), *line, (500, 30)) != []
    shown = told((100, 100), (101, 99), (110, 20), (111, 19.9), (500, 10))
    assert shown[0] == (100, 100)
    assert shown[-1] == (500, 10)
    assert (110, 20) in shown
    assert (101, 99) not in shown


def test_never_more_than_a_person_can_weigh():
    assert len(told(*[(step, 1000 / (1 + step)) for step in range(1, 200)])) <= OPTIONS_SHOWN


def test_what_spares_next_to_nothing_is_no_choice():
    assert told((100, 10.0), (101, 9.9), (102, 9.8)) == [(100, 10.0)]


@pytest.mark.parametrize("least", [0.0, 1.0])
def test_two_trips_that_differ_are_both_told(least):
    assert told((100, 10.0), (300, least)) == [(100, 10.0), (300, least)]
