from __future__ import annotations

import pytest

from corridor.domain.plan import Path
from corridor.exchange.sheet.words import budget_share, exposure_against, time_against


def path(seconds=600, upper=0.01):
    return Path(depart_s=0, arrive_s=seconds, length_m=5000, grey_m=0, exposure_mean=upper / 2, exposure_upper=upper)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(420, "3 min shorter"), (541, "about as long"), (659, "about as long"), (660, "1 min longer")],
)
def test_the_time_against_the_chosen_road_is_told_both_ways(seconds, told):
    assert time_against(path(seconds), path()) == told


@pytest.mark.parametrize(
    ("upper", "told"),
    [
        (0.04, "about 4 times the exposure of the chosen road"),
        (0.0126, "about a quarter more than the exposure of the chosen road"),
        (0.012, ""),
        (0.008, ""),
        (0.005, "about half of the exposure of the chosen road"),
    ],
)
def test_the_exposure_is_told_when_it_differs_by_more_than_a_quarter(upper, told):
    assert exposure_against(path(upper=upper), path()) == told


def test_a_chosen_road_without_exposure_has_no_ratio():
    assert exposure_against(path(upper=0.01), path(upper=0)) == "exposed, where the chosen road is not"
    assert exposure_against(path(upper=0), path(upper=0)) == ""


@pytest.mark.parametrize(("used", "told"), [(0.0, "less than 1 %"), (0.004, "less than 1 %"), (0.27, "27 %")])
def test_a_little_of_the_budget_is_never_told_as_nothing(used, told):
    assert budget_share(used) == f"It uses {told} of this crew's risk budget for the day."
