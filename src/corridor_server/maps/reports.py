"""Roads and reports: what was said about roads, how old it is, and a new report by pressing a road."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from corridor_server.accounts import access
from corridor_server.maps.forecast import forecast_in_force
from corridor_server.maps.overlays import spots_for
from corridor_server.maps.page_data import map_data

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET"])
def roads(request: HttpRequest) -> HttpResponse:
    """The map of roads."""
    context = {
        "data": map_data(request, spots_for(request.user)),
        "forecast": forecast_in_force(),
        "may_import": access.may(request.user, "maps:area", "POST"),
    }
    return render(request, "maps/roads.html", context)
