"""Addresses of the city."""

from __future__ import annotations

from django.urls import path

from corridor_server.city import views

app_name = "city"
urlpatterns = [
    path("city/", views.city, name="city"),
    path("city/progress/", views.progress, name="progress"),
    path("city/cancel/", views.cancel, name="cancel"),
    path("city/timetable/", views.timetable, name="timetable"),
]
