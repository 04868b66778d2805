"""``corridor serve`` as a process of its own, started and watched from outside as an operator would."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import select
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from corridor.errors import InternalFault
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corridor_server.config import DeskConfig

READY_WITHIN_S = 180
GRACE_S = 30


@dataclass(frozen=True, slots=True)
class Served:
    """A desk that answers.

    Args:
        process: its supervisor.
        certificate: of its authority.
        url: its address.
        enrolment: one-time link of the first coordinator; empty once used.
        took: seconds from the command to the line that says ready.
    """

    process: subprocess.Popen[str]
    certificate: Path
    url: str
    enrolment: str
    took: float

    def processes(self) -> dict[int, str]:
        """Every living process of the desk and which part it is (Linux)."""
        root, parents = self.process.pid, dict(_parents())
        parts = {root: "supervisor"} if root in parents else {}
        for pid in sorted(parents):
            if parents[pid] == root:
                parts[pid] = "worker" if b"jobs.worker" in _command(pid) else "web manager"
        managers = {pid for pid, part in parts.items() if part == "web manager"}
        return parts | {pid: "web" for pid, parent in sorted(parents.items()) if parent in managers}

    def memory(self) -> dict[str, float]:
        """The most that each process held at once, in MB (``VmHWM`` of /proc, Linux); of one part, the largest."""
        held: dict[str, float] = {}
        for pid, part in self.processes().items():
            with suppress(OSError, IndexError):  # it ended meanwhile
                text = Path(f"/proc/{pid}/status").read_text()
                mb = round(int(text.partition("VmHWM:")[2].split()[0]) / 1024, 1)
                held[part] = max(mb, held.get(part, 0.0))
        return held

    def end(self) -> None:
        """Ask it to end, as Ctrl-C does; kill it when it does not."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def start(config: DeskConfig, secret: Path, env: Mapping[str, str] | None = None, *more: str) -> Served:
    """Serve ``config``; what it tells people goes to ``served.txt`` beside ``secret``.

    Args:
        config: folder and port.
        secret: file with the passphrase.
        env: environment variables beside our own.
        more: further options of ``corridor serve``.

    Raises:
        InternalFault: ``desk.no_answer``.
    """
    words = ["serve", "--data", config.folder, "--port", config.port, "--passphrase-file", secret, "--no-browser"]
    begun = time.perf_counter()
    with (secret.parent / "served.txt").open("a") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-c", "from corridor.cli import main; main()", *map(str, words), *more],
            stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, **(env or {})},
        )  # fmt: skip
    try:
        line = _ready_line(process)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    link = str(line.get("enrolment") or "")
    return Served(process, Path(line["certificate"]), line["url"].rstrip("/"), link, time.perf_counter() - begun)


@contextmanager
def served(config: DeskConfig, secret: Path, env: Mapping[str, str] | None = None) -> Iterator[Served]:
    """The same, ended when it is left."""
    desk = start(config, secret, env)
    try:
        yield desk
    finally:
        desk.end()


def certificate_pin(port: int) -> str:
    """SHA-256 of the served certificate's public key, base64: what Chromium takes to trust this desk and no other."""
    pem = ssl.get_server_certificate(("localhost", port))
    key = x509.load_pem_x509_certificate(pem.encode()).public_key()
    point = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(point).digest()).decode()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def silent() -> InternalFault:
    """The error of a desk that did not start, or that let nobody in."""
    return InternalFault(
        "desk.no_answer",
        _("The desk does not answer."),
        "",
        _("Look into the log in the desk's folder; start again."),
    )


def _ready_line(process: subprocess.Popen[str]) -> dict[str, Any]:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until and process.poll() is None and process.stdout is not None:
        if select.select([process.stdout], [], [], 0.5)[0] and (line := process.stdout.readline()).startswith("{"):
            return dict(json.loads(line))
    raise silent()


def _parents() -> Iterator[tuple[int, int]]:
    """Each living process and its parent."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                yield int(path.parent.name), int(parent)


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""
