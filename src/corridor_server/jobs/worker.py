"""A worker process: takes jobs one after the other. ``python -m corridor_server.jobs.worker FD NUMBER``.

Configuration and keys come through the inherited pipe FD as one line of JSON: never by environment, arguments or disk.
The supervisor keeps the pipe open; when it closes, the worker ends, so that no key outlives the desk.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

from corridor_server.config import DeskConfig
from corridor_server.logs import start_logs
from corridor_server.start import start_django
from corridor_server.store.keys import Keys

if TYPE_CHECKING:
    from typing import IO

LOOK_EVERY_S = 0.5


def hello(config: DeskConfig, keys: Keys) -> bytes:
    """What a worker is told first."""
    return json.dumps({"config": config.as_dict(), "keys": keys.as_bytes().decode()}).encode() + b"\n"


def main(descriptor: int, number: int) -> None:
    """Work until the pipe closes or the supervisor asks to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the supervisor decides
    pipe = os.fdopen(descriptor, "rb")
    told = json.loads(pipe.readline())
    threading.Thread(target=_watch, args=(pipe,), name="lifeline", daemon=True).start()
    config = DeskConfig.from_dict(told["config"])
    start_logs(config.logs, f"worker-{number}")
    start_django(config, Keys.from_bytes(told["keys"].encode()))

    from corridor_server.jobs import queue, work  # noqa: PLC0415 - Django is started now

    queue.give_back(number)
    while True:
        job = queue.take(number)
        if job is None:
            time.sleep(LOOK_EVERY_S)
        else:
            work.run(job)


def _watch(pipe: IO[bytes]) -> None:
    pipe.read(1)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
