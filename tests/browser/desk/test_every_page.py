"""Every page of the desk, in both languages, on laptop and phone, light and dark: axe-core 0, policy violations 0."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/roads/",
    "/roads/area/",
    "/forecast/",
    "/plan/",
    "/shelters/",
    "/people/",
    "/requests/",
    "/offers/",
    "/resources/",
    "/jobs/",
    "/account/",
    "/admin/",
    "/admin/users/",
    "/admin/users/new/",
    "/admin/sessions/",
    "/admin/releases/",
    "/no-such-page/",
)
DESKTOP, PHONE = (1400, 900), (390, 844)
LOOKS = (
    ("en", DESKTOP, "light"),
    ("uk", DESKTOP, "dark"),
    ("en", PHONE, "dark"),
    ("uk", PHONE, "light"),
)
"""Every pair of language, size and theme comes up (an orthogonal array of strength two)."""


@pytest.mark.parametrize(
    ("language", "size", "scheme"), LOOKS, ids=["en-wide-light", "uk-wide-dark", "en-phone-dark", "uk-phone-light"]
)
@pytest.mark.parametrize("path", PAGES)
def test_page_is_open_to_everyone_and_keeps_the_policy(visit, path, language, size, scheme):
    opened = visit(path, language=language, size=size, scheme=scheme)
    assert opened.page.evaluate("document.documentElement.lang") == language
    assert opened.page.locator("h1").count() == 1
    opened.complaints = [one for one in opened.complaints if path != "/no-such-page/" or "404" not in one]
    opened.check()


@pytest.mark.parametrize("path", ["/account/login/"])
@pytest.mark.parametrize(("language", "size", "scheme"), LOOKS)
def test_pages_before_login(visit, path, language, size, scheme):
    visit(path, who=None, language=language, size=size, scheme=scheme).check()
