"""The plan's own sentences in the reader's other language.

A plan holds text in the language that it was made in. Each sentence came from a message of the catalogue with values
put in; here the message is recognised, the values taken out and translated in turn, and the sentence made again in
the other language. What is not recognised is left out, and the page shows it as it is, marked with its language.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).parents[1] / "locale" / "uk" / "LC_MESSAGES" / "corridor.mo"
LEAST_LETTERS = 4
"""Messages with fewer letters of their own match almost anything: they count only where their values are known too."""
SHORT = 12
"""Messages with fewer letters than this hold sentences as values only where those are known too."""
_FIELD = re.compile(r"\{(\w+)\}")
_SPLIT = re.compile(r"(?<=[.!?])\s+")
_BREAK = re.compile(r"[.!?]\s+\S")
_MAGIC = 0x950412DE


@dataclass(frozen=True)
class Message:
    """One message: its forms in the language of the plan, as patterns, and its forms in the other."""

    patterns: tuple[re.Pattern[str], ...]
    targets: tuple[str, ...]
    letters: int


def read_catalogue(path: Path) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """English forms and Ukrainian forms of every message of a GNU .mo file; empty where there is no such file."""
    if not path.is_file():
        return []
    data = path.read_bytes()
    order = "<" if struct.unpack_from("<I", data)[0] == _MAGIC else ">"
    count, originals, translations = struct.unpack_from(f"{order}3I", data, 8)

    def text(table: int, row: int) -> tuple[str, ...]:
        length, offset = struct.unpack_from(f"{order}2I", data, table + 8 * row)
        return tuple(data[offset : offset + length].decode().split("\0"))

    pairs = [(text(originals, row), text(translations, row)) for row in range(count)]
    return [(one, other) for one, other in pairs if one[0] and other[0]]


def _pattern(form: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts: list[str] = []
    for index, piece in enumerate(_FIELD.split(form)):
        if index % 2 == 0:
            parts.append(re.escape(piece))
        else:
            parts.append(f"(?P={piece})" if piece in seen else f"(?P<{piece}>.+?)")
            seen.add(piece)
    return re.compile("".join(parts), re.S)


@cache
def _messages(language: str, path: Path) -> tuple[Message, ...]:
    found = []
    for english, ukrainian in read_catalogue(path):
        source, target = (english, ukrainian) if language == "en" else (ukrainian, english)
        letters = len(_FIELD.sub("", source[0]))
        if letters and "%(" not in source[0]:
            found.append(Message(tuple(map(_pattern, source)), target, letters))
    return tuple(sorted(found, key=lambda message: -message.letters))


def _form(targets: tuple[str, ...], values: dict[str, str]) -> str:
    """The plural form for the first whole number among the values."""
    if len(targets) == 1:
        return targets[0]
    count = next((int(value) for value in values.values() if value.isdigit()), 0)
    if len(targets) == 2:
        return targets[0 if count == 1 else 1]
    if count % 10 == 1 and count % 100 != 11:
        return targets[0]
    return targets[1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2]


@cache
def _whole(text: str, language: str, path: Path) -> str | None:
    for message in _messages(language, path):
        for pattern in message.patterns:
            match = pattern.fullmatch(text)
            if match:
                values = _values(match.groupdict(), language, path, message.letters)
                if values is not None:
                    return _filled(_form(message.targets, values), values)
    return None


def _values(found: dict[str, str], language: str, path: Path, letters: int) -> dict[str, str] | None:
    """The values translated; None where one is sentences that are not known: then another message was meant."""
    if letters < LEAST_LETTERS and any(_whole(value, language, path) is None for value in found.values()):
        return None
    sentences = (value for value in found.values() if letters < SHORT and _BREAK.search(value))
    if any(in_other_language(value, language, path) is None for value in sentences):
        return None
    return {name: _value(value, language, path) for name, value in found.items()}


def _filled(form: str, values: dict[str, str]) -> str:
    pieces = _FIELD.split(form)
    return "".join(values.get(piece, piece) if index % 2 else piece for index, piece in enumerate(pieces))


def _value(text: str, language: str, path: Path) -> str:
    whole = _whole(text, language, path)
    if whole is not None:
        return whole
    parts = text.split(", ")
    return ", ".join(_whole(part, language, path) or part for part in parts) if len(parts) > 1 else text


def in_other_language(text: str, language: str, path: Path = CATALOGUE) -> str | None:
    """``text``, made of one or more messages in ``language``, in the other language; None where it is not known."""
    return _joined(tuple(_SPLIT.split(text)), language, path)


def _joined(sentences: tuple[str, ...], language: str, path: Path) -> str | None:
    """The shortest run of sentences that is a message, then the rest: a long run could be taken for one value."""
    if not sentences:
        return ""
    for end in range(1, len(sentences) + 1):
        first = _whole(" ".join(sentences[:end]), language, path)
        rest = None if first is None else _joined(sentences[end:], language, path)
        if first is not None and rest is not None:
            return f"{first} {rest}".rstrip()
    return None
