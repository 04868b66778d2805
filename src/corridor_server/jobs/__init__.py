"""Work that takes longer than a page: a table of jobs, worker processes, progress, cancel, resume.

    # in AppConfig.ready, label by gettext_lazy:
    jobs.register("maps.import", "corridor_server.maps.work:bring_in", label)
    # in a view:
    jobs.enqueue("maps.import", {"file": name}, by=request.user)

The function is named by its place, so that only workers load what it needs (the engine, numba, scipy). It gets
``(params, progress, cancelled)`` and may return a dict of ids and counts. After a kill it is run again from the start:
write results at the end, atomically. ``progress`` raises ``Cancelled`` once someone asked to stop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor_server.jobs.kinds import Cancelled, Kind, register

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import AnonymousUser

    from corridor_server.accounts.models import User
    from corridor_server.jobs.models import Job

__all__ = ["Cancelled", "Kind", "enqueue", "register"]


def enqueue(name: str, params: Mapping[str, Any], by: User | AnonymousUser | str | None = None) -> Job:
    """Put a job at the end of the queue, in the language of the reader.

    Args:
        name: as registered.
        params: ids, choices, file names inside the desk's folder; plain JSON.
        by: who asked, a user or their id; None for the desk itself.

    Raises:
        KeyError: ``name`` is not registered.
    """
    from corridor_server.jobs.queue import put  # noqa: PLC0415 - models load after the app's package

    return put(name, params, by)
