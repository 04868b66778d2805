"""Pages with maps: the situation, the forecast, the roads of the area."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from corridor.files import replacing
from corridor_server import jobs
from corridor_server.accounts import access
from corridor_server.audit.record import record
from corridor_server.maps.forecast import forecast_in_force
from corridor_server.maps.forms import AreaForm
from corridor_server.maps.models import DangerForecast, LastLook
from corridor_server.maps.overlays import (
    changes_since,
    figures,
    incidents_for,
    overdue_crews,
    running_out,
    shelters_for,
    spots_for,
)
from corridor_server.maps.page_data import map_data
from corridor_server.maps.roads import road_files, roads_in_force
from corridor_server.web.navigation import address_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from corridor_server.accounts.models import User

SHOWN_CHANGES, SHOWN_SHORTAGES = 12, 8
A_LOOK_LASTS_S = 600
"""Coming back to the page within ten minutes is the same look: what was new stays new."""


def situation(request: HttpRequest) -> HttpResponse:
    """What is where now, what is running out, and what changed."""
    now, since, forecast = timezone.now(), last_look(request), forecast_in_force()
    shelters = shelters_for(request.user)
    return render(
        request,
        "maps/situation.html",
        {
            "data": map_data(request, spots_for(request.user, shelters, now), incidents_for(request.user, now)),
            "forecast": forecast,
            "silent": silent_sources(forecast),
            "figures": figures(request.user, now),
            "overdue": overdue_crews(now),
            "running_out": running_out(shelters)[:SHOWN_SHORTAGES],
            "more_supplies": address_of("registry:shelters"),
            "since": since,
            "changes": changes_since(request.user, since, SHOWN_CHANGES),
            "may_import": access.may(request.user, "maps:area", "POST"),
        },
    )


def last_look(request: HttpRequest) -> datetime | None:
    """When the reader looked before; marks this look."""
    now = timezone.now()
    look, fresh = LastLook.objects.get_or_create(user=cast("User", request.user), defaults={"looked": now})
    if fresh:
        return None
    if (now - look.looked).total_seconds() > A_LOOK_LASTS_S:
        look.before, look.looked = look.looked, now
        look.save(update_fields=["before", "looked", "changed"])
    return look.before


def silent_sources(forecast: DangerForecast | None) -> list[str]:
    """Names of sources that have fallen silent."""
    return [source["name"] for source in forecast.rests_on if source["silent"]] if forecast else []


def forecast(request: HttpRequest) -> HttpResponse:
    """The day's rhythm with its interval, and what the forecast rests on."""
    found = forecast_in_force()
    context: dict[str, Any] = {"data": map_data(request), "forecast": found, "silent": silent_sources(found)}
    if found is not None:
        context["rhythm"] = [{**hour, "start": timezone.localtime(moment(hour["start_s"]))} for hour in found.rhythm]
        context["sources"] = [
            {**source, "newest": None if source["newest_s"] is None else moment(source["newest_s"])}
            for source in found.rests_on
        ]
    return render(request, "maps/forecast.html", context)


def moment(seconds: int) -> datetime:
    """Epoch seconds as a moment."""
    return datetime.fromtimestamp(seconds, UTC)


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Forecast from what is known now, as a job."""
    if roads_in_force() is None:
        messages.error(request, _("Import the roads of the area first."))
    else:
        jobs.enqueue("maps.forecast", {}, by=request.user)
        messages.success(request, _("The forecast is being made."))
    return redirect("maps:forecast" if request.POST.get("to") == "forecast" else "maps:situation")


@require_http_methods(["GET", "POST"])
def area(request: HttpRequest) -> HttpResponse:
    """The roads in force, and the form to import others."""
    form = AreaForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data.get("waiting") or lay_in(form.cleaned_data["upload"])
        with transaction.atomic():
            jobs.enqueue("maps.import", {"file": name, "by": str(request.user.pk)}, by=request.user)
            record(request, "maps.import_asked")
        messages.success(request, _("The roads are being imported."))
        return redirect("maps:area")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "maps/area.html", {"form": form, "roads": roads_in_force()}, status=status)


def lay_in(upload: UploadedFile[Any]) -> str:
    """Put an uploaded extract where imports are taken from; its name there. It holds the public map only."""
    name = "".join(c if c.isalnum() or c in "._-" else "_" for c in (upload.name or "area.osm.pbf")).lstrip(".")
    with replacing(road_files().incoming / name) as draft, draft.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return name
