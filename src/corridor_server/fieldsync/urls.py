"""Addresses of phones, and of the desk's page about them."""

from __future__ import annotations

from django.urls import path

from corridor_server.fieldsync import pages, views

app_name = "fieldsync"
urlpatterns = [
    path("phones/", pages.phones, name="phones"),
    path("phones/code/", pages.code, name="code"),
    path("phones/resolve/", pages.resolve, name="resolve"),
    path("phones/<str:pk>/revoke/", pages.revoke, name="revoke"),
    path("phones/records/<str:pk>/", pages.look, name="look"),
    path("crew/api/enrol", views.enrol, name="enrol"),
    path("crew/api/ops", views.ops, name="ops"),
    path("crew/api/carried", views.ops, name="carried"),
    path("crew/api/changes", views.changes, name="changes"),
]
