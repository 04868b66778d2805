"""Erasure leaves nothing: no row, no version, no key; and a proof."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from corridor_server.audit.models import Event
from corridor_server.registry import deciding, duplicates, erasing, naming, retention
from corridor_server.registry.models import (
    Consent,
    Decision,
    Erasure,
    Household,
    Import,
    NameKey,
    Need,
    Pair,
    Person,
    Request,
    Retention,
)

pytestmark = pytest.mark.django_db


def household() -> tuple[Household, Person]:
    home = Household(phone="+380 50 000 00 01", notes="behind the mill")
    home.save()
    who = Person(household=home, family_name="Кайдаш", given_name="Омелько", medical="heart")
    who.save()
    who.save_as("changed once")
    Consent(person=who, purpose="aid").save()
    deciding.decide(Decision(household=home, choice="stay", would_change="a doctor"))
    Need(household=home, service="a visit").save()
    Request(household=home, caller_name="Кайдаш", caller_phone="+380 50 000 00 01").save()
    return home, who


def left_of(*ids: str) -> dict[str, int]:
    """Rows of the registry and its history that name one of ``ids``."""
    found = {}
    for model in apps.get_app_config("registry").get_models():
        names = ("id", "person", "household", "first")
        columns = [one.name for one in model._meta.concrete_fields if one.name in names]
        if model is Erasure:
            continue
        if model is NameKey:
            columns.remove("id")
        for column in columns:
            count = model.objects.filter(**{f"{column}__in": ids}).count()
            if count:
                found[f"{model.__name__}.{column}"] = count
    return found


def test_a_household_goes_with_all_that_hangs_on_it() -> None:
    home, who = household()
    stranger = Person(given_name="Мотря")
    stranger.save()
    assert len(left_of(home.pk, who.pk)) > 8, "the control finds what is there"
    proof = erasing.erase(home, erasing.of_household(home), why="asked for it", by=None)
    assert left_of(home.pk, who.pk) == {}
    assert not naming.search(Person.objects.all(), "Кайдаш").exists()
    assert proof.rows >= 7
    assert len(proof.digest) == 64
    assert Person.objects.get() == stranger
    told = Event.objects.get(action="person.erased")
    assert (told.object, "Кайдаш" in told.detail) == (home.pk, False)


def test_what_was_merged_into_a_person_goes_with_them() -> None:
    first, second = Person(given_name="Мотря"), Person(given_name="Мотря")
    first.save()
    second.save()
    duplicates.merge(Pair.objects.create(first=first, second=second, score=1, why=[]), first, {}, None)
    erasing.erase(first, erasing.of_person(first), why="asked for it", by=None)
    assert not Person.objects.exists()
    assert left_of(first.pk, second.pk) == {}


def test_merges_of_merges_go_along() -> None:
    people = [Person(given_name="Мотря") for _one in range(3)]
    for one in people:
        one.save()
    for first, second in ((people[1], people[0]), (people[2], people[1])):
        duplicates.merge(Pair.objects.create(first=first, second=second, score=1, why=[]), first, {}, None)
    erasing.erase(people[2], erasing.of_person(people[2]), why="asked for it", by=None)
    assert not Person.objects.exists()
    assert not Person.history.exists()


def test_the_last_person_takes_the_household_and_their_calls_along() -> None:
    home, who = household()
    Request(caller_phone="050 000 00 01", caller_name="Кайдаш").save()
    Request(caller_phone="050 000 00 77", caller_name="Інша").save()
    who.phone = home.phone
    who.save()
    erasing.erase(who, erasing.of_person(who), why="asked for it", by=None)
    assert not Household.objects.exists()
    assert [one.caller_name for one in Request.objects.all()] == ["Інша"]


def test_a_child_leaves_the_household_standing() -> None:
    home, _who = household()
    child = Person(household=home, given_name="Оля")
    child.save()
    erasing.erase(child, erasing.of_person(child), why="asked for it", by=None)
    assert Household.objects.get() == home


def test_files_that_lie_about_are_due() -> None:
    Import(content="{}").save()
    assert retention.due()["imports"] == 0
    Import.objects.update(created=timezone.now() - timedelta(days=31))
    assert retention.erase_due() == {"households": 0, "requests": 0, "imports": 1, "rows": 1}
    assert not Import.objects.exists()


def test_only_what_is_over_long_enough_is_due() -> None:
    Retention(household_days=30, request_days=10).save()
    home, _who = household()
    assert sum(retention.due().values()) == 0
    deciding.leave(home, timezone.now() - timedelta(days=29))
    assert sum(retention.due().values()) == 0
    deciding.leave(home, timezone.now() - timedelta(days=31))
    assert retention.due() == {"households": 1, "requests": 0, "imports": 0}
    retention.retain({}, lambda *_told: None, lambda: False)
    assert not Household.objects.exists()
    assert Erasure.objects.get().why == "retention"


def test_open_requests_are_never_due() -> None:
    Retention(household_days=30, request_days=10).save()
    long_ago = timezone.now() - timedelta(days=99)
    Request(state="done", closed=long_ago).save()
    Request(state="new", closed=long_ago).save()
    assert retention.due()["requests"] == 1


def test_the_proof_is_looked_for_after_the_commit(
    django_capture_on_commit_callbacks: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A test's own transaction cannot be checkpointed; the real log is cut in the integration test.
    monkeypatch.setattr(erasing, "leave_no_trace", lambda: True)
    home, _who = household()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        proof = erasing.erase(home, erasing.of_household(home), why="x", by=None)
    proof.refresh_from_db()
    assert proof.checked
