"""Opens a store for a command: passphrase, keys, Django; together with a running desk, or alone."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from corridor.i18n import current_language
from corridor_server.config import DeskConfig
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corridor_server.store.keyring import Keyring
    from corridor_server.store.keys import Keys


@dataclass(frozen=True, slots=True)
class Store:
    """A store that a command may work on."""

    config: DeskConfig
    ring: Keyring
    store_key: bytes
    keys: Keys


def desk_at(data: Path) -> DeskConfig:
    """The configuration of a command: a folder and a language."""
    return DeskConfig(folder=data.resolve(), language=current_language())


@contextmanager
def opened(data: Path, passphrase_file: Path | None, *, alone: bool = False) -> Iterator[Store]:
    """The store in ``data``, with Django started on it.

    Args:
        data: the desk's folder.
        passphrase_file: None to ask at the terminal.
        alone: no desk may be running on the folder meanwhile.
    """
    from contextlib import nullcontext

    from corridor_server.logs import forbid_core_dumps, owner_only, start_logs
    from corridor_server.serving.alone import only_desk
    from corridor_server.start import start_django
    from corridor_server.store.full import told_when_full
    from corridor_server.store.keyring import read_keyring
    from corridor_server.store.succession import finish

    forbid_core_dumps()
    owner_only()
    config = desk_at(data)
    read_keyring(config.keyring)
    with told_when_full(), only_desk(config) if alone else nullcontext():
        if alone:
            finish(config)
        ring = read_keyring(config.keyring)
        store_key = ring.open(passphrase(passphrase_file, _("Passphrase of the store")))
        keys = ring.keys(store_key)
        start_logs(config.logs, "admin")
        start_django(config, keys)
        from corridor_server.serving.prepare import bring_up_to_date

        bring_up_to_date(config)
        yield Store(config, ring, store_key, keys)


def passphrase(file: Path | None, question: str, *, new: bool = False) -> str:
    """From a file, or asked for; a new one is asked for twice.

    Raises:
        InputRefused: no file and no terminal, or too short for a new one.
    """
    from corridor.errors import InputRefused
    from corridor_server.serving.first_start import passphrase_in, refuse_short

    if file is not None:
        found = passphrase_in(file)
    elif sys.stdin.isatty():
        found = str(typer.prompt(question, hide_input=True, confirmation_prompt=new, err=True))
    else:
        raise InputRefused(
            "desk.no_passphrase",
            _("A passphrase is needed, and there is no terminal to ask on."),
            "--passphrase-file",
            _("Give a file whose first line is the passphrase, readable by you only."),
        )
    if new:
        refuse_short(found)
    return found
