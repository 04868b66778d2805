"""Users from the machine's own command line: the way in when nobody can log in any more."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from corridor_server.commands.opening import opened
from corridor_server.commands.output import HERE, Data, JsonTarget, PassphraseFile, people, write_json
from corridor_server.config import DEFAULT_PORT
from corridor_server.i18n import gettext as _

Name = Annotated[str, typer.Argument(metavar="LOGIN", help=_("Login name."))]
Port = Annotated[int, typer.Option("--port", help=_("Port of the desk, for the link."))]


def register(admin: typer.Typer) -> None:
    """Add the commands."""
    users = typer.Typer(help=_("Users and roles: list, add, new link, disable, unlock."), no_args_is_help=True)
    _register_list(users)
    _register_links(users)
    _register_ends(users)
    admin.add_typer(users, name="users")


def _register_list(users: typer.Typer) -> None:
    @users.command("list", help=_("Who works here, with roles and state."))
    def show(data: Data = HERE, passphrase_file: PassphraseFile = None, json_target: JsonTarget = None) -> None:
        with opened(data, passphrase_file):
            from corridor_server.accounts.models import User

            rows = [
                {
                    "login": one.username,
                    "roles": one.roles.split(),
                    "state": "active" if one.is_active else "disabled" if one.disabled_at else "invited",
                }
                for one in User.objects.order_by("username")
            ]
        table = Table(box=None, pad_edge=False)
        for heading in (_("Login name"), _("Roles"), _("State")):
            table.add_column(heading)
        for row in rows:
            table.add_row(str(row["login"]), " ".join(row["roles"]), str(row["state"]))
        people(json_target).print(table)
        write_json(json_target, {"users": rows})


def _register_links(users: typer.Typer) -> None:
    @users.command(help=_("Add someone; prints the link that works once."))
    def add(
        login: Name,
        role: Annotated[list[str], typer.Option("--role", help=_("A role; may be given several times."))],
        name: Annotated[str, typer.Option("--name", help=_("Name that others see."))] = "",
        data: Data = HERE,
        port: Port = DEFAULT_PORT,
        passphrase_file: PassphraseFile = None,
        json_target: JsonTarget = None,
    ) -> None:
        with opened(data, passphrase_file) as store:
            from corridor_server.serving.users import add as enlist

            link = enlist(login, name or login, role, store.config.url.replace(str(DEFAULT_PORT), str(port)))
        _tell(link, json_target)

    @users.command(help=_("A new link for someone who lost passphrase or phone; older links stop working."))
    def link(
        login: Name,
        data: Data = HERE,
        port: Port = DEFAULT_PORT,
        passphrase_file: PassphraseFile = None,
        json_target: JsonTarget = None,
    ) -> None:
        with opened(data, passphrase_file) as store:
            from corridor_server.serving.users import new_link

            found = new_link(login, store.config.url.replace(str(DEFAULT_PORT), str(port)))
        _tell(found, json_target)


def _register_ends(users: typer.Typer) -> None:
    @users.command(help=_("Disable someone: logged out everywhere at once."))
    def disable(
        login: Name, data: Data = HERE, passphrase_file: PassphraseFile = None, json_target: JsonTarget = None
    ) -> None:
        with opened(data, passphrase_file):
            from corridor_server.serving.users import disable as end

            end(login)
        people(json_target).print(_("✓ Disabled, logged out everywhere."))
        write_json(json_target, {"disabled": login})

    @users.command(help=_("Open an account that wrong passphrases have locked."))
    def unlock(
        login: Name, data: Data = HERE, passphrase_file: PassphraseFile = None, json_target: JsonTarget = None
    ) -> None:
        with opened(data, passphrase_file):
            from corridor_server.serving.users import unlock as open_again

            count = open_again(login)
        people(json_target).print(_("✓ Unlocked."))
        write_json(json_target, {"unlocked": login, "failures_forgotten": count})


def _tell(link: str, json_target: str | None) -> None:
    people(json_target).print(link)
    write_json(json_target, {"enrolment": link})
