"""The page about phones: both looks, and a code made for a crew is drawn and fits on a phone's screen."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

PHONE = (390, 844)


def test_a_code_is_made_and_fits_the_screen(visit):
    opened = visit("/phones/", language="uk", size=PHONE, scheme="dark")
    opened.check()
    opened.page.locator("form[action='/phones/code/'] button").click()
    opened.page.wait_for_selector("img[src^='data:image/svg+xml']")
    assert "/crew/#enrol=" in opened.page.input_value("#link")
    opened.check()
