"""The desk's words, in a request as in a terminal, and the engine's in the same language."""

from __future__ import annotations

import gettext as _gettext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import get_language

from corridor.i18n import LANGUAGES, current_language, using

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_LOCALE = Path(__file__).parent / "locale"


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("django", _LOCALE, [language], fallback=language == "en")


def language_in_force() -> str:
    """The reader's language: the request's once Django runs, before that the terminal's."""
    found = (get_language() or "en")[:2] if settings.configured else current_language()
    return found if found in LANGUAGES else "en"


def gettext(message: str) -> str:
    """``message`` in the language in force; works before Django is started too."""
    return _catalogue(language_in_force()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The right plural form for ``count``, in the language in force."""
    return _catalogue(language_in_force()).ngettext(one, many, count)


class EngineLanguage:
    """Middleware after Django's own: what the engine says during a request is said in its language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in one language."""
        with using(language_in_force()):
            return self.get_response(request)
