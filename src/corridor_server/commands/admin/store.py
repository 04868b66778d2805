"""Health, audit, backups, restoring, retention, diagnostics."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridor_server.commands.opening import desk_at, opened, passphrase
from corridor_server.commands.output import HERE, NOT_WHOLE, Data, JsonTarget, PassphraseFile, people, write_json
from corridor_server.i18n import gettext as _
from corridor_server.i18n import ngettext

if TYPE_CHECKING:
    from corridor_server.serving.health import Health


def register(admin: typer.Typer) -> None:
    """Add the commands."""
    _register_checks(admin)
    _register_backup(admin)
    _register_restore(admin)
    _register_retention(admin)


def _register_checks(admin: typer.Typer) -> None:
    @admin.command(
        help=_("Is the desk well? Pages, tables, audit, disk, files, shares, backups, certificate, jobs.")
        + "\n\n"
        + _("May be run while the desk works. Exit code 2 when something grave was found.")
    )
    def health(data: Data = HERE, passphrase_file: PassphraseFile = None, json_target: JsonTarget = None) -> None:
        with opened(data, passphrase_file) as store:
            from corridor_server.serving.health import look

            found = look(store.config, store.ring, store.keys)
        _show_health(found, json_target)
        write_json(json_target, found.as_dict())
        if not found.healthy:
            raise typer.Exit(NOT_WHOLE)

    @admin.command(
        "verify-audit",
        help=_("Walk the audit's chain: was any entry changed, removed, swapped or cut off?")
        + "\n\n"
        + _("Give --anchors a copy kept off this machine: only that shows an older store put back."),
    )
    def verify_audit(
        data: Data = HERE,
        anchors: Annotated[
            Path | None, typer.Option("--anchors", metavar="FILE", help=_("Anchors kept elsewhere."), exists=True)
        ] = None,
        passphrase_file: PassphraseFile = None,
        json_target: JsonTarget = None,
    ) -> None:
        with opened(data, passphrase_file):
            from corridor_server.audit import anchors as anchor_files
            from corridor_server.audit.workflow import verify_store

            verdict = verify_store(anchor_files.read(anchors) if anchors else ())
        count = ngettext("{n} entry", "{n} entries", verdict.entries).format(n=verdict.entries)
        words = _("whole") if verdict.whole else _("findings: {n}").format(n=len(verdict.findings))
        people(json_target).print(f"{'✓' if verdict.whole else '✗'} {count}, {words}")
        write_json(json_target, verdict.as_dict())
        if not verdict.whole:
            raise typer.Exit(NOT_WHOLE)

    @admin.command(
        help=_("Versions, sizes, health and the end of the log, for those who help from afar.")
        + "\n\n"
        + _("Holds no names, places or plans; read it before you send it.")
    )
    def diagnostics(data: Data = HERE, passphrase_file: PassphraseFile = None, json_target: JsonTarget = None) -> None:
        with opened(data, passphrase_file) as store:
            from corridor_server.serving.diagnostics import collect

            found = collect(store.config, store.ring, store.keys)
        write_json(json_target or "-", found)


def _register_backup(admin: typer.Typer) -> None:
    @admin.command(
        help=_("Write an encrypted backup and prove it by restoring it into a scratch folder.")
        + "\n\n"
        + _("Restoring needs the recipient's identity and two of three shares: at least two people.")
        + " "
        + _("May be run while the desk works. Roads are not in it: import them again.")
        + "\n\n"
        + _("Example: corridor admin backup --data DESK --to age1… --out /media/stick")
    )
    def backup(
        to: Annotated[str, typer.Option("--to", metavar="RECIPIENT", help=_("age recipient: age1…, or a file."))],
        data: Data = HERE,
        out: Annotated[Path, typer.Option("--out", metavar="DIR|FILE", help=_("Where it is written."))] = Path(),
        passphrase_file: PassphraseFile = None,
        json_target: JsonTarget = None,
    ) -> None:
        with opened(data, passphrase_file) as store:
            from corridor_server.audit.record import record_by
            from corridor_server.store.backup import make_backup

            recipient = Path(to).read_text("utf-8").strip() if not to.startswith("age1") and Path(to).is_file() else to
            stamp = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
            target = out / f"corridor-{stamp}.backup.age" if out.is_dir() else out
            made = make_backup(store.config, store.ring, store.keys, recipient, target)
            record_by("", "store.backed_up", detail={"rows": made.rows, "bytes": made.bytes})
        people(json_target).print(
            _("✓ {file}: {kb} KB, restored and compared.").format(file=made.file, kb=made.bytes // 1024)
        )
        write_json(json_target, made.as_dict())

    @admin.command(help=_("Make a pair for backups: the identity goes into a file, the recipient is shown."))
    def identity(
        out: Annotated[
            Path, typer.Argument(metavar="FILE", help=_("File for the identity. Keep it off this machine."))
        ],
        json_target: JsonTarget = None,
    ) -> None:
        import pyrage

        from corridor.errors import InputRefused
        from corridor.files import write_text

        if out.exists():
            raise InputRefused("backup.identity_there", _("The file is there already."), out.name, _("Name another."))
        pair = pyrage.x25519.Identity.generate()
        write_text(out, f"# {pair.to_public()}\n{pair}\n")
        people(json_target).print(_("Recipient: {recipient}").format(recipient=pair.to_public()))
        write_json(json_target, {"recipient": str(pair.to_public()), "identity_file": str(out)})


def _register_restore(admin: typer.Typer) -> None:
    @admin.command(
        help=_("Restore a backup into a new folder. Takes at least two people: identity and two shares.")
        + "\n\n"
        + _("Everybody is logged out. Check the audit with --anchors afterwards: corridor admin verify-audit.")
    )
    def restore(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The backup."), exists=True, dir_okay=False)],
        identity: Annotated[Path, typer.Option("--identity", metavar="FILE", help=_("age identity."), exists=True)],
        data: Data = HERE,
        share: Annotated[
            list[Path] | None,
            typer.Option("--share", metavar="FILE", help=_("File with a share; give it twice, or type them in.")),
        ] = None,
        new_passphrase_file: Annotated[
            Path | None,
            typer.Option("--new-passphrase-file", metavar="FILE", help=_("The passphrase from now on.")),
        ] = None,
        json_target: JsonTarget = None,
    ) -> None:
        from corridor_server.logs import forbid_core_dumps, owner_only
        from corridor_server.store.restore import restore as bring_back

        forbid_core_dumps()
        owner_only()
        config = desk_at(data)
        shares = read_shares(share)
        chosen = passphrase(new_passphrase_file, _("New passphrase of the store"), new=True)
        back = bring_back(file, config, identity.read_text("utf-8"), shares, chosen)

        from corridor_server.logs import start_logs
        from corridor_server.start import start_django

        start_logs(config.logs, "admin")
        start_django(config, back.keys)
        from corridor_server.accounts.models import DeskSession
        from corridor_server.audit.record import record_by
        from corridor_server.audit.workflow import verify_store
        from corridor_server.serving.prepare import bring_up_to_date

        bring_up_to_date(config)
        DeskSession.objects.all().delete()
        record_by("", "store.restored", detail={"shares": list(back.shares), "made": back.made})
        verdict = verify_store()
        words = _("✓ Restored the backup of {made} with shares {shares}. Audit: {audit}")
        people(json_target).print(
            words.format(
                made=back.made,
                shares=", ".join(map(str, back.shares)),
                audit=_("whole") if verdict.whole else _("findings: {n}").format(n=len(verdict.findings)),
            )
        )
        write_json(
            json_target,
            {"restored": True, "made": back.made, "shares": list(back.shares), "audit": verdict.as_dict()},
        )


def read_shares(files: list[Path] | None) -> list[str]:
    """Two shares from files, or typed by two people in turn, unseen."""
    if files:
        return [one.read_text("utf-8") for one in files]
    if not sys.stdin.isatty():
        return []
    first = typer.prompt(_("First person, type your share"), hide_input=True, err=True)
    return [first, typer.prompt(_("Second person, type your share"), hide_input=True, err=True)]


def _register_retention(admin: typer.Typer) -> None:
    @admin.command(
        help=_("Erase closed cases whose time is over, with proof; nothing of them remains in the store or its log.")
        + "\n\n"
        + _("Without --erase it only counts.")
    )
    def retention(
        data: Data = HERE,
        erase: Annotated[bool, typer.Option("--erase", help=_("Erase, and leave no trace."))] = False,
        passphrase_file: PassphraseFile = None,
        json_target: JsonTarget = None,
    ) -> None:
        with opened(data, passphrase_file):
            from corridor_server.serving.retention import count_due, erase_due

            figures = erase_due() if erase else count_due()
        people(json_target).print(", ".join(f"{name}: {value}" for name, value in figures.items()))
        write_json(json_target, figures)


def _show_health(found: Health, json_target: str | None) -> None:
    out = people(json_target)
    for check in found.checks:
        mark, style = ("✓", "green") if check.well else ("✗", "red") if check.grave else ("!", "yellow")
        out.print(f"[{style}]{mark}[/] {check.name}: {check.finding}" + (f" {check.remedy}" if not check.well else ""))
