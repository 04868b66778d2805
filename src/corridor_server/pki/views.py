"""How a phone comes to trust this desk: the authority's certificate, its fingerprint, the steps, the address as QR."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from corridor_server.pki.authority import Certificates, fingerprint

if TYPE_CHECKING:
    from django.http import HttpRequest


def _files() -> Certificates:
    return Certificates(settings.DESK_CONFIG.certificates)


@require_GET
def trust(request: HttpRequest) -> HttpResponse:
    """The page."""
    pairs = fingerprint(_files()).split(":")
    rows = [" ".join(pairs[start : start + 8]) for start in range(0, len(pairs), 8)]
    shown = {"fingerprint": rows, "addresses": settings.DESK_CONFIG.addresses}
    return render(request, "pki/trust.html", shown)


@require_GET
def authority(request: HttpRequest) -> HttpResponse:
    """The authority's certificate in DER, the form that every phone opens as a certificate."""
    del request
    certificate = x509.load_pem_x509_certificate(_files().authority.read_bytes())
    return HttpResponse(
        certificate.public_bytes(serialization.Encoding.DER),
        content_type="application/x-x509-ca-cert",
        headers={"Content-Disposition": 'attachment; filename="corridor-desk.crt"'},
    )


@require_GET
def address(request: HttpRequest) -> HttpResponse:
    """The address of this page for a phone on the same network, as a picture."""
    del request
    addresses = settings.DESK_CONFIG.addresses
    picture = io.BytesIO()
    segno.make(f"{(addresses or (settings.DESK_CONFIG.url,))[0]}trust/", error="m").save(picture, kind="svg", scale=6)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")
