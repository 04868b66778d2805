"""A call becomes what the plan needs: household, people, decision, consents, a load; and nothing twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from corridor_server.registry import bridge, calls
from corridor_server.registry.hotline import people_of
from corridor_server.registry.models import Consent, Decision, Household, Item, Need, Offer, Person, Request, Shelter
from corridor_server.registry.models.words import AgeGroup, Mobility
from corridor_server.registry.norms import ensure_items

SignedIn = Callable[..., Client]
PHONE = "+380 50 000 00 11"


def call(client: Client, **said: object) -> Client:
    usual = {"kind": "evacuation", "people": 1, "triage": 2, "caller_phone": PHONE}
    counts = dict.fromkeys(("children", "elders", "wheelchairs", "stretchers", "pet_cages"), 0)
    answer = client.post(reverse("registry:request_new"), {**counts, **usual, **said})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def test_people_whom_a_vehicle_must_know_are_entered_one_by_one() -> None:
    said = Request(people=5, children=2, elders=1, wheelchairs=1, medical=True, caller_name="Довбиш Мотря Петрівна")
    found = people_of(said)
    assert [(one.speaks, one.age_group, one.mobility, one.medical_priority) for one in found] == [
        (True, AgeGroup.UNKNOWN, Mobility.WALKS, False),
        (False, AgeGroup.ELDER, Mobility.WHEELCHAIR, True),
        (False, AgeGroup.CHILD, Mobility.WALKS, False),
        (False, AgeGroup.CHILD, Mobility.WALKS, False),
    ]
    assert (found[0].family_name, found[0].given_name, found[0].patronymic) == ("Довбиш", "Мотря", "Петрівна")


@pytest.mark.parametrize(
    ("people", "elders", "chairs", "children", "size"),
    [(1, 1, 1, 0, 1), (2, 2, 0, 0, 2), (3, 1, 0, 2, 3), (1, 0, 0, 0, 1), (2, 0, 2, 0, 2), (2, 0, 0, 2, 2)],
)
def test_nobody_is_counted_twice(people: int, elders: int, chairs: int, children: int, size: int) -> None:
    said = Request(people=people, elders=elders, wheelchairs=chairs, children=children, caller_name="Мотря")
    found = people_of(said)
    assert len(found) == size
    assert [one.speaks for one in found].count(True) == 1
    assert sum(one.mobility == Mobility.WHEELCHAIR for one in found) == chairs


@pytest.mark.django_db
def test_a_call_for_evacuation_stands_in_the_plan(signed_in: SignedIn) -> None:
    place = Shelter(name="Школа", lon=38.0, lat=48.5)
    place.save()
    call(
        signed_in("registrar"), caller_name="Довбиш Мотря", shelter=place.pk, people=4, elders=1, wheelchairs=1,
        pet_cages=1, triage=1, consents=["aid", "evacuation"],
    )  # fmt: skip
    (home,) = bridge.households()
    assert (home.people, home.wheelchairs, home.pet_cages, home.decision.value, home.priority) == (4, 1, 1, "leave", 1)
    said = Request.objects.get()
    assert (said.household_id, said.caller.name, said.taken_by.username) == (home.id, "Довбиш Мотря", "registrar")
    assert {one.purpose for one in Consent.objects.filter(person=said.caller)} == {"aid", "evacuation"}


@pytest.mark.django_db
def test_who_hesitates_is_asked_again_with_what_would_change_it(signed_in: SignedIn) -> None:
    call(
        signed_in("registrar"), kind="question", caller_name="Мотря", choice="stay", reasons=["pets", "home"],
        would_change="A place for the goat", ask_again="2030-01-02",
    )  # fmt: skip
    said = Decision.objects.get()
    assert (said.choice, set(said.reasons.split()), said.would_change) == (
        "stay", {"home", "pets"}, "A place for the goat",
    )  # fmt: skip
    home = said.household
    assert (home.choice, str(home.ask_again)) == ("stay", "2030-01-02")


@pytest.mark.django_db
def test_somebody_known_keeps_one_record(signed_in: SignedIn) -> None:
    place = Shelter(name="Школа", lon=38.0, lat=48.5)
    place.save()
    home = Household(shelter=place, priority=2)
    home.save()
    who = Person(household=home, given_name="Мотря", phone=PHONE)
    who.save()
    client = signed_in("registrar")
    call(client, who=who.pk, kind="medical", triage=1)
    said = Request.objects.get()
    assert (said.household_id, said.caller_id, said.shelter_id) == (home.pk, who.pk, place.pk)
    home.refresh_from_db()
    assert home.priority == 1
    assert (Household.objects.count(), Person.objects.count()) == (1, 1)
    call(client, same_as=said.pk)
    again = Request.objects.exclude(pk=said.pk).get()
    assert (again.state, again.repeats_id, again.household_id, again.open) == ("repeated", said.pk, home.pk, False)
    assert Need.objects.count() == 1, "the same matter makes no second need"


@pytest.mark.django_db
def test_what_is_asked_for_becomes_a_load(signed_in: SignedIn) -> None:
    ensure_items()
    place = Shelter(name="Школа", lon=38.0, lat=48.5, headcount=9)
    place.save()
    client = signed_in("registrar")
    call(client, kind="supplies", shelter=place.pk, people=4, no_water="on")
    call(client, kind="supplies", shelter=place.pk, item=Item.objects.get(key="food").pk, amount=2)
    call(client, kind="medicine", shelter=place.pk, caller_name="Мотря")
    loads = sorted((one.item_id, one.amount, one.shelter_id) for one in bridge.needs())
    assert loads == [("food", 2.0, place.pk), ("water", 36.0, place.pk)]
    assert Need.objects.get(item=None).service == "Medicine"


@pytest.mark.django_db
def test_while_the_caller_speaks(signed_in: SignedIn) -> None:
    home = Household(phone=PHONE)
    home.save()
    who = Person(household=home, family_name="Кайдаш", given_name="Омелько")
    who.save()
    Decision(household=home, choice="stay", reasons="pets", would_change="a place for the goat").save()
    Offer(kind="pets", title="Goats welcome", pets_accepted=True).save()
    client = signed_in("registrar")
    address = reverse("registry:call_seen")
    for typed in ({"caller_phone": "050 000 00 11"}, {"caller_name": "kaid"}, {"caller_name": "Кайдаш Омелян"}):
        answer = client.post(address, {**typed, "kind": "question", "reasons": ["pets"]}).content.decode()
        assert who.pk in answer
        assert "a place for the goat" in answer
        assert "Goats welcome" in answer
    nobody = client.post(address, {"caller_name": "Тетерваковський", "kind": "no such kind"}).content.decode()
    assert who.pk not in nobody


@pytest.mark.django_db
def test_calls_are_found_by_phone_and_by_name(signed_in: SignedIn) -> None:
    call(signed_in("registrar"), caller_name="Довбиш Мотря")
    for text in ("0500000011", "dovbysh"):
        assert calls.search(Request.objects.all(), text).count() == 1
    assert calls.search(Request.objects.all(), "0500000012").count() == 0
