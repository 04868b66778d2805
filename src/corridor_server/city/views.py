"""The whole city out: ask for it, watch it being planned, read it, print the drivers' timetable."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.errors import CorridorError, InputRefused
from corridor_server import jobs
from corridor_server.accounts import access
from corridor_server.audit.record import record
from corridor_server.city.forms import CityForm
from corridor_server.city.models import AnswerState, CityAnswer
from corridor_server.jobs.queue import ask_to_cancel
from corridor_server.maps.roads import roads_in_force

if TYPE_CHECKING:
    from django.http import HttpRequest

    from corridor.domain.city_plan import CityPlan
    from corridor_server.accounts.models import User


@require_http_methods(["GET", "POST"])
def city(request: HttpRequest) -> HttpResponse:
    """The newest plan of bringing everyone out, and the form to ask for another."""
    form = CityForm(request.POST or None, request.FILES or None)
    refused: CorridorError | None = None
    if request.method == "POST" and form.is_valid():
        refused = _ask(request, form)
        if refused is None:
            return redirect("city:city")
    made = CityAnswer.objects.filter(state=AnswerState.READY).select_related("by").first()
    context: dict[str, Any] = {
        "form": form,
        "refused": refused,
        "rows": refused.problems if isinstance(refused, InputRefused) else (),
        "roads": roads_in_force() is not None,
        "made": made,
        "may_ask": access.may(request.user, "city:city", "POST"),
        "kept": sorted(_files_before()),
        **_busy(),
    }
    if made is not None:
        context |= _shown(made)
    return render(request, "city/city.html", context, status=422 if refused or (form.is_bound and form.errors) else 200)


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far the planning is; tells htmx to load the page anew once it is over."""
    busy = _busy()
    if busy["busy"]:
        return render(request, "city/progress.html", busy)
    return HttpResponse(headers={"HX-Refresh": "true"})


@require_POST
@transaction.atomic
def cancel(request: HttpRequest) -> HttpResponse:
    """Stop the planning."""
    for row in CityAnswer.objects.filter(state=AnswerState.ASKED).select_related("job"):
        if row.job is not None and not row.job.over:
            ask_to_cancel(row.job)
        row.state = AnswerState.DROPPED
        row.save(update_fields=["state", "changed"])
        record(request, "city.dropped", obj=row)
    messages.success(request, _("The planning was stopped."))
    return redirect("city:city")


@require_GET
@transaction.atomic
def timetable(request: HttpRequest) -> HttpResponse:
    """A card for each bus driver, to print; written down, as it leaves the desk on paper."""
    made = CityAnswer.objects.filter(state=AnswerState.READY).first()
    if made is None:
        return redirect("city:city")
    from corridor.workflows.known_city import timetable_html  # noqa: PLC0415 - the engine loads when it is needed

    plan = _plan(made)
    record(request, "city.timetable_read", obj=made)
    cards = mark_safe(timetable_html(plan, _language()))  # noqa: S308 - the engine escapes every word of it
    return render(request, "city/timetable.html", {"plan": plan, "cards": cards, "made": made})


def _ask(request: HttpRequest, form: CityForm) -> CorridorError | None:
    """Ask for a plan; what is wrong with the files, where that makes one impossible."""
    from corridor_server.city.known import city_now  # noqa: PLC0415 - the engine loads when it is needed

    files = form.texts(_files_before())
    try:
        read = city_now(files, form.buses)
    except CorridorError as error:
        return error
    doubts = [problem.as_dict() for problem in read.problems]
    asked = {"seconds": form.cleaned_data["seconds"], "buses": form.buses}
    with transaction.atomic():
        row = CityAnswer(by=cast("User", request.user), asked=asked, files=files, doubts=doubts)
        row.save()
        row.job = jobs.enqueue("city.evacuate", {"answer": row.pk}, request.user)
        row.save(update_fields=["job"])
        record(request, "city.asked", obj=row, detail={"files": sorted(files)})
    return None


def _files_before() -> dict[str, str]:
    """What was given the last time."""
    found = CityAnswer.objects.values_list("files", flat=True).first()
    return dict(found or {})


def _busy() -> dict[str, Any]:
    row = CityAnswer.objects.filter(state=AnswerState.ASKED).select_related("job").first()
    job = row.job if row else None
    if job is None or job.over:
        last = CityAnswer.objects.select_related("job").first()
        failed = last.job if last and last.state == AnswerState.FAILED else None
        return {"busy": False, "failed": failed}
    return {"busy": True, "failed": None, "job": job, "value": 100 * job.done / job.total if job.total else None}


def _shown(made: CityAnswer) -> dict[str, Any]:
    from corridor.workflows.known_city import city_html  # noqa: PLC0415 - the engine loads when it is needed

    plan = _plan(made)
    drawing = json.loads(zlib.decompress(bytes(made.drawing or b"")))
    drawing["out"] = _("{out} of {all} people out")
    body = mark_safe(city_html(plan, _language()))  # noqa: S308 - the engine escapes every word of it
    return {"plan": plan, "body": body, "drawing": drawing, "doubts": made.doubts}


def _plan(made: CityAnswer) -> CityPlan:
    from corridor.domain.city_plan import CityPlan  # noqa: PLC0415 - the engine loads when it is needed

    return CityPlan.model_validate_json(zlib.decompress(bytes(made.answer or b"")))


def _language() -> str:
    return (get_language() or "en").split("-")[0]
