"""The job that brings a whole city out. Run by a worker; see ``jobs``."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from django.db import transaction

from corridor.workflows.evacuate_city import bring_out
from corridor.workflows.known_city import payload
from corridor_server.audit.record import record_by
from corridor_server.city.known import city_now
from corridor_server.city.models import AnswerState, CityAnswer
from corridor_server.jobs import Cancelled
from corridor_server.operations.work import stored_roads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corridor.progress import Progress


def evacuate(params: Mapping[str, Any], progress: Progress, cancelled: Callable[[], bool]) -> Mapping[str, Any]:
    """Plan what a ``CityAnswer`` row asks for."""
    row = CityAnswer.objects.get(pk=params["answer"])
    try:
        return _evacuate(row, progress, cancelled)
    except Cancelled:
        CityAnswer.objects.filter(pk=row.pk).update(state=AnswerState.DROPPED)
        raise
    except Exception:  # whatever it was, nobody is to wait for this answer any more
        CityAnswer.objects.filter(pk=row.pk).update(state=AnswerState.FAILED)
        raise


def _evacuate(row: CityAnswer, progress: Progress, cancelled: Callable[[], bool]) -> Mapping[str, Any]:
    network = stored_roads().network
    read = city_now(row.files, row.asked.get("buses"))
    done = bring_out(read, network, seconds=float(row.asked["seconds"]), progress=progress, stop=cancelled)
    if cancelled():
        raise Cancelled
    with transaction.atomic():
        row.answer = zlib.compress(done.plan.model_dump_json().encode(), 6)
        row.drawing = zlib.compress(json.dumps(payload(done.plan, done.network), ensure_ascii=False).encode(), 6)
        row.state = AnswerState.READY
        row.save()
        detail = {"people": done.plan.people, "out": done.plan.people_out}
        record_by(str(row.by_id or ""), "city.made", kind=row._meta.label, object_id=str(row.pk), detail=detail)
    return detail
