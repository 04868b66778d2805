"""The Ukrainian catalogues say everything the source says, with the same placeholders."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import catalogue

PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\(\w+\)s")


def forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (tuple, list)) else (str(text),)


@pytest.fixture(scope="module", params=catalogue.PARTS, ids=lambda part: part.name)
def part(request):
    return request.param


@pytest.fixture(scope="module")
def messages(part):
    return [m for m in catalogue.extracted(part) if m.id]


@pytest.fixture(scope="module")
def known(part):
    return catalogue.translated(part)


def test_every_string_is_translated(messages, known):
    missing = [
        m.id
        for m in messages
        if known.get(m.id, m.context) is None or not all(forms(known.get(m.id, m.context).string))
    ]
    assert missing == []


def test_no_translation_is_left_over(messages, known):
    wanted = {str(m.id) for m in messages}
    assert [m.id for m in known if m.id and str(m.id) not in wanted] == []


def test_plurals_have_three_forms(messages, known):
    assert [m.id for m in messages if m.pluralizable and len(forms(known.get(m.id, m.context).string)) != 3] == []


def test_placeholders_survive_translation(messages, known):
    wrong = [
        m.id
        for m in messages
        for text in forms(known.get(m.id, m.context).string)
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(forms(m.id)[-1]))
    ]
    assert wrong == []


def test_nothing_is_fuzzy_obsolete_or_twice(part, known):
    assert [m.id for m in known if m.id and m.fuzzy] == []
    assert list(known.obsolete) == []
    entries = re.findall(r"^msgid ", part.ukrainian.read_text("utf-8"), re.MULTILINE)
    assert len(entries) == len([m for m in known if m.id]) + 1, "an entry stands twice"


def test_percent_formats_are_python_s(known):
    wrong = [(m.id, str(error)) for m in known if m.id and "%(" in str(m.id) for error in m.check(known)]
    assert wrong == []


def test_translations_are_clean_ukrainian(known):
    odd = [
        text
        for m in known
        if m.id
        for text in forms(m.string)
        if text != text.strip()
        or "  " in text
        or re.search(r"[ыэъё]|[A-Za-z][а-яіїєґ]|[а-яіїєґ][A-Za-z]", text, re.IGNORECASE)
    ]
    assert odd == [], "stray blanks, Russian letters, or Latin letters inside Ukrainian words"


def test_questions_stay_questions(known):
    changed = [
        m.id for m in known if m.id for text in forms(m.string) if text.endswith("?") != forms(m.id)[-1].endswith("?")
    ]
    assert changed == []


def test_no_word_hides_in_an_f_string(part):
    """The extraction reads Python 3.11's f-strings as one token and would miss it."""
    found = [
        f"{path.name}: {line.strip()}"
        for path in part.source.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"f['\"].*\{(_|n?p?gettext(_lazy)?)\(", line)
    ]
    assert found == []


def test_plural_rule_of_ukrainian():
    from corridor.i18n import _catalogue

    rule = _catalogue("uk").plural
    assert [rule(n) for n in (1, 2, 5, 11, 12, 21, 22, 25, 111)] == [0, 1, 2, 2, 2, 0, 1, 2, 2]


def test_nothing_is_called_safe(messages):
    claims = [m.id for m in messages for text in forms(m.id) if re.search(r"\bsafe(r|st|ly)?\b", text, re.IGNORECASE)]
    assert [c for c in claims if "never" not in str(c).lower() and "not" not in str(c).lower()] == []


def test_nothing_is_called_safe_in_ukrainian(known):
    assert [
        text for m in known if m.id for text in forms(m.string) if re.search(r"\bбезпечн", text, re.IGNORECASE)
    ] == []


TELLERS = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def told(path: Path) -> Iterator[tuple[str, int]]:
    """Every literal that a module hands to a translating function, under whatever name, in f-strings too."""
    tree = ast.parse(path.read_text("utf-8"))
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in ("django.utils.translation", "corridor.i18n")
        for alias in node.names
        if alias.name in TELLERS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
            said = node.args[-1] if node.func.id.startswith("p") else node.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield said.value, node.lineno


def test_no_string_hides_from_the_tool(part, known):
    wanted = {form for m in known for form in (m.id if isinstance(m.id, tuple) else (m.id,))}
    files = sorted(part.source.rglob("*.py"))
    assert files
    hidden = [f"{path.name}:{line} {text}" for path in files for text, line in told(path) if text not in wanted]
    assert hidden == []
