"""What a person at the terminal reads (standard error) while a desk starts; programs read the ready line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from corridor_server.i18n import gettext as _
from corridor_server.pki.authority import fingerprint

if TYPE_CHECKING:
    from corridor_server.config import DeskConfig
    from corridor_server.pki.authority import Certificates


def show_passphrase(words: str) -> None:
    """Six words, shown once; they are written down nowhere else."""
    body = Text(words, style="bold")
    body.append(
        "\n\n" + _("Write these words on paper, twice, and keep them apart from this machine."), style="not bold"
    )
    body.append("\n" + _("Without them, or two of the three shares, nobody opens the desk again."), style="not bold")
    _out().print(Panel(body, title=_("The passphrase of this desk"), expand=False))


def show_ready(config: DeskConfig, certificates: Certificates, link: str | None) -> None:
    """Where the desk is, how the first coordinator gets in, how a phone comes to trust it."""
    out = _out()
    _line(out, _("The desk is open"), config.url)
    if link:
        _line(out, _("First coordinator"), link)
        out.print("  " + _("The link works once, for 24 hours, and makes a passphrase and a second factor."))
    _line(out, _("Certificate"), certificates.authority)
    out.print(f"  SHA-256 {fingerprint(certificates)}", soft_wrap=True)
    if config.addresses:
        trust = f"{config.addresses[0]}trust/"
        _line(out, _("Phones of the local network"), trust)
        if out.is_terminal:
            segno.make(trust, error="m").terminal(out=out.file, compact=True)  # type: ignore[arg-type]
    out.print("[dim]" + _("Ctrl-C closes the desk.") + "[/]")


def _line(out: Console, label: str, value: object) -> None:
    out.print(f"[bold]{label}:[/] {value}", soft_wrap=True)


def _out() -> Console:
    return Console(stderr=True, highlight=False)
