"""The engine gets places, sizes and amounts; and no name."""

from __future__ import annotations

import pytest

from corridor.workflows.demo import demo_operation
from corridor.workflows.demo.region import draw_region
from corridor_server.registry import bridge, situation
from corridor_server.registry.demo import load_demo
from corridor_server.registry.models import Household, Person, Shelter
from corridor_server.registry.models.words import Mobility


@pytest.mark.django_db
def test_the_worked_case_comes_back_as_it_went_in() -> None:
    case = demo_operation(draw_region(2023), 2023)
    loaded = load_demo(case)
    ids = {one.pk: name for name, one in (loaded.shelters | loaded.households).items()}
    back = {ids[one.id]: one for one in bridge.shelters()}
    assert back.keys() == {one.id for one in case.shelters}
    for one in case.shelters:
        assert (back[one.id].people, back[one.id].lon, back[one.id].lat) == (one.people, one.lon, one.lat)
        assert back[one.id].name == ""
    homes = {ids[one.id]: one for one in bridge.households()}
    for home in case.households:
        got = homes[home.id]
        assert (got.people, got.wheelchairs, got.stretchers, got.pet_cages, got.decision, got.reason) == (
            home.people, min(home.wheelchairs, home.people), min(home.stretchers, home.people - got.wheelchairs),
            home.pet_cages, home.decision, home.reason,
        )  # fmt: skip
        assert got.priority == home.priority
    assert len(bridge.stocks()) == len(case.stocks)
    assert len(bridge.needs()) == len(case.needs)
    told = repr((bridge.shelters(), bridge.households(), bridge.needs(), bridge.stocks()))
    assert not any(name in told for name in ("Person", "Shelter 1", "+380"))


@pytest.mark.django_db
def test_a_door_outside_shelters_is_a_stop_of_its_own() -> None:
    home = Household(lon=38.0, lat=48.5, unnamed=1)
    home.save()
    Person(household=home, given_name="A", mobility=Mobility.WHEELCHAIR, medical_priority=True).save()
    assert [(one.id, one.people) for one in bridge.shelters()] == [(home.pk, 2)]
    (got,) = bridge.households()
    assert (got.shelter_id, got.people, got.wheelchairs, got.priority) == (home.pk, 2, 1, 1)


@pytest.mark.django_db
def test_nothing_known_is_not_plenty() -> None:
    Shelter(name="A", lon=38.0, lat=48.5, headcount=10).save()
    (mark,) = situation.shelter_marks()
    assert (mark.days, mark.people) == (None, 10)
