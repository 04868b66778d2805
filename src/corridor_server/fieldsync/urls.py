"""Addresses of phones."""

from __future__ import annotations

from django.urls import path

from corridor_server.fieldsync import views

app_name = "fieldsync"
urlpatterns = [
    path("crew/api/enrol", views.enrol, name="enrol"),
    path("crew/api/ops", views.ops, name="ops"),
    path("crew/api/carried", views.ops, name="carried"),
    path("crew/api/changes", views.changes, name="changes"),
]
