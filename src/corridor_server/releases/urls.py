"""Addresses of releases."""

from __future__ import annotations

from django.urls import path

from corridor_server.releases import views

app_name = "releases"
urlpatterns = [
    path("admin/releases/", views.releases, name="list"),
    path("admin/releases/ask/", views.ask, name="ask"),
    path("admin/releases/<str:pk>/", views.release, name="release"),
    path("admin/releases/<str:pk>/decide/", views.decide, name="decide"),
    path("admin/releases/<str:pk>/take/", views.take, name="take"),
]
