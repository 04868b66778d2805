"""Hours without a network: a cold start, records kept and handed in later, and over another phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser


@pytest.fixture
def away(phone: Callable[..., Any], code: Callable[[str], str], crews: list[str]) -> Callable[..., Any]:
    """A paired phone whose network is gone."""

    def made(**looks: str) -> Any:
        one = phone(**looks)
        one.enrol(code(crews[0]))
        one.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        one.context.set_offline(True)
        return one

    return made


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("uk", "dark")])
def test_the_day_is_there_after_a_cold_start_and_records_wait(
    away: Callable[..., Any], language: str, scheme: str
) -> None:
    one = away(language=language, scheme=scheme)
    one.open()
    one.page.wait_for_selector("#secret")
    one.check()
    one.unlock()
    one.page.wait_for_selector(".rows .row")
    for _ in range(3):
        one.press("Check in", "Відмітитися")
        one.page.wait_for_selector("#told .good")
        one.page.locator("#told").evaluate("one => one.replaceChildren()")
    one.page.wait_for_selector("header .chip.warn")
    assert "3" in one.page.inner_text("header .chip")
    one.opened.complaints.clear()  # Chromium itself remarks that it is offline
    one.check()
    one.page.click(".help")
    one.page.click(".huge")
    one.page.wait_for_selector("main .notice.stop")
    one.open()
    one.unlock()
    one.page.wait_for_selector(".rows .row")
    assert "4" in one.page.inner_text("header .chip")
    one.context.set_offline(False)
    one.sent()


def test_records_reach_the_desk_over_another_phone(
    away: Callable[..., Any], phone: Callable[..., Any], code: Callable[[str], str], crews: list[str], tmp_path: Path
) -> None:
    one = away()
    one.press("Check in", "Відмітитися")
    one.page.wait_for_selector("#told .good")
    one.place(3)
    with one.page.expect_download() as told:
        one.press("Give as a file", "Передати файлом")
    told.value.save_as(tmp_path / "records.json")
    assert "checkin" not in (tmp_path / "records.json").read_text()
    other = phone()
    other.enrol(code(crews[-1]))
    other.place(3)
    other.page.set_input_files("#carried", tmp_path / "records.json")
    other.page.wait_for_selector("#told .good")
    other.page.wait_for_selector("header .chip.warn")
    other.press("Ask the desk now", "Звернутися до пульта")
    other.sent()
    one.context.set_offline(False)
    one.sent()
