"""Addresses of the certificate authority; open to everybody, since trust comes before logging in."""

from __future__ import annotations

from django.urls import path

from corridor_server.pki import views

app_name = "pki"
urlpatterns = [
    path("trust/", views.trust, name="trust"),
    path("trust/corridor-desk.crt", views.authority, name="authority"),
    path("trust/address.svg", views.address, name="address"),
]
