"""The passphrase, and the keyring that it opens or makes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xkcdpass import xkcd_password

from corridor.errors import InputRefused
from corridor_server.accounts.settings import PASSPHRASE_LENGTH
from corridor_server.i18n import gettext as _
from corridor_server.store.keyring import new_keyring, read_keyring
from corridor_server.store.keys import Keys
from corridor_server.store.succession import finish

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corridor_server.config import DeskConfig

WORDS = 6
"""Of the EFF's long list of 7,776: 77 bits, before Argon2id."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A store's keys, and what was made to get them."""

    keys: Keys
    new: bool
    made_passphrase: str = ""


def six_words() -> str:
    """A passphrase that a person can remember and write down (https://www.eff.org/dice)."""
    words = xkcd_password.generate_wordlist(xkcd_password.locate_wordfile("eff-long"))
    return str(xkcd_password.generate_xkcdpassword(words, numwords=WORDS, delimiter=" "))


def passphrase_in(path: Path) -> str:
    """The first line of a file.

    Raises:
        InputRefused: ``desk.passphrase_file``: not there, empty, or readable by others.
    """
    try:
        text = path.read_text("utf-8-sig").strip("\r\n \t").split("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(
            "desk.passphrase_file",
            _("The file with the passphrase cannot be read."),
            f"--passphrase-file {path.name}",
            _("Check its name and that you may read it; its first line is the passphrase, in UTF-8."),
        ) from error
    if not text:
        raise InputRefused(
            "desk.passphrase_file",
            _("The file with the passphrase is empty."),
            f"--passphrase-file {path.name}",
            _("Write the passphrase into its first line."),
        )
    return text


def open_or_make(config: DeskConfig, given: str | None, ask: Callable[[str], str]) -> Opened:
    """The keys of the store in ``config.folder``; a new keyring where there is none.

    Args:
        config: of the desk.
        given: passphrase from a file; None to ask, or to make one for a new store where nobody answers.
        ask: asks a person, given the question; only called on a terminal.

    Raises:
        InputRefused: wrong passphrase, or one too short for a new store.
    """
    terminal = sys.stdin.isatty()
    finish(config)
    if config.keyring.exists():
        ring = read_keyring(config.keyring)
        passphrase = given if given is not None else _asked(ask, terminal)
        return Opened(ring.keys(ring.open(passphrase)), new=False)
    _refuse_orphan(config)
    passphrase = given or (ask(_("New passphrase (empty: six words are made for you)")) if terminal else "")
    made = "" if passphrase else six_words()
    refuse_short(passphrase or made)
    keys = Keys.random()
    ring, _store_key = new_keyring(keys, passphrase or made)
    ring.write(config.keyring)
    return Opened(keys, new=True, made_passphrase=made)


def _asked(ask: Callable[[str], str], terminal: bool) -> str:
    if not terminal:
        raise InputRefused(
            "desk.no_passphrase",
            _("This store needs its passphrase, and there is no terminal to ask on."),
            "--passphrase-file",
            _("Give a file whose first line is the passphrase, readable by you only."),
        )
    return ask(_("Passphrase of the store"))


def _refuse_orphan(config: DeskConfig) -> None:
    """A store whose keyring is gone must not be covered by a new, empty one."""
    if config.database.exists():
        raise InputRefused(
            "store.keyring_gone",
            _("There is a store in this folder, but its keyring is missing."),
            config.keyring.name,
            _("Put the keyring back from a backup; without it nobody opens this store."),
        )


def refuse_short(passphrase: str) -> None:
    """A new passphrase that guessing would find.

    Raises:
        InputRefused: ``desk.passphrase_short``.
    """
    if len(passphrase) < PASSPHRASE_LENGTH:
        raise InputRefused(
            "desk.passphrase_short",
            _("The passphrase is too short for a list that may cost lives."),
            "",
            _("Take at least {n} characters, best six unrelated words.").format(n=PASSPHRASE_LENGTH),
        )
