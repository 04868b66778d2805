"""The store's keys: shares, new passphrase, new keys, opening with shares."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from corridor_server.commands.admin.store import read_shares
from corridor_server.commands.opening import desk_at, opened, passphrase
from corridor_server.commands.output import HERE, Data, JsonTarget, PassphraseFile, people, write_json
from corridor_server.i18n import gettext as _

NewPassphraseFile = Annotated[
    Path | None, typer.Option("--new-passphrase-file", metavar="FILE", help=_("The passphrase from now on."))
]


def register(admin: typer.Typer) -> None:
    """Add the commands."""
    keys = typer.Typer(help=_("Keys of the store: shares, passphrase, rotation."), no_args_is_help=True)
    _register_shares(keys)
    _register_rotate(keys)
    _register_passphrase(keys)
    admin.add_typer(keys, name="keys")


def _register_shares(keys: typer.Typer) -> None:
    @keys.command(
        help=_("Make three shares of the key; any two open the store and its backups, one alone says nothing.")
        + "\n\n"
        + _("Give them to three people who do not travel together. Shown one after the other, or written with --out.")
    )
    def shares(
        data: Data = HERE,
        out: Annotated[
            Path | None, typer.Option("--out", metavar="DIR", help=_("Write three files instead of showing them."))
        ] = None,
        passphrase_file: PassphraseFile = None,
        json_target: JsonTarget = None,
    ) -> None:
        from corridor.files import write_text
        from corridor_server.store.shares import make

        with opened(data, passphrase_file) as store:
            from corridor_server.audit.record import record_by

            words, ring = make(store.ring, store.store_key)
            if out is not None:
                out.mkdir(parents=True, exist_ok=True, mode=0o700)
                for number, share in enumerate(words, 1):
                    write_text(out / f"share-{number}.txt", share + "\n")
            else:
                _show_in_turn(words, json_target)
            ring.write(store.config.keyring)
            record_by("", "keys.shares_made", detail={"set": ring.shares or 0})
        write_json(json_target, {"shares": list(words) if out is None else [], "needed": 2, "set": ring.shares})


def _show_in_turn(words: tuple[str, ...], json_target: str | None) -> None:
    """Each holder sees their own share only."""
    if json_target == "-":
        return
    for number, share in enumerate(words, 1):
        if sys.stdin.isatty():
            alone = _("Holder {n}: alone at the screen? Press Enter").format(n=number)
            typer.prompt(alone, default="", show_default=False)
        typer.echo(f"\n{number}/{len(words)}\n{share}\n")
        if sys.stdin.isatty():
            typer.prompt(_("Written down and compared? Press Enter"), default="", show_default=False)
            typer.echo("\033[2J\033[3J\033[H", nl=False)  # clears what was scrolled away too


def _register_rotate(keys: typer.Typer) -> None:
    @keys.command(
        help=_("Give the store new keys: every page, encrypted cell and index is written anew. Stop the desk first.")
        + "\n\n"
        + _("Use it when a key may have been seen. Everybody is logged out; shares must be made anew afterwards.")
        + " "
        + _("Older backups go on opening with older shares.")
    )
    def rotate(
        data: Data = HERE,
        passphrase_file: PassphraseFile = None,
        new_passphrase_file: NewPassphraseFile = None,
        json_target: JsonTarget = None,
    ) -> None:
        with opened(data, passphrase_file, alone=True) as store:
            from corridor_server.audit.record import record_by
            from corridor_server.store.rotation import rotate as give_new_keys

            chosen = passphrase(new_passphrase_file or passphrase_file, _("Passphrase from now on"), new=True)
            record_by("", "keys.rotated")
            done = give_new_keys(store.config, store.keys, chosen)
        out = people(json_target)
        out.print(_("✓ New keys. Cells: {cells}, indexes: {indexes}").format(cells=done.cells, indexes=done.indexes))
        out.print(_("Now make new shares: corridor admin keys shares"))
        write_json(json_target, {"rotated": True, "cells": done.cells, "indexes": done.indexes})


def _register_passphrase(keys: typer.Typer) -> None:
    @keys.command("passphrase", help=_("Change the store's passphrase."))
    def change(
        data: Data = HERE,
        passphrase_file: PassphraseFile = None,
        new_passphrase_file: NewPassphraseFile = None,
        json_target: JsonTarget = None,
    ) -> None:
        with opened(data, passphrase_file) as store:
            from corridor_server.audit.record import record_by

            chosen = passphrase(new_passphrase_file, _("New passphrase of the store"), new=True)
            store.ring.rewrapped(store.store_key, chosen).write(store.config.keyring)
            record_by("", "keys.passphrase_changed")
        people(json_target).print(_("✓ The new passphrase opens the store from now on."))
        write_json(json_target, {"changed": True})

    @keys.command(help=_("The passphrase is lost: two people open the store with their shares and choose a new one."))
    def recover(
        data: Data = HERE,
        share: Annotated[
            list[Path] | None,
            typer.Option("--share", metavar="FILE", help=_("File with a share; give it twice, or type them in.")),
        ] = None,
        new_passphrase_file: NewPassphraseFile = None,
        json_target: JsonTarget = None,
    ) -> None:
        from corridor_server.start import start_django
        from corridor_server.store.keyring import read_keyring
        from corridor_server.store.shares import combine, number_of

        config = desk_at(data)
        ring = read_keyring(config.keyring)
        shares = read_shares(share)
        store_key = combine(shares)
        store_keys = ring.keys(store_key)
        chosen = passphrase(new_passphrase_file, _("New passphrase of the store"), new=True)
        start_django(config, store_keys)
        from corridor_server.audit.record import record_by

        record_by("", "keys.recovered", detail={"shares": [number_of(one) for one in shares[:2]]})
        ring.rewrapped(store_key, chosen).write(config.keyring)
        people(json_target).print(_("✓ The new passphrase opens the store from now on."))
        write_json(json_target, {"recovered": True})
