"""Every address of the desk: each app owns its own; what no app names does not exist."""

from __future__ import annotations

from django.urls import include, path

from corridor_server.settings import OURS

urlpatterns = [path("", include(f"corridor_server.{name}.urls")) for name in OURS if name != "store"]

handler400 = "corridor_server.web.views.bad_request"
handler403 = "corridor_server.web.views.refused"
handler404 = "corridor_server.web.views.not_found"
handler500 = "corridor_server.web.views.failed"
