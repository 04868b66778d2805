"""Bring the Ukrainian catalogue up to date with the strings in the source.

    python tools/catalogue.py            add new strings (empty), drop unused ones, list what to translate

The test ``tests/unit/test_catalogue.py`` fails while anything is untranslated.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "corridor"
UKRAINIAN = SOURCE / "locale" / "uk" / "LC_MESSAGES" / "corridor.po"
PLURALS = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"


def extracted() -> Catalog:
    """Every string marked in the source, with no places noted (they would change at each edit)."""
    catalogue = Catalog(project="corridor", charset="utf-8")
    found = extract_from_dir(
        SOURCE, method_map=[("**.py", "python")], keywords={"_": None, "gettext": None, "ngettext": (1, 2)}
    )
    for _file, _line, message, _comments, _context in found:
        catalogue.add(message)
    return catalogue


def translated() -> Catalog:
    """The Ukrainian catalogue as it stands."""
    with UKRAINIAN.open("rb") as source:
        return read_po(source, locale="uk")


def main() -> None:
    """Merge, write, and list what is missing."""
    old = translated() if UKRAINIAN.exists() else Catalog(locale="uk", project="corridor")
    new = Catalog(locale="uk", project="corridor", fuzzy=False, charset="utf-8", revision_date=None)
    missing = 0
    for message in sorted((m for m in extracted() if m.id), key=lambda m: str(m.id)):
        known = old.get(message.id)
        text = known.string if known is not None else ""
        new.add(message.id, text)
        parts = text if isinstance(text, (tuple, list)) else (text,)
        if not all(parts) or not parts:
            missing += 1
            sys.stdout.write(f"{message.id!r}\n")
    buffer = io.BytesIO()
    write_po(buffer, new, width=110, omit_header=True)
    header = (
        'msgid ""\nmsgstr ""\n"Language: uk\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS}\\n"\n\n'
    )
    UKRAINIAN.write_text(header + buffer.getvalue().decode().strip() + "\n", encoding="utf-8")
    sys.stdout.write(f"{missing} to translate in {UKRAINIAN.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
