"""The plan's own sentences, made again in the other language."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from corridor.exchange.page_texts import in_other_language, read_catalogue


@pytest.fixture
def catalogue(tmp_path):
    """A catalogue with plain, nested, plural and context-free messages."""
    words = Catalog(locale="uk")
    words.add("a street", "вулиця")
    words.add("Mission {name}", "Виїзд {name}")
    words.add("This is the quickest road.", "Це найшвидша дорога.")
    words.add("Leave {leave}, by {roads}: {km} km.", "Виїзд {leave}, дорогами: {roads} — {km} км.")
    words.add("{longer}, with {share}.", "{longer}, {share}.")
    words.add("half its exposure", "половина наражання")
    words.add(
        ("{n} minute longer", "{n} minutes longer"),
        ("на {n} хвилину довше", "на {n} хвилини довше", "на {n} хвилин довше"),
    )
    buffer = BytesIO()
    write_mo(buffer, words)
    path = tmp_path / "corridor.mo"
    path.write_bytes(buffer.getvalue())
    return path


@pytest.mark.parametrize(
    ("english", "ukrainian"),
    [
        ("a street", "вулиця"),
        ("5 minutes longer, with half its exposure.", "на 5 хвилин довше, половина наражання."),
        ("22 minutes longer, with half its exposure.", "на 22 хвилини довше, половина наражання."),
        ("1 minute longer, with half its exposure.", "на 1 хвилину довше, половина наражання."),
        ("Leave 05:10, by вул. Миру, a street: 4.2 km.", "Виїзд 05:10, дорогами: вул. Миру, вулиця — 4.2 км."),
        (
            "Leave 05:10, by вул. Миру: 4.2 km. 3 minutes longer, with half its exposure.",
            "Виїзд 05:10, дорогами: вул. Миру — 4.2 км. на 3 хвилини довше, половина наражання.",
        ),
        (
            "Leave 05:10, by T-0504: 4.2 km. This is the quickest road.",
            "Виїзд 05:10, дорогами: T-0504 — 4.2 км. Це найшвидша дорога.",
        ),
    ],
)
def test_sentences_come_out_in_the_other_language_and_back(catalogue, english, ukrainian):
    assert in_other_language(english, "en", catalogue) == ukrainian
    assert in_other_language(ukrainian, "uk", catalogue) == english


def test_a_short_message_does_not_swallow_sentences_that_are_not_known(catalogue):
    whole = "Mission north: 5 km, by Main Street. Nobody has written this one. Nor this."
    assert in_other_language(whole, "en", catalogue) is None
    assert in_other_language("Mission north", "en", catalogue) == "Виїзд north"


def test_what_is_not_known_is_left_alone(catalogue, tmp_path):
    assert in_other_language("The bridge is gone.", "en", catalogue) is None
    assert in_other_language("This is the quickest road. The bridge is gone.", "en", catalogue) is None
    assert in_other_language("a street", "en", tmp_path / "none.mo") is None
    assert read_catalogue(tmp_path / "none.mo") == []
