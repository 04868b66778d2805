"""Pictures of a plan's page for the README and the docs: desktop and phone, light and dark, both languages.

    python docs/make_screenshots.py PAGE OUTDIR

``PAGE`` is an ``index.html`` that ``corridor demo`` or ``corridor plan`` wrote. Needs Playwright and Chromium
(named by ``CORRIDOR_CHROMIUM``, or on the path).
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

DESKTOP, PHONE = (1400, 900), (390, 844)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def _nothing(page: Page) -> None:
    """The page as it opens."""


def _mission(page: Page) -> None:
    page.locator(".card").first.click()
    page.locator(".drive summary").first.click()


def _afternoon(page: Page) -> None:
    page.locator("#hour").evaluate("slider => { slider.value = '13'; slider.dispatchEvent(new Event('input')); }")


def _tab(name: str) -> Callable[[Page], None]:
    return lambda page: page.locator(f"#tab-{name}").click()


SHOTS: tuple[tuple[str, str, str, tuple[int, int], Callable[[Page], None]], ...] = (
    ("page-desktop-light-en", "en", "light", DESKTOP, _nothing),
    ("page-desktop-uk", "uk", "light", DESKTOP, _afternoon),
    ("page-desktop-dark-uk", "uk", "dark", DESKTOP, _nothing),
    ("page-mission-en", "en", "light", DESKTOP, _mission),
    ("page-mission-dark-en", "en", "dark", DESKTOP, _mission),
    ("page-tradeoff-en", "en", "light", DESKTOP, _tab("compare")),
    ("page-left-out-en", "en", "light", DESKTOP, _tab("unserved")),
    ("page-rests-uk", "uk", "light", DESKTOP, _tab("rests")),
    ("page-phone-uk", "uk", "light", PHONE, _nothing),
    ("page-phone-dark-uk", "uk", "dark", PHONE, _nothing),
    ("page-phone-mission-uk", "uk", "light", PHONE, _mission),
)


def shoot(browser: Browser, address: str, out: Path) -> None:
    """Take every picture of ``SHOTS`` into ``out``."""
    for name, language, scheme, (width, height), prepare in SHOTS:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            device_scale_factor=2 if width < 500 else 1,
        )
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector("html[data-ready=true]", timeout=30_000)
        if page.evaluate("document.documentElement.lang") != language:
            page.locator(".switch").first.click()
            page.evaluate("document.activeElement.blur()")
        prepare(page)
        page.wait_for_timeout(400)
        page.screenshot(path=str(out / f"{name}.png"))
        context.close()


def main(page: Path, out: Path) -> None:
    """Open ``page`` and fill ``out`` with pictures."""
    chromium = os.environ.get("CORRIDOR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("No Chromium: install it or name it in CORRIDOR_CHROMIUM.")
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        shoot(browser, page.resolve().as_uri(), out)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python docs/make_screenshots.py PAGE OUTDIR")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
