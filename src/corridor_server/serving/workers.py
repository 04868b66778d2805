"""The supervisor's worker processes: started with the keys through a pipe, started again when they die."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from corridor_server.jobs.worker import hello

if TYPE_CHECKING:
    from corridor_server.config import DeskConfig
    from corridor_server.store.keys import Keys

log = structlog.get_logger(__name__)
GRACE_S = 5
PAUSE_S = 2.0
"""Before a worker that died is started again."""


@dataclass(slots=True)
class Worker:
    """One worker process and the pipe that it lives by."""

    number: int
    process: subprocess.Popen[bytes]
    lifeline: int


@dataclass(slots=True)
class Workers:
    """All workers of one desk."""

    config: DeskConfig
    keys: Keys
    running: list[Worker] = field(default_factory=list)
    died: dict[int, float] = field(default_factory=dict)

    def start(self) -> None:
        """Start them, unless they run."""
        self.running = self.running or [self._begin(number) for number in range(self.config.workers)]

    def look(self) -> None:
        """Start again what has died."""
        for worker in [one for one in self.running if one.process.poll() is not None]:
            log.warning("worker_died", worker=worker.number, exit=worker.process.returncode)
            self.running.remove(worker)
            self._close(worker)
            self.died[worker.number] = time.monotonic()
        for number, when in list(self.died.items()):
            if time.monotonic() - when > PAUSE_S:
                del self.died[number]
                self.running.append(self._begin(number))

    def end(self) -> None:
        """End them; a job in hand is taken up again at the next start."""
        for worker in self.running:
            worker.process.terminate()
        for worker in self.running:
            try:
                worker.process.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
            self._close(worker)
        self.running = []

    def _begin(self, number: int) -> Worker:
        reading, writing = os.pipe()
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "corridor_server.jobs.worker", str(reading), str(number)],
            pass_fds=(reading,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        os.close(reading)
        os.write(writing, hello(self.config, self.keys))
        return Worker(number, process, writing)

    @staticmethod
    def _close(worker: Worker) -> None:
        with suppress(OSError):
            os.close(worker.lifeline)
