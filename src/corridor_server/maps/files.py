"""What map pages fetch: tiles by range requests, plain lines, danger by hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from corridor_server.maps.forecast import bytes_for_page
from corridor_server.maps.models import DangerForecast
from corridor_server.maps.ranges import ranged
from corridor_server.maps.roads import road_files

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_GET
def tiles(request: HttpRequest, version: str) -> HttpResponse:
    """The roads' vector tiles, or the part asked for."""
    files = road_files()
    if version != files.version:
        raise Http404
    return ranged(request, files.tiles, "application/vnd.pmtiles", version)


@require_GET
def lines(request: HttpRequest, version: str) -> HttpResponse:
    """The roads as plain lines, for browsers without WebGL 2."""
    files = road_files()
    if version != files.version:
        raise Http404
    headers = {"Content-Encoding": "gzip", "Cache-Control": "private, no-cache", "ETag": f'"{version}"'}
    return HttpResponse(files.lines.read_bytes(), content_type="application/json", headers=headers)


@require_GET
def danger(request: HttpRequest, pk: str) -> HttpResponse:
    """Danger of every road by hour, as bytes; never kept by the browser."""
    forecast = get_object_or_404(DangerForecast, pk=pk)
    return HttpResponse(bytes_for_page(forecast), content_type="application/octet-stream")
