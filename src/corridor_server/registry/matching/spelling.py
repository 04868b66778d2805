"""One skeleton for a name however it is written: Ukrainian, Russian, or any of the ways into Latin letters.

The skeleton joins what transliterations differ in: г/ґ/h/g, и/і/ї/й/ы/y/j, е/є/э/ye, ю/iu/yu, я/ia/ya, soft signs and
doubled letters. It is coarser than the tables of Ukraine's Cabinet resolution no. 55 (2010), ICAO Doc 9303 part 3 and
GOST 7.79, so that a name written by any two of them has one skeleton.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "е": "e", "є": "e", "ё": "e", "э": "e", "ж": "x",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "ы": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "h", "ц": "c", "ч": "q", "ш": "w",
    "щ": "w", "ю": "u", "я": "a",
}  # fmt: skip
"""A letter each; ``x`` is zh, ``q`` ch, ``w`` sh and shch, ``c`` ts. Signs and apostrophes are left out."""
LATIN = {
    "shch": "щ", "sch": "щ", "sh": "ш", "sz": "ш", "tch": "ч", "ch": "ч", "cz": "ч", "zh": "ж", "kh": "х", "gh": "г",
    "ts": "ц", "tz": "ц", "ph": "ф", "th": "т", "ck": "к", "č": "ч", "š": "ш", "ž": "ж", "ć": "ч", "ś": "с", "w": "в",
    "x": "кс", "q": "к", "g": "г", "h": "г", "y": "й", "j": "й", "ce": "це", "ci": "ци", "cy": "ци", "c": "к",
}  # fmt: skip
"""Latin spellings of Cyrillic letters, longest first; the other letters stand for themselves."""

ENDINGS = (
    ("ska", "sk"), ("ski", "sk"), ("cka", "ck"), ("cki", "ck"), ("ova", "ov"), ("eva", "ev"), ("iva", "iv"),
    ("ina", "in"),
)  # fmt: skip
"""Endings of women's and men's family names, as skeletons, to what they share."""

CYRILLIC_LETTERS = str.maketrans(CYRILLIC)
LATIN_SPELLINGS = re.compile("|".join(sorted(LATIN, key=len, reverse=True)))
DOUBLED = re.compile(r"(.)\1+")
SOFTENED = re.compile(r"i+(?=[aeou])")
NOT_LETTERS = re.compile("[^a-z]")
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`-][^\W\d_]+)*")
VOICELESS = str.maketrans("bdzxv", "ptswf")
VOWELS = str.maketrans("", "", "aeiou")


def words(text: str) -> list[str]:
    """Words of a name; a double name (Нечуй-Левицький) stays one word."""
    return WORD.findall(text)


@lru_cache(maxsize=300_000)
def skeleton(word: str) -> str:
    """The skeleton of one word: letters a-z only; empty when it has no letters that we know."""
    text = unicodedata.normalize("NFC", word).casefold()
    text = LATIN_SPELLINGS.sub(lambda found: LATIN[found.group()], text)
    text = NOT_LETTERS.sub("", unicodedata.normalize("NFKD", text.translate(CYRILLIC_LETTERS)))
    return DOUBLED.sub(r"\1", SOFTENED.sub("", DOUBLED.sub(r"\1", text)))


@lru_cache(maxsize=300_000)
def sound(word: str) -> str:
    """What survives mishearing: the skeleton's consonants, voiced as voiceless, and whether a vowel came first."""
    letters = skeleton(word)
    first = "a" if letters[:1] and letters[0] in "aeiou" else ""
    return first + DOUBLED.sub(r"\1", letters.translate(VOWELS).translate(VOICELESS))


@lru_cache(maxsize=300_000)
def family(name: str) -> str:
    """The skeleton of a family name without the ending that tells women from men: Ковальська and Ковальский are one."""
    letters = skeleton(name)
    for ending, stem in ENDINGS:
        if letters.endswith(ending) and len(letters) > len(ending) + 1:
            return letters.removesuffix(ending) + stem
    return letters
