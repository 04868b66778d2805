"""Addresses of maps."""

from __future__ import annotations

from django.urls import path

from corridor_server.maps import files, reports, views

app_name = "maps"
urlpatterns = [
    path("", views.situation, name="situation"),
    path("roads/", reports.roads, name="roads"),
    path("roads/<str:pk>/second/", reports.second, name="second"),
    path("roads/area/", views.area, name="area"),
    path("forecast/", views.forecast, name="forecast"),
    path("forecast/renew/", views.renew, name="renew"),
    path("maps/<slug:version>/area.pmtiles", files.tiles, name="tiles"),
    path("maps/<slug:version>/lines.json", files.lines, name="lines"),
    path("maps/danger/<str:pk>/", files.danger, name="danger"),
]
