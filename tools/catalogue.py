"""Bring the Ukrainian catalogues up to date with the strings in the source.

    python tools/catalogue.py [engine|server]   add new strings (empty), drop unused ones, list what to translate
    python tools/catalogue.py fill WORDS.json   put in translations:
        {"English": "Українською", "context|English": "Українською", "{n} day": ["день", "дні", "днів"]}

The engine's strings stand in Python; the server's in Python and in Django templates. Tests fail while anything is
untranslated (``tests/unit/test_catalogue.py``).
"""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parent.parent
PLURALS = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
WORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the program with a catalogue of its own."""

    name: str
    source: Path
    domain: str

    @property
    def ukrainian(self) -> Path:
        """The catalogue."""
        return self.source / "locale" / "uk" / "LC_MESSAGES" / f"{self.domain}.po"


ENGINE = Part("engine", ROOT / "src" / "corridor", "corridor")
SERVER = Part("server", ROOT / "src" / "corridor_server", "django")
PARTS = (ENGINE, SERVER)


def extracted(part: Part = ENGINE) -> Catalog:
    """Every string marked in the source, with no places noted (they would change at each edit)."""
    catalogue = Catalog(project="corridor", charset="utf-8")
    found = extract_from_dir(part.source, method_map=[("**.py", "python")], keywords=WORDS)
    for _file, _line, message, _comments, context in found:
        catalogue.add(message, context=context)
    for message, context in _in_templates(part.source):
        catalogue.add(message, context=context)
    return catalogue


def _in_templates(source: Path) -> Iterator[tuple[object, str | None]]:
    """Strings of Django templates, by Django's own translation of a template into Python calls."""
    templates = sorted(path for kind in ("html", "txt", "svg") for path in source.rglob(f"templates/**/*.{kind}"))
    if not templates:
        return
    if not settings.configured:
        settings.configure()
    for path in templates:
        python = templatize(path.read_text("utf-8"), origin=str(path))
        for _line, message, _comments, context in extract("python", io.BytesIO(python.encode()), keywords=WORDS):
            yield message, context


def translated(part: Part = ENGINE) -> Catalog:
    """The Ukrainian catalogue as it stands."""
    with part.ukrainian.open("rb") as source:
        return read_po(source, locale="uk")


def update(part: Part, words: Mapping[str, str | list[str]] | None = None) -> int:
    """Merge and write the catalogue of ``part``, with new translations by English; how many strings are missing."""
    old = translated(part) if part.ukrainian.exists() else Catalog(locale="uk", project="corridor")
    fresh = words or {}
    new = Catalog(locale="uk", project="corridor", fuzzy=False, charset="utf-8", revision_date=None)
    missing = 0
    wanted = [message for message in extracted(part) if message.id]
    for message in sorted(wanted, key=lambda m: (str(m.id), m.context or "")):
        known = old.get(message.id, message.context)
        text = known.string if known is not None else ""
        english = message.id[0] if isinstance(message.id, tuple) else message.id
        given = fresh.get(f"{message.context}|{english}" if message.context else english)
        if given:
            text = tuple(given) if isinstance(given, list) else given
        entry = new.add(message.id, text, context=message.context)
        if "%(" not in str(message.id):  # "1 % of it" is no placeholder
            entry.flags.discard("python-format")
        parts = text if isinstance(text, (tuple, list)) else (text,)
        if not all(parts) or not parts:
            missing += 1
            sys.stdout.write(f"{message.id!r}\n")
    buffer = io.BytesIO()
    write_po(buffer, new, width=110, omit_header=True)
    header = (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: corridor\\n"\n"Language-Team: Ukrainian\\n"\n"Language: uk\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS}\\n"\n\n'
    )
    part.ukrainian.parent.mkdir(parents=True, exist_ok=True)
    part.ukrainian.write_text(header + buffer.getvalue().decode().strip() + "\n", encoding="utf-8")
    return missing


def main() -> None:
    """Bring both catalogues, or the one named, up to date."""
    asked = sys.argv[1:]
    words = json.loads(Path(asked[1]).read_text("utf-8")) if asked[:1] == ["fill"] else None
    for part in PARTS:
        if not asked or words or part.name in asked:
            missing = update(part, words)
            sys.stdout.write(f"{missing} to translate in {part.ukrainian.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
