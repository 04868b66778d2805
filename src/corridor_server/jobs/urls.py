"""Addresses of jobs."""

from __future__ import annotations

from django.urls import path

from corridor_server.jobs import events, views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.jobs, name="list"),
    path("jobs/events/", events.events, name="events"),
    path("jobs/demonstration/", views.demonstration, name="demonstration"),
    path("jobs/<str:pk>/cancel/", views.cancel, name="cancel"),
    path("jobs/<str:pk>/again/", views.again, name="again"),
]
