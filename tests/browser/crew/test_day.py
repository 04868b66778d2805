"""A crew lead's day on the phone: pairing, missions, every record, calling for help; each screen open to everyone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser


def paired(phone: Callable[..., Any], code: Callable[[str], str], crew: str, **looks: str) -> Any:
    one = phone(**looks)
    one.enrol(code(crew))
    return one


def shelter(one: Any) -> None:
    """Open the stop where most people are met: which one it is depends on the day's plan."""
    rows = one.page.locator(".rows .row:has(.marks span)")
    people = [int(re.findall(r"\d+", row.locator(".marks").inner_text())[-1]) for row in rows.all()]
    rows.nth(people.index(max(people))).click()
    one.page.wait_for_selector("main .card")


@pytest.mark.parametrize(("language", "scheme"), [("uk", "dark"), ("en", "light")])
def test_a_day_from_the_code_to_the_handover(
    phone: Callable[..., Any], code: Callable[[str], str], crews: list[str], language: str, scheme: str
) -> None:
    one = phone(language, scheme)
    page_link = code(crews[0])
    one.open(page_link)
    one.page.wait_for_selector("#first")
    assert "enrol" not in one.page.url, "the code does not stay in the address"
    one.check()
    one.enrol(code(crews[0]))
    assert one.page.locator("html").get_attribute("lang") == language
    one.check()

    shelter(one)
    one.check()
    one.press("Taken aboard", "Забрали")
    one.check()
    one.record()
    assert one.page.locator(".card .chip.good .icon").count() >= 1, "the household is ticked off"

    one.page.get_by_role("button", name=one.words("Refused", "Відмова"), exact=True).last.click()
    one.press("Animals", "Тварини")
    one.press("Tomorrow", "Завтра")
    one.page.fill("textarea", "a cage")
    one.check()
    one.record()

    one.press("Delivered", "Передано")
    one.check()
    one.record()
    one.press("Note for this door", "Нотатка про ці двері")
    one.page.fill("textarea", "third bell")
    one.record()
    one.page.click("header .round")

    one.page.get_by_role("button", name=re.compile("Reception centre")).first.click()
    one.press("Hand people over", "Передати людей")
    one.page.fill("main input[type=text]", "Olha")
    box = one.page.locator("canvas.pad").bounding_box()
    one.page.mouse.move(box["x"] + 20, box["y"] + 20)
    one.page.mouse.down()
    one.page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    one.page.mouse.up()
    one.check()
    one.record()

    one.place(1)
    one.page.wait_for_selector(".map canvas")
    one.check()
    one.page.locator(".option[aria-pressed=false]").first.click()
    one.place(2)
    one.check()
    one.press("Incident", "Подія")
    one.page.wait_for_selector(".map canvas")
    one.press("Here", "Тут")
    one.page.wait_for_selector(f"text={one.words('The place is set.', 'Місце вказано.')}")
    one.check()
    one.record()
    one.place(2)
    one.press("Road shut", "Дорогу закрито")
    one.page.wait_for_selector(".map canvas")
    one.page.click(".record")
    one.page.wait_for_selector("main .notice.stop")
    one.page.locator(".map").click(position={"x": 150, "y": 120})
    one.record()

    one.place(3)
    one.check()
    one.page.get_by_role("button", name=re.compile(one.words("Seats left", "Вільні місця"))).first.click()
    one.record()
    one.page.click(".help")
    one.page.click(".huge")
    one.page.wait_for_selector("main .notice.info")
    one.check()
    one.sent()
    one.place(3)
    one.press("Lock", "Замкнути")
    one.page.wait_for_selector("#secret")
    one.check()


def test_a_record_is_three_taps_from_the_day(
    phone: Callable[..., Any], code: Callable[[str], str], crews: list[str]
) -> None:
    one = paired(phone, code, crews[0])
    one.page.evaluate("window.taps = 0; addEventListener('click', () => window.taps += 1, true)")
    shelter(one)
    one.press("Taken aboard", "Забрали")
    one.record()
    assert one.page.evaluate("window.taps") == 3


def test_every_target_fits_a_gloved_finger(
    phone: Callable[..., Any], code: Callable[[str], str], crews: list[str]
) -> None:
    one = paired(phone, code, crews[0])
    small = "() => [...document.querySelectorAll('button, input:not([type=file]), a[href]')]"
    small += ".filter(x => x.checkVisibility())"
    small += ".map(x => [x.className, Math.round(x.getBoundingClientRect().height)]).filter(([, high]) => high < 44)"
    assert one.page.evaluate(small) == []
    shelter(one)
    assert one.page.evaluate(small) == []
    one.press("Refused", "Відмова")
    assert one.page.evaluate(small) == []
    one.place(3)
    assert one.page.evaluate(small) == []


@pytest.mark.parametrize("look", ["Night", "Day", "Bright sun"])
def test_every_look_reads(phone: Callable[..., Any], code: Callable[[str], str], crews: list[str], look: str) -> None:
    one = paired(phone, code, crews[0])
    one.place(3)
    one.press(look, "")
    one.place(0)
    one.check()
    shelter(one)
    one.check()
