"""A browser profile on disk: started, killed with everything that belongs to it, and searched."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import BrowserContext, Page, Playwright

PHONE = {"width": 390, "height": 844}
FLAGS = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")
PATIENCE_MS = 60_000
ENDS_WITHIN_S = 30


class Handset:
    """A phone: a profile that outlives the browser, as a phone's store outlives a dead battery.

    Args:
        playwright: started.
        chromium: program.
        folder: of the profile.
        url: the desk's address.
        pin: of the desk's certificate, which the browser trusts as a phone does that installed it.
    """

    def __init__(self, playwright: Playwright, chromium: str, folder: Path, url: str, pin: str) -> None:
        self.folder, self.url = folder, url
        self._playwright, self._chromium = playwright, chromium
        self._trust = f"--ignore-certificate-errors-spki-list={pin}"
        self.context: BrowserContext | None = None
        self.page: Any = None

    def start(self, address: str = "", script: str = "") -> Page:
        """The browser, at the app. ``script`` runs before the page's own."""
        self.context = self._playwright.chromium.launch_persistent_context(
            str(self.folder), executable_path=self._chromium, headless=True, args=[*FLAGS, self._trust],
            viewport=PHONE, has_touch=True, locale="en-GB", reduced_motion="reduce",
        )  # fmt: skip
        if script:
            self.context.add_init_script(script)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.goto(address or f"{self.url}/crew/")
        return self.page

    def close(self) -> None:
        """As a person closes it."""
        if self.context is not None:
            with suppress(Exception):
                self.context.close()
        self.context = None

    def kill(self) -> None:
        """SIGKILL to every process of the profile, the renderers first asked for last."""
        for pid in self._processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + ENDS_WITHIN_S
        while self._processes() and time.monotonic() < until:
            time.sleep(0.02)
        self.close()
        with suppress(OSError):
            (self.folder / "SingletonLock").unlink()

    def found(self, marks: Iterable[bytes]) -> int:
        """How many of ``marks`` lie open in some file of the profile, as UTF-8 or as UTF-16."""
        left = {form for one in marks for form in ((one, one), (one, one.decode("latin-1").encode("utf-16-le")))}
        hit: set[bytes] = set()
        for path in self.folder.rglob("*"):
            with suppress(OSError):  # the browser tidies meanwhile
                if path.is_file() and not path.is_symlink():
                    content = path.read_bytes()
                    hit |= {name for name, form in left if form in content}
        return len(hit)

    def keys(self) -> bytes:
        """The file of keys as it lies on the disk: the only one of its size that begins with version 1."""
        for path in self.folder.rglob("File System/**/*"):
            if path.is_file() and path.stat().st_size == 4096 and path.read_bytes()[:1] == b"\x01":
                return path.read_bytes()
        return b""

    def _processes(self) -> list[int]:
        wanted, found = str(self.folder).encode(), []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                if wanted in path.read_bytes() and int(path.parent.name) != os.getpid():
                    found.append(int(path.parent.name))
        return found
