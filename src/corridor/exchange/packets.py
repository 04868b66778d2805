"""Exact packets: what one crew needs, in one file, encrypted to a passphrase.

A packet is a ZIP inside an age file (https://age-encryption.org/v1, scrypt recipient): any age program opens it.
Nothing exact touches the disk unencrypted: the ZIP is made in memory.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from pyrage import DecryptError, passphrase

from corridor.errors import InputRefused
from corridor.i18n import gettext as _
from corridor.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST_PASSPHRASE = 12
"""Characters. Six words picked by dice are better, and can be said over a radio."""
LEAST_DISTINCT = 6
"""Different characters, capital and small letters counted once."""
_GUESSED_FIRST = re.compile(
    "(?:password|passphrase|passwd|pass|qwerty|qwertyuiop|asdfghjkl|zxcvbnm|corridor|letmein|admin|administrator"
    "|welcome|secret|changeme|iloveyou|пароль|йцукен|коридор|абвгд)+"
)
"""What anyone tries first; words of this list alone, with any digits and signs between them, protect nothing."""
_RUNS = ("0123456789" * 4, "abcdefghijklmnopqrstuvwxyz")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def check_passphrase(words: str | None) -> str:
    """``words`` when they may protect a packet.

    Raises:
        InputRefused: ``packet.passphrase_missing``; ``packet.passphrase_short``; ``packet.passphrase_guessed`` when it
            has too few different characters or is among those that are tried first.
    """
    if not words or not words.strip():
        raise InputRefused(
            "packet.passphrase_missing",
            _("Exact packets are encrypted, and there is no passphrase."),
            "",
            _("Give a passphrase, told to each crew by another way than the packet."),
        )
    if len(words) < LEAST_PASSPHRASE:
        raise InputRefused(
            "packet.passphrase_short",
            ngettext(
                "The passphrase is shorter than {least} character.",
                "The passphrase is shorter than {least} characters.",
                LEAST_PASSPHRASE,
            ).format(least=LEAST_PASSPHRASE),
            "",
            _("Use six words picked by dice."),
        )
    if _easily_guessed(words.casefold()):
        raise InputRefused(
            "packet.passphrase_guessed",
            _("The passphrase is among those that are tried first."),
            "",
            _("Use six words picked by dice."),
        )
    return words


def _easily_guessed(words: str) -> bool:
    letters = re.sub(r"[\W\d_]", "", words)
    return (
        len(set(words)) < LEAST_DISTINCT
        or _GUESSED_FIRST.fullmatch(letters) is not None
        or any(words in run or words in run[::-1] for run in _RUNS)
    )


def pack(files: Mapping[str, bytes]) -> bytes:
    """``files`` by name as a ZIP; same files, same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def seal(files: Mapping[str, bytes], words: str) -> bytes:
    """``files`` packed and encrypted to the passphrase ``words``. Each call gives other bytes: age salts anew."""
    return bytes(passphrase.encrypt(pack(files), check_passphrase(words)))


def unseal(packet: bytes, words: str) -> dict[str, bytes]:
    """The files of a packet by name.

    Raises:
        InputRefused: ``packet.not_opened`` when the passphrase is wrong or the packet damaged.
    """
    try:
        archive = passphrase.decrypt(packet, words)
    except DecryptError:
        raise InputRefused(
            "packet.not_opened",
            _("The packet did not open: the passphrase is wrong, or the file is damaged."),
            "",
            _("Check the passphrase, capital letters and spaces; else ask for the packet again."),
        ) from None
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in sorted(opened.namelist())}
