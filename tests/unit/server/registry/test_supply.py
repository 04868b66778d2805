"""Days of supply from norms; standing deliveries become needs and are met again; offers answer reasons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from corridor_server.registry import offering, supply
from corridor_server.registry.models import Household, Item, Need, Offer, Person, Shelter, Standing, Stock
from corridor_server.registry.norms import ensure_items

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> Shelter:
    ensure_items()
    place = Shelter(name="School", lon=38.0, lat=48.5, headcount=10)
    place.save()
    return place


def seen(place: Shelter) -> Shelter:
    return supply.with_people(Shelter.objects.filter(pk=place.pk)).get()


def count(place: Shelter, key: str, amount: float, hours_ago: float = 0) -> None:
    moment = timezone.now() - timedelta(hours=hours_ago)
    Stock(shelter=place, item=Item.objects.get(key=key), amount=amount, counted=moment).save()


def test_water_lasts_by_the_norm_and_the_newest_count(school: Shelter) -> None:
    count(school, "water", 9000, hours_ago=100)
    count(school, "water", 60)
    water = supply.supplies_at(seen(school))[0]
    assert (water.item.key, round(water.days or 0, 2), water.tone) == ("water", 2.0, "warn")
    later = supply.supplies_at(seen(school), now=timezone.now() + timedelta(days=1))[0]
    assert round(later.days or 0, 2) == 1.0, "what was used since the count is gone"
    Item.objects.filter(key="water").update(per_person_day=15)
    assert round(supply.supplies_at(seen(school))[0].days or 0, 2) == 0.4, "the norm is the desk's own"


def test_nothing_counted_is_unknown_and_not_nothing(school: Shelter) -> None:
    assert {row.tone for row in supply.supplies_at(seen(school))} == {"unknown"}
    assert supply.raise_needs() == []


def test_a_standing_delivery_becomes_a_need_once_and_is_met(school: Shelter) -> None:
    Standing(shelter=school, item=Item.objects.get(key="water"), floor_days=2, target_days=5).save()
    count(school, "water", 30)
    (need,) = supply.raise_needs()
    assert (round(need.amount), need.standing) == (120, True)
    count(school, "water", 15)
    (again,) = supply.raise_needs()
    assert (again.pk, round(again.amount)) == (need.pk, 135), "brought up to date, not raised twice"
    count(school, "water", 300)
    assert supply.raise_needs() == []
    assert Need.objects.get().state == "met"


def test_offers_answer_reasons_and_take_everybody() -> None:
    host = Offer(kind="host", title="Rooms", capacity=2)
    host.save()
    pets = Offer(kind="pets", title="Kennels", expires=timezone.localdate() - timedelta(days=1))
    pets.save()
    home = Household(reasons="pets nowhere_to_go", unnamed=2)
    home.save()
    assert [one.offer.title for one in offering.offers_for(home)] == ["Rooms"], "what is over is not offered"
    home.pet_cages = 1
    home.save()
    assert offering.offers_for(home) == [], "a home without animals does not take their dog"
    Offer.objects.filter(pk=host.pk).update(pets_accepted=True)
    assert len(offering.offers_for(home)) == 1
    Person(household=home, given_name="A", mobility="wheelchair").save()
    assert offering.offers_for(home) == [], "three do not fit into two places"
