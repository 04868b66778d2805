"""What is left of the app for whoever takes the phone: after wrong passphrases, after the gesture, after revocation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser
TRIES = 10


@pytest.fixture
def used(phone: Callable[..., Any], code: Callable[[str], str], crews: list[str]) -> Any:
    """A paired phone with an own look, which an app never used has not."""
    one = phone("uk", "dark")
    one.enrol(code(crews[0]))
    one.place(3)
    one.press("", "Ніч")
    assert one.kept()["files"] == ["keys"]
    return one


def looks_never_used(one: Any, fresh: Any) -> None:
    """Screen and store are those of a phone that has only opened the page."""
    one.page.wait_for_selector("#code")
    fresh.open()
    fresh.page.wait_for_selector("#code")
    assert one.page.inner_text("body") == fresh.page.inner_text("body")
    assert one.page.url == fresh.page.url
    assert one.kept() == fresh.kept() == {"files": [], "databases": [], "local": []}
    assert one.context.cookies() == []


def test_ten_wrong_passphrases_erase(used: Any, phone: Callable[..., Any]) -> None:
    used.open()
    for tried in range(1, TRIES):
        used.unlock("хибна фраза")
        used.page.wait_for_selector(f"[role=alert] >> text={TRIES - tried}")
    used.unlock("хибна фраза")
    looks_never_used(used, phone("uk", "dark"))


def test_holding_the_mark_erases_even_while_locked(used: Any, phone: Callable[..., Any]) -> None:
    used.open()
    used.page.wait_for_selector("#secret")
    box = used.page.locator("header .hold").bounding_box()
    used.page.mouse.move(box["x"] + 20, box["y"] + 20)
    used.page.mouse.down()
    used.page.wait_for_selector("#code")
    used.page.mouse.up()
    looks_never_used(used, phone("uk", "dark"))


def test_a_short_touch_of_the_mark_erases_nothing(used: Any) -> None:
    used.open()
    used.page.wait_for_selector("#secret")
    used.page.click("header .hold")
    used.page.wait_for_timeout(3_500)
    used.unlock()
    used.page.wait_for_selector(".rows .row")


def test_the_menu_erases_and_says_first_what_is_lost(used: Any, phone: Callable[..., Any]) -> None:
    used.press("", "Стерти все")
    used.check()
    used.press("", "Стерти зараз")
    looks_never_used(used, phone("uk", "dark"))


def test_a_revoked_phone_is_erased_at_its_next_contact_and_its_records_wait_for_a_human(
    used: Any, phone: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    used.place(0)
    used.context.set_offline(True)
    used.press("", "Відмітитися")
    used.page.wait_for_selector("header .chip.warn")
    desk = visit("/phones/")
    before = desk.page.locator("form[action^='/phones/records/']").count()
    for button in desk.page.locator("form[action$='/revoke/'] button").all():
        del button  # every phone of the tests so far: the page names crews, not phones
        desk.page.locator("form[action$='/revoke/'] button").first.click()
        desk.page.wait_for_load_state("load")
    used.context.set_offline(False)
    looks_never_used(used, phone("uk", "dark"))
    desk.go(desk.page.url)
    assert desk.page.locator("form[action^='/phones/records/']").count() == before + 1
