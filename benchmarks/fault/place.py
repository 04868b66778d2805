"""A desk of its own in a folder of its own, with users who are logged in: what every kind of harm starts from."""

from __future__ import annotations

import json
import os
import secrets
import ssl
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corridor_server.config import DeskConfig
from corridor_server.serving.first_start import open_or_make
from corridor_server.start import start_django
from corridor_server.trial.served import free_port

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corridor_server.store.keys import Keys
    from corridor_server.trial.browser import Browser
    from corridor_server.trial.crowd import Login
    from corridor_server.trial.served import Served


@dataclass(frozen=True)
class Place:
    """A desk that can be served; one a process, as Django is started for it here.

    Args:
        root: empty folder around the desk's own.
        config: folder, port.
        keys: of the store, to look into it when the desk is down.
        passphrase: of the store and of each user.
        logins: users who may come in.
    """

    root: Path
    config: DeskConfig
    keys: Keys
    passphrase: str
    logins: tuple[Login, ...]

    @property
    def secret(self) -> Path:
        """File with the passphrase."""
        return self.root / "passphrase"

    @property
    def env(self) -> dict[str, str]:
        """Home and temporary files of what is started here, so that nothing it leaves is overlooked."""
        made = {"HOME": self.root / "home", "TMPDIR": self.root / "tmp", "XDG_CACHE_HOME": self.root / "home" / "cache"}
        for path in made.values():
            path.mkdir(mode=0o700, exist_ok=True, parents=True)
        return {name: str(path) for name, path in made.items()} | {"CORRIDOR_LANG": "en"}

    def command(self, *words: str, fails: bool = False) -> dict[str, Any]:
        """``corridor admin ...`` on this desk; what it says as JSON, its error too where it may fail."""
        given = ["admin", *words, "--json", "-"]
        if words[0] != "identity":
            given += ["--data", str(self.config.folder), "--passphrase-file", str(self.secret)]
        done = subprocess.run(
            [sys.executable, "-c", "from corridor.cli import main; main()", *given],
            capture_output=True, text=True, check=False, env={**os.environ, **self.env},
        )  # fmt: skip
        with suppress(OSError), (self.root / "told.txt").open("a") as out:
            out.write(done.stderr)
        if done.returncode and not fails:
            raise RuntimeError(done.stderr[-2000:])
        return dict(json.loads(done.stdout or "{}"))


def make(root: Path, users: int) -> Place:
    """A new desk with ``users`` users and the items that are counted."""
    root.mkdir(exist_ok=True, mode=0o700)
    passphrase = secrets.token_urlsafe(24)
    (root / "passphrase").write_text(passphrase + "\n")
    (root / "passphrase").chmod(0o600)
    config = DeskConfig(folder=root / "desk", port=free_port(), language="en")
    config.folder.mkdir(mode=0o700)
    opened = open_or_make(config, passphrase, str)
    start_django(config, opened.keys)
    from django.db import connections

    from corridor_server.registry.norms import ensure_items
    from corridor_server.serving.prepare import prepare
    from corridor_server.trial.crowd import logins

    prepare(config, opened.keys, demonstration=False)
    ensure_items()
    made = logins(users, passphrase)
    connections.close_all()
    return Place(root, config, opened.keys, passphrase, tuple(made))


def visitors(place: Place, desk: Served, cookies: Sequence[dict[str, str]] = ()) -> list[Browser]:
    """A browser for each user, with the ``cookies`` of a session, or logged in with passphrase and second factor."""
    from corridor_server.trial.browser import Browser

    trust = ssl.create_default_context(cafile=str(desk.certificate))
    found = [Browser(place.config.port, trust, one) for one in place.logins]
    for at, one in enumerate(found):
        if cookies:
            one.cookies = cookies[at]
        elif not one.enter(place.passphrase):
            raise RuntimeError("the desk let nobody in")
    return found
