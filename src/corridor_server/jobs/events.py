"""Jobs as server-sent events (HTML Living Standard, section 9.2).

While something runs, an answer is held open and tells of each change; each held answer keeps a thread, so there are
few, and they end after a while: the browser comes back by itself. When nothing runs, or no thread can be spared, the
answer tells how things stand and ends at once, and the browser asks again after ``RETRY_MS``.
"""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from corridor_server.jobs.models import ENDED, Job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

RETRY_MS = 3000
LOOK_EVERY_S = 0.5
HELD_S = 25.0
STILL_TOLD = timedelta(seconds=15)
"""A job that ended so recently is told of again, to browsers that were between two answers."""

_spare = threading.BoundedSemaphore(6)


@require_GET
def events(request: HttpRequest) -> StreamingHttpResponse:
    """The stream."""
    del request
    return StreamingHttpResponse(stream(), content_type="text/event-stream")


def stream(held_s: float = HELD_S) -> Iterator[str]:
    """Lines of the stream; ends when nothing runs any more, or after ``held_s``."""
    yield f"retry: {RETRY_MS}\n\n"
    told: dict[str, str] = {}
    yield from _news(told)
    if not _spare.acquire(blocking=False):
        return
    try:
        until = time.monotonic() + held_s
        while time.monotonic() < until and Job.objects.exclude(state__in=ENDED).exists():
            time.sleep(LOOK_EVERY_S)
            yield from _news(told)
        yield from _news(told)
    finally:
        _spare.release()


def _news(told: dict[str, str]) -> Iterator[str]:
    """Jobs that differ from what was told, remembered in ``told``."""
    recent = Job.objects.filter(ended__gte=timezone.now() - STILL_TOLD)
    for job in [*recent, *Job.objects.exclude(state__in=ENDED).order_by("created")]:
        text = json.dumps(job.as_dict(), ensure_ascii=False)
        if told.get(job.pk) != text:
            told[job.pk] = text
            yield f"event: job\ndata: {text}\n\n"
