"""Duplicates are found across spellings, merged by a human and taken back whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from corridor.errors import InputRefused
from corridor_server.registry import duplicates, naming
from corridor_server.registry.deciding import decide
from corridor_server.registry.models import Consent, Decision, Household, Pair, PairState, Person, Relation
from corridor_server.registry.models.words import Kinship, Purpose


def person(home: Household | None = None, **fields: object) -> Person:
    found = Person(household=home, **fields)
    found.save()
    return found


@pytest.fixture
def crowd(db: None) -> None:
    """Others, so that names have a rarity."""
    for number in range(60):
        person(
            family_name=f"Чужий{'абвгдежзик'[number % 10]}{'лмнопр'[number // 10]}", given_name="Іван", birth_year=1950
        )


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    "other",
    [
        {"family_name": "Тетерваковский", "given_name": "Николай", "birth_year": 1961},
        {"family_name": "Tetervakovskyi", "given_name": "Mykola", "birth_year": 1962},
        {"family_name": "Коля", "given_name": "Тетерваковський", "birth_year": 1961},
        {"family_name": "Тетерваквський", "given_name": "Микола", "birth_year": 1961},
    ],
)
def test_one_person_written_twice_is_found(other: dict[str, object]) -> None:
    person(family_name="Тетерваковський", given_name="Микола", birth_year=1961)
    twice = person(**other)
    assert duplicates.keep_for(twice) == 1
    assert duplicates.keep_for(twice) == 0, "known pairs are not kept twice"


@pytest.mark.usefixtures("crowd")
def test_sister_and_brother_are_two() -> None:
    home = Household(phone="+380 50 000 00 01")
    home.save()
    person(home, family_name="Довбиш", given_name="Олена", patronymic="Петрівна", birth_year=1980)
    other = person(home, family_name="Довбиш", given_name="Оксана", patronymic="Петрівна", birth_year=1981)
    assert duplicates.keep_for(other) == 0


@pytest.mark.django_db
def test_the_whole_registry_is_compared_as_a_job() -> None:
    person(family_name="Кайдаш", given_name="Омелько", birth_year=1958)
    person(family_name="Kaidash", given_name="Omelko", birth_year=1958)
    for number in range(70):
        person(family_name=f"Інший{'абвгдежзик'[number % 10]}{'лмнопрс'[number // 10]}", given_name="Петро")
    found = duplicates.find_all({}, lambda *_told: None, lambda: False)
    assert (found["pairs"], found["new"]) == (1, 1)
    assert not any("айдаш" in str(one.why) for one in Pair.objects.all()), "evidence holds codes, no names"


def pair_of(first: Person, second: Person) -> Pair:
    return Pair.objects.create(first=first, second=second, score=20.0, why=[])


@pytest.mark.django_db
def test_a_merge_is_taken_back_whole() -> None:
    home, away = Household(), Household()
    home.save()
    away.save()
    kept = person(home, family_name="Джеря", given_name="Микола", birth_year=1961)
    other = person(away, family_name="Dzheria", given_name="Mykola", phone="+380 50 000 00 07", medical="insulin")
    wife = person(away, given_name="Нимидора")
    Consent(person=other, purpose=Purpose.AID).save()
    Relation(person=other, to=wife, kinship=Kinship.SPOUSE).save()
    Relation(person=wife, to=other, kinship=Kinship.SPOUSE).save()
    done = duplicates.merge(pair_of(kept, other), kept, {"family_name": "kept"}, None)
    kept.refresh_from_db()
    assert (kept.family_name, kept.phone, kept.medical) == ("Джеря", "+380 50 000 00 07", "insulin")
    assert kept.consents.count() == 1
    assert {one.to_id for one in kept.relations.all()} == {wife.pk}
    assert [one.pk for one in naming.search(Person.objects.filter(merged_into=None), "джеря")] == [kept.pk]
    kept.notes = "changed after the merge"
    kept.save()

    duplicates.unmerge(done, None)
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.phone, kept.medical, kept.notes) == ("", "", "changed after the merge")
    assert other.merged_into is None
    assert (other.phone, other.consents.count(), other.relations.count()) == ("+380 50 000 00 07", 1, 1)
    assert Pair.objects.get().state == PairState.DIFFERENT


@pytest.mark.django_db
def test_a_household_left_empty_goes_along_and_comes_back() -> None:
    home, away = Household(), Household()
    home.save()
    away.save()
    kept, other = person(home, given_name="Мотря"), person(away, given_name="Мотря")
    done = duplicates.merge(pair_of(kept, other), kept, {}, None)
    away.refresh_from_db()
    assert away.merged_into_id == home.pk
    duplicates.unmerge(done, None)
    away.refresh_from_db()
    assert away.merged_into is None


@pytest.mark.django_db
def test_merges_are_taken_back_the_newest_first() -> None:
    first, second, third = person(given_name="Мотря"), person(given_name="Motria"), person(given_name="Мотря")
    early = duplicates.merge(pair_of(first, second), first, {}, None)
    late = duplicates.merge(pair_of(third, first), third, {}, None)
    early.kept.refresh_from_db()
    with pytest.raises(InputRefused):
        duplicates.unmerge(early, None)
    duplicates.unmerge(late, None)
    early.kept.refresh_from_db()
    duplicates.unmerge(early, None)
    assert not Person.objects.exclude(merged_into=None).exists()


@pytest.mark.django_db
def test_the_newer_decision_holds_for_a_merged_household_and_goes_back() -> None:
    home, away = Household(), Household()
    home.save()
    away.save()
    decide(Decision(household=home, choice="stay", said=timezone.now() - timedelta(days=2)))
    decide(Decision(household=away, choice="leave"))
    done = duplicates.merge(pair_of(person(home, given_name="Мотря"), person(away, given_name="Мотря")),
                            home.people.get(), {}, None)  # fmt: skip
    home.refresh_from_db()
    assert home.choice == "leave"
    duplicates.unmerge(done, None)
    home.refresh_from_db()
    away.refresh_from_db()
    assert (home.choice, away.choice) == ("stay", "leave")
