"""The plan's page in a real browser: works from disk alone, for every reader, whatever the data say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1400, 900), (390, 844)


class Opened:
    """A page and everything that went wrong or out while it was open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.add_init_script(
            "window.refused = []; window.addEventListener('securitypolicyviolation',"
            " event => window.refused.push(event.violatedDirective + ' ' + event.blockedURI))"
        )


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Opened]]:
    """Open an address in a fresh window and wait until the page has drawn itself."""
    contexts = []

    def go(address: str, size: tuple[int, int] = DESKTOP, scheme: str = "light", **more: object) -> Opened:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce", **more
        )
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.goto(address)
        opened.page.wait_for_selector("html[data-ready=true]", timeout=10_000)
        return opened

    yield go
    for context in contexts:
        context.close()


def settle(page: Page) -> None:
    """Wait for the frame in which the map is drawn again."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def picture(page: Page) -> str:
    """A digest of the map's pixels."""
    settle(page)
    return page.evaluate(
        """async () => {
            const canvas = document.querySelector('canvas.picture');
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let digest = 7;
            for (let at = 0; at < pixels.length; at += 7) digest = (digest * 31 + pixels[at]) % 2147483647;
            return String(digest);
        }"""
    )


def colours(page: Page, name: str) -> int:
    """How many of the map's pixels have about the colour of a token."""
    settle(page)
    return page.evaluate(
        """(name) => {
            const probe = document.createElement('canvas').getContext('2d');
            probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--' + name);
            probe.fillRect(0, 0, 1, 1);
            const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
            const canvas = document.querySelector('canvas.picture');
            const p = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let count = 0;
            for (let at = 0; at < p.length; at += 4) {
                if (Math.abs(p[at] - r) + Math.abs(p[at + 1] - g) + Math.abs(p[at + 2] - b) < 12) count += 1;
            }
            return count;
        }""",
        name,
    )


def violations(page: Page) -> list[str]:
    """What axe has against the page as it stands."""
    return [
        f"{violation['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("coarse", [False, True], ids=["exact", "coarse"])
def test_the_page_asks_nothing_of_any_network_and_complains_of_nothing(visit, pages, coarse):
    address = pages(coarse=coarse)
    opened = visit(address)
    page = opened.page
    page.locator(".card").first.click()
    page.locator("#tab-rests").click()
    page.locator("#hour").press("ArrowRight")
    settle(page)
    outside = [url for url in opened.requests if url != address and not url.startswith(("data:", "blob:"))]
    assert outside == []
    assert opened.complaints == []
    assert page.evaluate("window.refused") == []


def test_the_policy_refuses_scripts_and_requests_of_others(visit, pages):
    opened = visit(pages())
    refused = opened.page.evaluate(
        """async () => {
            const script = document.createElement('script');
            script.textContent = 'window.intruded = true';
            document.body.append(script);
            await fetch('https://example.org/').catch(() => {});
            await new Promise(done => setTimeout(done, 200));
            return [window.intruded === undefined, window.refused.length];
        }"""
    )
    assert refused[0] is True
    assert refused[1] >= 2


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(visit, pages, language, scheme, size):
    page = visit(pages(language=language), size, scheme).page
    page.evaluate("document.querySelectorAll('[role=tabpanel]').forEach(panel => { panel.hidden = false; })")
    assert violations(page) == []
    page.locator(".card").first.click()
    page.locator(".drive summary").first.click()
    assert violations(page) == []


def test_axe_finds_nothing_on_a_coarse_page(visit, pages):
    assert violations(visit(pages(coarse=True)).page) == []


def test_the_hour_recolours_the_roads_and_is_told_in_words(visit, pages):
    page = visit(pages()).page
    slider = page.locator("#hour")
    before, calm = picture(page), slider.get_attribute("aria-valuetext")
    extreme = colours(page, "danger-4")
    for _ in range(8):
        slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext").startswith("13:00")
    assert slider.get_attribute("aria-valuetext") != calm
    assert picture(page) != before
    assert colours(page, "danger-4") > extreme + 100


def test_unknown_is_drawn_in_its_own_colour_and_never_as_low(visit, pages):
    page = visit(pages()).page
    assert colours(page, "unknown") > 200
    assert colours(page, "danger-0") > 200
    tokens = page.evaluate(
        """() => { const style = getComputedStyle(document.documentElement);
            return ['danger-0', 'danger-1', 'danger-2', 'danger-3', 'danger-4', 'unknown']
                .map(name => style.getPropertyValue('--' + name)); }"""
    )
    assert len(set(tokens)) == 6
    entry = page.locator(".legend-list li", has_text="Unknown")
    assert entry.locator("line").get_attribute("stroke-dasharray")
    assert "nothing heard" in entry.inner_text()
    widths = [float(line.get_attribute("stroke-width")) for line in page.locator(".legend-list line").all()[:5]]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 5


def test_space_plays_the_day_and_stops_it(visit, pages):
    page = visit(pages()).page
    page.locator("#hour").focus()
    before = page.locator("#hour").input_value()
    page.keyboard.press(" ")
    expect(page.locator("#hour")).not_to_have_value(before)
    page.keyboard.press(" ")
    assert page.locator(".play").get_attribute("aria-label") == "Play the day"


def test_everything_can_be_reached_without_a_mouse(visit, pages):
    page = visit(pages()).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator(".card").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.mission") == "M-02"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert page.locator(".detail-title").inner_text().startswith("M-02")
    assert page.evaluate("document.activeElement.className") == "detail-title"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.mission") == "M-02"
    page.locator("#tab-missions").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#tab-compare").get_attribute("aria-selected") == "true"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.id") == "tab-rests"


def test_hostile_names_stay_text(visit, pages):
    opened = visit(pages())
    page = opened.page
    title = page.title()
    page.locator(".card").first.click()
    assert page.get_by_text('<img src=x onerror="document.title=1">').first.is_visible()
    assert page.locator("img").count() == 0
    assert page.title() == title
    assert page.locator("script").count() == 2


def test_a_mission_shows_its_stops_loads_reasons_and_both_roads(visit, pages):
    page = visit(pages()).page
    before = picture(page)
    page.locator(".card").nth(0).click()
    detail = page.locator(".detail")
    text = detail.inner_text()
    for expected in ("Trip 1", "Water 240 l", "Take aboard", "turn back", "05:00", "22%"):
        assert expected in text
    page.locator(".drive summary").first.click()
    text = detail.inner_text()
    assert "Second-best road" in text
    assert "Keeps to the south of the river" in text
    assert picture(page) != before
    assert colours(page, "route") > 200
    assert colours(page, "route-second") > 100


def test_the_language_switch_changes_every_word(visit, pages):
    page = visit(pages()).page
    page.locator(".switch").first.click()
    assert page.evaluate("document.documentElement.lang") == "uk"
    assert page.evaluate("document.activeElement.className") == "switch"
    words = " ".join(
        page.locator(sel).inner_text() for sel in (".top", ".clock", ".legend", ".summary", ".tabs", ".cards")
    )
    invented = {"Corridor", "Testove", "EN", "img", "src", "M", "K", "h", "l", "unavailable"}
    english = set(re.findall(r"[A-Za-z]{2,}", words)) - invented
    assert english == set()


def test_dark_and_light_follow_the_system_and_the_switch(visit, pages):
    page = visit(pages(), scheme="dark").page
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    before = picture(page)
    page.locator(".switch").last.click()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert picture(page) != before
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0


def test_a_phone_scrolls_down_only_and_shows_map_first(visit, pages):
    page = visit(pages(language="uk"), PHONE).page
    for press in (None, "#tab-compare", "#tab-unserved", "#tab-rests", "#tab-missions", ".card"):
        if press:
            page.locator(press).first.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], press
    tall = [b.bounding_box() for b in page.locator(".switch, .map-button, .play").all()]
    assert all(box["width"] >= 42 and box["height"] >= 42 for box in tall)
    assert page.locator(".map").bounding_box()["y"] < page.locator(".panel").bounding_box()["y"]


def test_print_shows_every_part_and_every_mission(visit, pages):
    page = visit(pages()).page
    page.emulate_media(media="print")
    page.wait_for_selector(".print-only .detail")
    assert page.locator(".print-only .detail").count() == 3
    for tab in ("missions", "compare", "unserved", "rests"):
        assert page.locator(f"#panel-{tab}").is_visible()
    assert not page.locator(".tabs").is_visible()
    assert page.locator(".demonstration").is_visible()
    assert page.pdf()[:5] == b"%PDF-"


def test_times_are_those_of_the_operation_wherever_the_reader_is(visit, pages):
    page = visit(pages(), timezone_id="America/New_York").page
    assert page.locator(".card-times").first.inner_text().startswith("05:20–07:40")
    assert "04:30" in page.locator(".as-of").inner_text()


def test_a_coarse_page_has_neither_routes_nor_shelters(visit, pages, town, tmp_path):
    address = pages(coarse=True)
    opened = visit(address)
    page = opened.page
    text = page.content()
    for secret in ("H-S1", "Cellar S1", "n-S1", "Широка вулиця"):
        assert secret not in text
    assert page.locator(".tag.coarse").is_visible()
    before = picture(page)
    for _ in range(8):
        page.locator("#hour").press("ArrowRight")
    assert picture(page) != before
    page.locator(".card").first.click()
    assert page.locator(".stop-time").first.inner_text().endswith(":00")


def test_do_not_go_is_said_first_and_large(visit, town, tmp_path):
    plan = town.plan.model_copy(update={"verdict": "do_not_go", "verdict_reason": "Shelling all day.", "missions": ()})
    page = visit(town.write(tmp_path / "stay.html", plan=plan)).page
    verdict = page.locator(".verdict")
    assert "Do not go today" in verdict.inner_text()
    assert "Shelling all day." in verdict.inner_text()
    assert float(verdict.locator("h2").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")) >= 22
    assert verdict.bounding_box()["y"] < page.locator(".summary").bounding_box()["y"]


def test_a_rhythm_that_cannot_be_used_is_not_leaned_on(visit, town, tmp_path):
    plan = town.plan.model_copy(update={"rhythm_usable": False})
    page = visit(town.write(tmp_path / "flat.html", plan=plan)).page
    assert "no usable rhythm" in page.locator(".clock-share").inner_text()
    page.locator("#tab-rests").click()
    assert "No usable rhythm" in page.locator(".rhythm-block").inner_text()


def test_ages_and_silence_of_every_source_are_told(visit, pages):
    page = visit(pages()).page
    page.locator("#tab-rests").click()
    rows = page.locator(".sources tbody tr")
    assert rows.count() == 3
    silent = rows.filter(has_text="volunteers").inner_text()
    assert "fallen silent" in silent
    assert "8 days" in silent
    assert "Known by 23 Feb, 04:30" in page.locator(".as-of").inner_text()


def test_an_old_plan_of_a_real_operation_warns_that_its_day_has_passed(visit, town, tmp_path):
    plan = town.plan.model_copy(update={"demonstration": False})
    page = visit(town.write(tmp_path / "old.html", plan=plan)).page
    assert "ask for a new plan" in page.locator(".warnings").inner_text()
    assert page.locator(".demonstration").count() == 0
