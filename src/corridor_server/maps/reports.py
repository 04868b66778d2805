"""Roads and reports: what was said about roads, how old it is, and a new report by pressing a road.

One report adds danger or shuts a road. Opening it again takes two people, or a coordinator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from corridor_server.accounts import access
from corridor_server.audit.record import record
from corridor_server.maps.forecast import forecast_in_force
from corridor_server.maps.overlays import incidents_for, report_spots
from corridor_server.maps.page_data import map_data
from corridor_server.maps.report_form import ReportForm
from corridor_server.operations import reports as road_reports
from corridor_server.operations import situation as operations
from corridor_server.operations.models import RoadReport

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from corridor_server.accounts.models import User

SHOWN_INCIDENTS = 25
PRESSED = ("line", "lon", "lat", "road")
"""What a link from another map may bring: the road that was pressed there."""


@require_http_methods(["GET", "POST"])
def roads(request: HttpRequest) -> HttpResponse:
    """The map of roads, the form of a report, and the reports so far."""
    form = ReportForm(request.POST) if request.method == "POST" else ReportForm(initial=_pressed(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with transaction.atomic():
            report = road_reports.add_report(
                cast("User", request.user), given["lon"], given["lat"], given["effect"], **form.said()
            )
            record(request, "roads.reported", obj=report, detail={"effect": given["effect"]})
        messages.success(request, _told(report))
        return redirect("maps:roads")
    now = timezone.now()
    marks = operations.report_marks(now)
    context = {
        "data": map_data(request, report_spots(request.user, marks, now), incidents_for(request.user, now)),
        "form": form,
        "forecast": forecast_in_force(),
        "incidents": operations.incident_marks(now, most=SHOWN_INCIDENTS),
        "may_import": access.may(request.user, "maps:area", "POST"),
        "may_report": access.may(request.user, "maps:roads", "POST"),
        **_lists(request.user, marks),
    }
    return render(request, "maps/roads.html", context, status=422 if form.is_bound else 200)


@require_POST
@transaction.atomic
def second(request: HttpRequest, pk: str) -> HttpResponse:
    """Say the same as a report that someone else made."""
    report = get_object_or_404(RoadReport, pk=pk)
    road_reports.confirm(report, cast("User", request.user))
    record(request, "roads.seconded", obj=report)
    messages.success(request, _told(report))
    return redirect("maps:roads")


def _lists(user: object, marks: list[operations.ReportMark]) -> dict[str, Any]:
    sourced = access.may_read(user, "operations.RoadReport", "source")
    waiting = [mark for mark in marks if not mark.stale and not mark.in_force]
    return {
        "in_force": [mark for mark in marks if mark.in_force and not mark.stale],
        "waiting": waiting,
        "old": [mark for mark in marks if mark.stale],
        "sourced": sourced,
        "sources": sorted({mark.source for mark in marks if mark.source}) if sourced else [],
    }


def _pressed(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in PRESSED if name in request.GET}


def _told(report: Any) -> str:
    if report.effect != "open":
        return _("The report holds from now on. Plans and forecasts made from here take it in.")
    if report.confirmed:
        return _("The road counts as open again.")
    return _("Noted. The road stays shut until a second person or a coordinator says the same.")
