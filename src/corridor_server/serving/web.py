"""The web process: granian in front of Django, over HTTPS only.

Django's ORM is synchronous, so the interface is WSGI with a pool of threads that keep their connections; see the ADR.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from pathlib import PosixPath
from typing import TYPE_CHECKING, Any

from django.core.wsgi import get_wsgi_application
from granian import Granian
from granian.constants import HTTPModes, Interfaces, SSLProtocols

from corridor_server.logs import start_logs
from corridor_server.pki.authority import server_key

if TYPE_CHECKING:
    from corridor_server.config import DeskConfig
    from corridor_server.pki.authority import Certificates

THREADS_WAIT_S = 600
"""An idle thread keeps its connection to the store for so long."""
MOST_CONNECTIONS = 1024
"""Open at once, idle ones included: granian counts connections, not requests, and phones and pages keep theirs open."""


def run_web(config: DeskConfig, certificates: Certificates, password: str, lifeline: int) -> None:
    """Serve until told to stop, or until the supervisor is gone. Django must be started."""
    server = Granian(
        "corridor_server.serving.web",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=config.web_threads,
        blocking_threads_idle_timeout=THREADS_WAIT_S,
        backpressure=MOST_CONNECTIONS,
        http=HTTPModes.auto,
        log_enabled=False,
        ssl_cert=certificates.server,
        ssl_key=_InMemory.holding(server_key(certificates, password.encode())),
        ssl_protocol_min=SSLProtocols.tls12,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )

    def application(_target: str) -> Any:
        _die_with(lifeline, os.getppid())
        start_logs(config.logs, "web")
        return get_wsgi_application()

    server.serve(target_loader=application)


class _InMemory(PosixPath):
    """A file without a name, in memory only. Granian 2.8 takes a path and cannot open encrypted keys (it stops with
    ``Asn1(TagUnexpected)``), and the server's key must not lie open on disk.
    """

    @classmethod
    def holding(cls, data: bytes) -> _InMemory:
        """A path to ``data``, for this process and those it forks."""
        descriptor = os.memfd_create("server-key")
        os.write(descriptor, data)
        return cls(f"/proc/self/fd/{descriptor}")

    def resolve(self, strict: bool = False) -> _InMemory:
        """Itself: the link leads to no name on disk."""
        del strict
        return self


def _die_with(lifeline: int, manager: int) -> None:
    """End this process and granian's manager when the supervisor is gone, even if it was killed."""

    def watch() -> None:
        os.read(lifeline, 1)
        with suppress(ProcessLookupError):
            os.kill(manager, signal.SIGKILL)
        os._exit(0)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
