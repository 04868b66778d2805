"""What a plan wrote in the language of whoever made it, in the language of whoever reads it."""

from __future__ import annotations

from functools import lru_cache

from corridor.exchange.page_texts import in_other_language

__all__ = ["words_in"]

KEPT = 4096


@lru_cache(maxsize=KEPT)
def words_in(text: str, language: str) -> str:
    """``text`` of a plan in ``language`` (``en`` or ``uk``); as it stands where it is no message of the engine's."""
    return in_other_language(text, "en" if language == "uk" else "uk") or text
