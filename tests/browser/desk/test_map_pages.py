"""Journeys over the map: the hour, a road's own day, a report by pressing a road, clearing by two people, no WebGL."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CHOOSE = "document.querySelector('#take-middle').click()"
"""As the keyboard does it: the road at the middle of the map."""

DRAWN = """() => {
  const canvas = document.querySelector('.leaflet-container canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, at) => at % 4 === 3 && value > 0).length;
}"""


def report(opened, effect: str) -> None:
    """Send the report that stands in the form."""
    page = opened.page
    page.locator(f"#report-form label:has(input[name=effect][value={effect}])").click()
    page.locator("#report-form button.primary").click()
    page.wait_for_selector(".toast")
    opened.settle()


def test_the_hour_recolours_the_roads_and_says_how_many_are_bad(visit):
    opened = visit("/")
    page = opened.page
    share = page.locator(".clock-share")
    told = set()
    for hour in ("4", "13"):
        page.locator("#hour").fill(hour)
        expect(page.locator(".clock-time")).to_have_text(re.compile(rf"^\s*{int(hour):02d}"))
        told.add(share.inner_text())
    assert len(told) == 2, "afternoons differ from the night in the demonstration"
    assert all(re.search(r"\d+% of roads high or extreme · \d+% unknown", one) for one in told)
    opened.check()


def test_the_situation_tells_what_runs_out_and_how_old_the_danger_is(visit):
    page = visit("/").page
    assert page.get_by_text("Danger as known").is_visible()
    panel = page.locator(".panel section", has=page.get_by_role("heading", name="Running out"))
    assert panel.locator("li").count() >= 3
    panel.locator("li a").first.click()
    page.wait_for_url(re.compile("/shelters/"))


def test_one_report_shuts_a_road_and_two_people_open_it_again(visit):
    registrar = visit("/roads/", who="registrar")
    registrar.page.evaluate(CHOOSE)
    road = registrar.page.locator("#chosen-road strong")
    road.wait_for()
    lon, lat = (registrar.page.locator(f"#id_{one}").input_value() for one in ("lon", "lat"))
    assert lon
    assert lat
    report(registrar, "shut")
    in_force = registrar.page.locator(".panel section", has=registrar.page.get_by_role("heading", name="In force"))
    assert in_force.locator(f"button[data-lon^='{lon}'][data-lat^='{lat}']").count() == 1

    registrar.page.evaluate(CHOOSE)
    report(registrar, "open")
    waiting = registrar.page.locator(
        ".panel section", has=registrar.page.get_by_role("heading", name="Waiting for a second voice")
    )
    assert waiting.locator(f"button[data-lon^='{lon}']").count() == 1
    assert in_force.locator(f"button[data-lon^='{lon}']").count() == 1, "one voice clears nothing"
    registrar.check()

    second = visit("/roads/", who="registrar.2")
    row = second.page.locator(
        "li", has=second.page.locator(f"button[data-lon^='{lon}']"), has_text="by one person so far"
    )
    row.filter(has_text="Open again").get_by_role("button", name="I say so too").click()
    second.page.wait_for_selector(".toast")
    assert "counts as open again" in second.page.locator(".toast").first.inner_text()
    second.settle()
    second.check()


def test_pressing_a_road_fills_the_form(visit):
    opened = visit("/roads/")
    page = opened.page
    box = page.locator("#map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for step in range(40):
        page.mouse.click(x - 200 + step * 10, y + 60)
        if page.locator("#id_line").input_value():
            break
    assert page.locator("#id_line").input_value().isdigit()
    assert page.locator("#chosen-road").is_visible()
    assert page.locator(".road-day li").count() in (23, 24, 25)


@pytest.fixture
def without_webgl(browser, chromium):
    """A browser on a machine whose graphics allow no WebGL."""
    started = browser.browser_type.launch(executable_path=chromium, args=["--no-sandbox", "--disable-3d-apis"])
    yield started
    started.close()


def test_without_webgl_a_plain_canvas_shows_the_same(visit, without_webgl):
    opened = visit("/", within=without_webgl)
    page = opened.page
    assert page.evaluate("document.createElement('canvas').getContext('webgl2')") is None
    assert page.locator(".leaflet-container canvas").count() >= 1
    assert page.locator(".maplibregl-canvas").count() == 0
    assert page.locator(".spot-symbol.shelter").count() > 10
    opened.check()  # before the pixels are read, of which Chromium warns
    assert page.evaluate(DRAWN) > 1000
    page.locator("#hour").fill("13")
    opened.settle()
    assert page.evaluate(DRAWN) > 1000
