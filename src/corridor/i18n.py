"""Words in the reader's language: gettext catalogues under ``locale/``, English as the source.

``gettext`` is bound late, so a language chosen after import still applies. Mark every string that a person
sees with ``_()``, and plurals with ``ngettext`` (Ukrainian has three forms).
"""

from __future__ import annotations

import gettext as _gettext
import os
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("en", "uk")
_LOCALE = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("corridor_language", default="en")


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("corridor", _LOCALE, [language], fallback=language == "en")


def language_from_environment() -> str:
    """The language asked for by ``CORRIDOR_LANG``, ``LC_ALL``, ``LC_MESSAGES`` or ``LANG``; English otherwise."""
    for variable in ("CORRIDOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")[:2].lower()
        if value in LANGUAGES:
            return value
    return "en"


def current_language() -> str:
    """The language in force: ``en`` or ``uk``."""
    return _language.get()


def activate(language: str) -> None:
    """Use ``language`` from now on in this context."""
    _language.set(language)


@contextmanager
def using(language: str) -> Iterator[None]:
    """Use ``language`` inside the block only."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str) -> str:
    """``message`` in the language in force."""
    return _catalogue(_language.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The right plural form for ``count``, in the language in force."""
    return _catalogue(_language.get()).ngettext(one, many, count)
