"""Lists come in with every mistake told; good rows are kept, and can be taken back; hostile files are refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from corridor.errors import InputRefused
from corridor_server.registry.imports import reading
from corridor_server.registry.imports.checking import FIELDS, Here, check
from corridor_server.registry.imports.columns import guess
from corridor_server.registry.imports.reading import Sheet, read_sheet
from corridor_server.registry.imports.taking import take_back, take_over
from corridor_server.registry.models import Erasure, Household, Import, ImportState, Person, Shelter

SignedIn = Callable[..., Client]
LIST = (
    "ПІБ;Рік народження;Стать;Телефон;Укриття;Мобільність;Рішення\n"
    "Кайдаш Омелько Іванович;1958;ч;050 000 00 01;Школа;ходить;лишається\n"
    "\n"
    "Кайдаш Маруся;12.03.1960;ж;050 000 00 01;Школа;крісло колісне;\n"
    "Довбиш Мотря;колись;ж;;Немає такого;літає;\n"
)


def batch_of(sheet: Sheet, kind: str = "people", mapping: dict[str, int] | None = None) -> Import:
    found = Import(kind=kind, content=sheet.to_json(), mapping=mapping or guess(sheet.headings, FIELDS[kind]))
    found.save()
    return found


def workbook(cells: str) -> bytes:
    """A workbook of one sheet, as small as the format allows; ``cells``: its rows as XML."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = "http://schemas.openxmlformats.org/package/2006"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{packed}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packed}/relationships"><Relationship Id="r1" Type="{related}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{space}" xmlns:r="{related}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{packed}/relationships"><Relationship Id="r1" Type="{related}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        book.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
        )
    return out.getvalue()


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_list_is_read_in_any_usual_encoding(encoding: str) -> None:
    sheet = read_sheet(LIST.encode(encoding), "list.csv")
    assert sheet.rows[0][1][:2] == ["Кайдаш Омелько Іванович", "1958"]
    assert [number for number, _cells in sheet.rows] == [2, 4, 5], "rows are numbered as in the file"


def test_hxl_tags_and_empty_rows_are_left_out() -> None:
    sheet = read_sheet(b"Name,Age\n#name,#age\n\nAnna,30\n", "a.csv")
    assert sheet == Sheet(["Name", "Age"], [(4, ["Anna", "30"])])
    assert Sheet.from_json(sheet.to_json()) == sheet


def test_a_workbook_is_read_and_its_formulas_are_told() -> None:
    rows = (
        f'<row r="1">{text_cell("A1", "Name")}{text_cell("B1", "Year of birth")}</row>'
        f'<row r="2">{text_cell("A2", "Anna")}<c r="B2"><v>1960</v></c></row>'
        f'<row r="3"><c r="A3"/><c r="B3"><f>1+1</f><v>2</v></c></row>'
        f'<row r="4">{text_cell("A4", "=HYPERLINK(1)")}<c r="B4"><v>1961</v></c></row>'
    )
    sheet = read_sheet(workbook(rows), "a.xlsx")
    assert sheet.rows[0] == (2, ["Anna", "1960"])
    found = check("people", sheet, guess(sheet.headings, FIELDS["people"]), Here())
    assert [(one.row, one.column, one.reason) for one in found.mistakes] == [
        (3, "Year of birth", "a formula"), (4, "Name", "a formula"),
    ]  # fmt: skip
    assert sheet.first(9)[1] == ["", "=…"]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * 8_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import.empty"),
        (b"Name\n", "import.empty"),
        (b"PK\x03\x04 not a workbook", "import.unreadable"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "import.encoding"),
        (b"\xd0\xcf\x11\xe0 a workbook of the old kind", "import.encoding"),
        ("Name\nАнна\n".encode("utf-16-le"), "import.encoding"),
        (b"\xff\xfeN\x00a", "import.encoding"),
        (b'Name\n"' + b"a" * 200_000, "import.unreadable"),
        (b"Name\n" + b"b" * 20_000, "import.long_cell"),
        (b"Name\n" + b"\n" * (reading.MOST_ROWS + 5), "import.too_long"),
        (b"a," * 500 + b"b\n1\n", "import.too_wide"),
        (bomb(), "import.bomb"),
        (b"n" * (reading.MOST_BYTES + 1), "import.too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_files_are_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_sheet(data, "a.csv")
    assert (refused.value.code, bool(refused.value.remedy)) == (code, True)


@pytest.mark.parametrize(
    ("cell", "formula"),
    [
        ("=1+1", True),
        ("@SUM(1)", True),
        ("-cmd|x", True),
        ("+A1", True),
        ("+380 50", False),
        ("-", False),
        ("-5", False),
    ],
)
def test_what_a_spreadsheet_would_run_is_no_text(cell: str, formula: bool) -> None:
    sheet = read_sheet(f"Name,Notes\nAnna,{cell}\n".encode(), "a.csv")
    found = check("people", sheet, {"full_name": 0, "notes": 1}, Here())
    assert bool(found.mistakes) == formula


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


def test_every_mistake_is_told_by_row_and_column_with_a_remedy() -> None:
    sheet = read_sheet(LIST.encode(), "list.csv")
    found = check("people", sheet, guess(sheet.headings, FIELDS["people"]), Here({"школа": "s1"}))
    assert [row for row, _values in found.good] == [2, 4]
    assert [(one.row, one.column, one.value) for one in found.mistakes] == [
        (5, "Рік народження", "колись"), (5, "Мобільність", "літає"),
    ]  # fmt: skip
    assert all(one.reason and one.remedy for one in found.mistakes)


def test_nothing_is_dropped_and_no_id_comes_twice() -> None:
    sheet = read_sheet(b"Name,ID,Shelter\nAnna,1,\nOlha,1,\nIvan,7,\nPetro,3,Cellar,left over\nStepan,4,Cellar\n", "a")
    found = check("people", sheet, guess(sheet.headings, FIELDS["people"]), Here({}, frozenset({"7"})))
    assert [row for row, _values in found.good] == [2]
    assert [(one.row, one.reason) for one in found.mistakes] == [
        (3, "row 2 has the same id"), (4, "a record with this id is here already"), (5, "more cells than headings"),
        (6, "no shelter, or more than one, has this name"),
    ]  # fmt: skip


def test_choices_are_taken_in_the_words_of_the_page() -> None:
    sheet = read_sheet("Name,Mobility,Sex\nAnna,Lying\\, stretcher,Female\n".replace("\\,", "").encode(), "a")
    sheet.rows[0][1][1] = "Lying, stretcher"
    (found,) = check("people", sheet, guess(sheet.headings, FIELDS["people"]), Here()).good
    assert (found[1]["mobility"], found[1]["sex"]) == ("stretcher", "female")


@pytest.mark.django_db
def test_good_rows_become_people_and_go_again() -> None:
    Shelter(name="Школа", lon=38.0, lat=48.6).save()
    batch = batch_of(read_sheet(LIST.encode(), "list.csv"))
    take_over(batch, None)
    assert (batch.taken, batch.refused) == (2, 1)
    one, two = Person.objects.order_by("birth_year")
    names = (one.family_name, one.given_name, one.patronymic, one.age_group)
    assert names == ("Кайдаш", "Омелько", "Іванович", "elder")
    assert one.household_id == two.household_id, "one phone in one place is one household"
    home = Household.objects.get()
    assert (home.choice, home.decisions.count(), home.shelter.name) == ("stay", 1, "Школа")
    assert two.mobility == "wheelchair"
    assert [number for number, _cells in Sheet.from_json(batch.content).rows] == [5], "only the refused row stays"
    with pytest.raises(InputRefused):
        take_over(batch, None)
    assert take_back(batch, None) == (2, 0)
    assert not Person.objects.exists()
    assert not Person.history.exists()
    assert (batch.state, batch.content) == (ImportState.UNDONE, "")
    assert Erasure.objects.get().kind == "registry.Import"


@pytest.mark.django_db
def test_taking_back_spares_what_was_changed() -> None:
    sheet = Sheet(["name"], [(2, ["Мотря Довбиш"]), (3, ["Карпо Кайдаш"])])
    batch = batch_of(sheet, mapping={"full_name": 0})
    take_over(batch, None)
    who = Person.objects.order_by("pk")[0]
    who.notes = "worked on"
    who.save()
    assert take_back(batch, None) == (1, 1)
    assert Person.objects.get() == who


@pytest.mark.django_db
def test_shelters_come_in_and_go_again() -> None:
    batch = batch_of(
        read_sheet(b"Name,Lat,Lon,People\nSchool,48.6,38.0,12\nCellar,99,38,\nMill,48.5,38,\n", "a"), "shelters"
    )
    take_over(batch, None)
    assert (batch.taken, batch.refused) == (2, 1)
    Household(shelter=Shelter.objects.get(name="Mill")).save()
    assert take_back(batch, None) == (1, 1)
    assert [one.name for one in Shelter.objects.all()] == ["Mill"]


@pytest.mark.django_db
def test_the_pages_of_an_import(signed_in: SignedIn) -> None:
    client = signed_in("registrar")
    start = reverse("registry:imports")
    refused = client.post(start, {"kind": "people", "file": SimpleUploadedFile("a.csv", b"\x89PNG")})
    assert refused.status_code == 422
    assert "UTF-8" in refused.content.decode()
    upload = SimpleUploadedFile("list.csv", LIST.replace(";Школа", ";").encode())
    page = client.post(start, {"kind": "people", "file": upload}, follow=True)
    assert page.context["good"] == 2
    assert [one.row for one in page.context["mistakes"]] == [5, 5]
    batch = Import.objects.get()
    assert client.post(reverse("registry:import_take", kwargs={"pk": batch.pk}), follow=True).status_code == 200
    assert Person.objects.count() == 2
    assert client.post(reverse("registry:import_back", kwargs={"pk": batch.pk})).status_code == 302
    assert not Person.objects.exists()
