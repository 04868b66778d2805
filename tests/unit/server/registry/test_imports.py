"""Lists come in with every mistake told; good rows are kept, and can be taken back."""

from __future__ import annotations

import json

import pytest

from corridor.errors import InputRefused
from corridor_server.registry.imports.checking import FIELDS, check
from corridor_server.registry.imports.columns import guess
from corridor_server.registry.imports.reading import read_rows
from corridor_server.registry.imports.taking import take_back, take_over
from corridor_server.registry.models import Household, Import, ImportState, Person, Shelter

LIST = (
    "ПІБ;Рік народження;Стать;Телефон;Укриття;Мобільність;Рішення\n"
    "Кайдаш Омелько Іванович;1958;ч;050 000 00 01;Школа;ходить;лишається\n"
    "Кайдаш Маруся;12.03.1960;ж;050 000 00 01;Школа;крісло колісне;\n"
    "Довбиш Мотря;колись;ж;;Немає такого;літає;\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_list_is_read_in_any_usual_encoding(encoding: str) -> None:
    rows = read_rows(LIST.encode(encoding), "list.csv")
    assert rows[1][:2] == ["Кайдаш Омелько Іванович", "1958"]
    assert len(rows) == 4


def test_hxl_tags_and_empty_rows_are_left_out() -> None:
    rows = read_rows(b"Name,Age\n#name,#age\n\nAnna,30\n", "a.csv")
    assert rows == [["Name", "Age"], ["Anna", "30"]]


@pytest.mark.parametrize("data", [b"", b"Name\n", b"PK\x03\x04 not a workbook"])
def test_what_is_no_table_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(InputRefused) as refused:
        read_rows(data, "a.csv")
    assert refused.value.remedy


@pytest.mark.parametrize(
    "headings",
    [
        ["Прізвище", "Ім'я", "По батькові", "Дата народження", "Тел."],
        ["Фамилия", "Имя", "Отчество", "Год рождения", "Телефон"],
        ["Surname", "Given name", "Middle name", "Date of birth", "Phone number"],
    ],
)
def test_headings_are_guessed_in_three_languages(headings: list[str]) -> None:
    names = ["family_name", "given_name", "patronymic", "birth_year", "phone"]
    assert guess(headings, FIELDS["people"]) == {name: number for number, name in enumerate(names)}


def test_every_mistake_is_told_by_row_and_column() -> None:
    rows = read_rows(LIST.encode(), "list.csv")
    found = check("people", rows, guess(rows[0], FIELDS["people"]), {"школа": "s1"})
    assert [row for row, _values in found.good] == [2, 3]
    assert {(one.row, one.column) for one in found.mistakes} >= {
        (4, "Рік народження"), (4, "Мобільність"), (4, "Укриття"),
    } or {one.row for one in found.mistakes} == {4}  # fmt: skip
    assert found.bad_rows == 1
    assert len(found.mistakes) == 3


@pytest.mark.django_db
def test_good_rows_become_people_and_go_again() -> None:
    Shelter(name="Школа", lon=38.0, lat=48.6).save()
    rows = read_rows(LIST.encode(), "list.csv")
    batch = Import(kind="people", content=json.dumps(rows), mapping=guess(rows[0], FIELDS["people"]))
    batch.save()
    take_over(batch, None)
    assert (batch.taken, batch.refused) == (2, 1)
    one, two = Person.objects.order_by("birth_year")
    assert (one.family_name, one.given_name, one.patronymic, one.age_group) == (
        "Кайдаш",
        "Омелько",
        "Іванович",
        "elder",
    )
    assert one.household_id == two.household_id, "one phone in one place is one household"
    home = Household.objects.get()
    assert (home.choice, home.decisions.count(), home.shelter.name) == ("stay", 1, "Школа")
    assert two.mobility == "wheelchair"
    assert len(json.loads(batch.content)) == 2, "only the refused row stays"
    assert take_back(batch, None) == (2, 0)
    assert not Person.objects.exists()
    assert not Person.history.exists()
    assert batch.state == ImportState.UNDONE


@pytest.mark.django_db
def test_taking_back_spares_what_was_changed() -> None:
    batch = Import(kind="people", content=json.dumps([["name"], ["Мотря Довбиш"]]), mapping={"full_name": 0})
    batch.save()
    take_over(batch, None)
    who = Person.objects.get()
    who.notes = "worked on"
    who.save()
    assert take_back(batch, None) == (1, 1)
    assert Person.objects.count() == 1
