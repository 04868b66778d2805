"""The registry by hand: a call taken by keyboard alone, 1,000 people brought in and taken back, a merge undone."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1400, 900), (390, 844)
FAMILIES = ("Коваленко", "Шевчук", "Гончар", "Рудик", "Лисенко", "Савчук", "Мороз", "Бондар", "Ткач", "Поліщук")
GIVEN = ("Олена", "Іван", "Марія", "Петро", "Ганна", "Степан", "Ніна", "Василь", "Віра", "Яків")


def list_of(count: int) -> bytes:
    """People of no country, three of them with a mistake, as a spreadsheet writes them for a Ukrainian reader."""
    rng = random.Random(7)
    rows = ["ПІБ;Рік народження;Стать;Телефон;Рішення;Id"]
    for number in range(count):
        year = "колись" if number in (10, 500, 900) else str(rng.randint(1930, 2020))
        name = f"{rng.choice(FAMILIES)}{'абвгдежзик'[number % 10]} {rng.choice(GIVEN)}"
        rows.append(f"{name};{year};ж;050 1{number:06};вагається;J-{number}")
    return "\r\n".join(rows).encode("cp1251")


def arrived(opened: Any) -> None:
    """On a new page: what the page left behind complained of being cut off (its alarm, its stream) is forgotten."""
    opened.page.wait_for_load_state("load")
    opened.complaints.clear()


def total(page: Any) -> int:
    """Rows that the list on the page tells."""
    return int(re.sub(r"\D", "", page.locator(".paging [role=status]").inner_text().split("·")[0]))


def test_a_call_is_taken_by_keyboard_alone(visit):
    opened = visit("/requests/", who="registrar")
    page, keys = opened.page, opened.page.keyboard
    keys.press("n")
    page.wait_for_url("**/requests/new/")
    arrived(opened)
    page.locator("[name=caller_phone]:focus").wait_for()
    with page.expect_response("**/requests/seen/"):
        keys.type("+380 50 123 45 67")
    keys.press("Tab")
    with page.expect_response("**/requests/seen/"):
        # Latin letters find who was written in Ukrainian, while typing.
        keys.type("Kaidash Ome")
    page.locator("#call-seen .pick", has_text="Омелько").first.wait_for()
    offered = page.locator("#call-seen [data-pick]").count()
    assert offered > 1
    keys.press("Alt+1")
    page.locator("#call-seen .pick:first-child [data-pick]:checked").wait_for()
    for name in ("shelter", "address", "kind", "people"):
        keys.press("Tab")
        assert page.evaluate("document.activeElement.name") == name
        if name == "kind":
            keys.press("ArrowRight")
    keys.type("2")
    while page.evaluate("document.activeElement.name") != "choice":
        keys.press("Tab")
    for _one in range(3):
        keys.press("ArrowRight")
    keys.press("Tab")
    with page.expect_response("**/requests/seen/"):
        keys.press("Space")
        keys.press("Tab")
        keys.press("Space")
    page.locator("#call-seen h2", has_text="What to offer them").wait_for()
    while page.evaluate("document.activeElement.name") != "would_change":
        keys.press("Tab")
    keys.type("If somebody minds the house")
    opened.check()
    keys.press("Control+Enter")
    page.wait_for_url("**/account/reason/**")
    assert page.get_by_role("heading", name="Why do you open this record?").count() == 1, "reading is logged"
    page.locator("main button.primary").first.click()
    page.get_by_text("+380 50 123 45 67").wait_for()
    arrived(opened)
    opened.check()


def test_a_thousand_people_come_in_with_every_mistake_told(visit):
    opened = visit("/people/", who="registrar")
    page = opened.page
    before = total(page)
    page.goto(re.sub(r"/people/.*", "/imports/", page.url))
    page.set_input_files("[name=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": list_of(1000)})
    page.click("main form.form button.primary")
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/"))
    arrived(opened)
    assert [one.inner_text() for one in page.locator(".stat dd").all()] == ["997", "3"]
    told = page.locator("table", has_text="колись").locator("tbody tr")
    assert [one.locator("th").inner_text() for one in told.all()] == ["12", "502", "902"]
    assert "1956" in told.first.inner_text(), "the remedy stands with the mistake"
    opened.check()
    page.get_by_role("button", name=re.compile("Take over")).click()
    page.get_by_text("997 rows taken over").first.wait_for()
    address = page.url
    arrived(opened)
    opened.check()
    page.goto(re.sub(r"/imports/.*", "/people/", address))
    assert total(page) == before + 997
    page.goto(address)
    page.get_by_role("button", name="Take the import back").click()
    page.click("dialog[open] button[value=yes]", timeout=90_000)
    page.get_by_text("997 records erased").first.wait_for(timeout=90_000)
    page.goto(re.sub(r"/imports/.*", "/people/", address))
    assert total(page) == before


def test_two_records_become_one_and_two_again(visit):
    opened = visit("/people/duplicates/", who="registrar")
    page = opened.page
    page.get_by_role("button", name="Compare everybody").click()
    for _one in range(60):
        page.goto(re.sub(r"/people/.*", "/people/duplicates/", page.url))
        if page.locator("#table tbody tr").count():
            break
        page.wait_for_timeout(1000)
    before = total(page)
    arrived(opened)
    opened.check()
    page.locator("#table tbody tr", has_text="Dzheria").locator("a").first.click()
    if page.get_by_role("heading", name="Why do you open this record?").count():
        page.locator("main button.primary").first.click()
    page.locator(".compare").wait_for()
    arrived(opened)
    opened.check()
    page.get_by_role("button", name="One person: merge").click()
    page.click("dialog[open] button[value=yes]")
    page.get_by_role("button", name="Take the merge back").wait_for()
    page.goto(re.sub(r"/people/duplicates/.*", "/people/duplicates/", page.url))
    assert total(page) < before
    page.get_by_role("button", name=re.compile("Take back")).first.click()
    page.click("dialog[open] button[value=yes]")
    page.get_by_text("Both records stand again").first.wait_for()


@pytest.mark.parametrize(("language", "size", "scheme"), [("uk", DESKTOP, "dark"), ("uk", PHONE, "light")])
@pytest.mark.parametrize(
    "path", ["/requests/new/", "/imports/", "/people/duplicates/", "/people/retention/", "/items/", "/households/new/"]
)
def test_pages_of_the_registry_are_open_to_everyone(visit, path, language, size, scheme):
    visit(path, language=language, size=size, scheme=scheme).check()
