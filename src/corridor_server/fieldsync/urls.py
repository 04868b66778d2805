"""Addresses of phones, and of the desk's page about them."""

from __future__ import annotations

from django.urls import path

from corridor_server.fieldsync import app_views, pages, views

app_name = "fieldsync"
urlpatterns = [
    path("phones/", pages.phones, name="phones"),
    path("phones/code/", pages.code, name="code"),
    path("phones/resolve/", pages.resolve, name="resolve"),
    path("phones/<str:pk>/revoke/", pages.revoke, name="revoke"),
    path("phones/records/<str:pk>/", pages.look, name="look"),
    path("crew/", app_views.app, name="app"),
    path("crew/worker.js", app_views.worker, name="app_worker"),
    path("crew/sw.js", app_views.service, name="app_service"),
    path("crew/manifest.webmanifest", app_views.manifest, name="app_manifest"),
    path("crew/cleared", app_views.cleared, name="app_cleared"),
    path("crew/api/enrol", views.enrol, name="enrol"),
    path("crew/api/ops", views.ops, name="ops"),
    path("crew/api/carried", views.ops, name="carried"),
    path("crew/api/today", views.today, name="today"),
    path("crew/api/changes", views.changes, name="changes"),
]
