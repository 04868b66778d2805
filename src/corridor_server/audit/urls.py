"""Addresses of the audit."""

from __future__ import annotations

from django.urls import path

from corridor_server.audit import views

app_name = "audit"
urlpatterns = [
    path("admin/audit/", views.events, name="events"),
    path("admin/audit/verify/", views.verify, name="verify"),
    path("admin/audit/anchors/", views.anchors, name="anchors"),
    path("admin/audit/readers/", views.readers, name="readers"),
]
