"""Starts the desk's processes, tells when it answers, watches them, and ends them together."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import ssl
import time
from http.client import HTTPException, HTTPSConnection
from typing import TYPE_CHECKING

from corridor.errors import InternalFault
from corridor_server.i18n import gettext as _
from corridor_server.serving.web import run_web
from corridor_server.serving.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor_server.config import DeskConfig
    from corridor_server.pki.authority import Certificates
    from corridor_server.store.keys import Keys

READY_WITHIN_S = 60
LOOK_EVERY_S = 0.3
GRACE_S = 12


def run(
    config: DeskConfig,
    keys: Keys,
    certificates: Certificates,
    when_ready: Callable[[], None],
    first_work: Callable[[], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM. Call with Django started, one thread, and no open connection to the store.

    Args:
        config: of the desk.
        keys: of its store.
        certificates: of its HTTPS.
        when_ready: called once the desk has answered a request.
        first_work: waits for jobs that must be done before that; workers are started for it.
    """
    alive, lifeline = os.pipe()  # reading end, writing end; only this process keeps the writing end
    web = multiprocessing.get_context("fork").Process(
        target=_web, args=(config, certificates, keys.password("certificates"), alive, lifeline), name="corridor-web"
    )
    web.start()
    workers = Workers(config, keys)
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda which, _frame: stopped.append(which))
    try:
        _wait_until_it_answers(config, certificates, web, stopped)
        if not stopped and first_work is not None:
            workers.start()
            first_work()
        if not stopped:
            when_ready()
            workers.start()
        while not stopped:
            time.sleep(LOOK_EVERY_S)
            workers.look()
            if not web.is_alive() and not stopped:
                raise InternalFault(
                    "desk.web_died",
                    _("The web process ended by itself."),
                    f"exit {web.exitcode}",
                    _("Start the desk again; what was confirmed is kept."),
                )
    finally:
        workers.end()
        _end(web)
        os.close(lifeline)
        os.close(alive)


def _web(config: DeskConfig, certificates: Certificates, password: str, alive: int, lifeline: int) -> None:
    os.close(lifeline)
    run_web(config, certificates, password, alive)


def _wait_until_it_answers(
    config: DeskConfig, certificates: Certificates, web: multiprocessing.process.BaseProcess, stopped: list[int]
) -> None:
    trust = ssl.create_default_context(cafile=str(certificates.authority))
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until and not stopped:
        if not web.is_alive():
            break
        if _answers(config, trust):
            return
        time.sleep(0.05)
    if not stopped:
        raise InternalFault(
            "desk.no_answer",
            _("The desk does not answer."),
            config.url,
            _("Look into the log in the desk's folder; start again."),
        )


def _answers(config: DeskConfig, trust: ssl.SSLContext) -> bool:
    """One real request over TLS, the certificate checked."""
    connection = HTTPSConnection("localhost", config.port, context=trust, timeout=5)
    try:
        connection.request("GET", "/account/login/")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _end(web: multiprocessing.process.BaseProcess) -> None:
    web.terminate()
    web.join(GRACE_S)
    if web.is_alive():
        web.kill()
        web.join()


def ready_line(config: DeskConfig, certificates: Certificates, link: str | None) -> str:
    """What a program that started the desk reads: one line of JSON."""
    return json.dumps({"ready": True, "url": config.url, "certificate": str(certificates.authority), "enrolment": link})
