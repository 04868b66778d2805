"""The crew's app as a page: the shell, its worker and service worker, and the word that clears what a browser kept.

Nothing here knows a phone or a crew: the shell is the same for everybody, and what a phone holds it asks for signed.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from corridor_server.web import assets
from corridor_server.web.policy import CONTENT_SECURITY_POLICY, HEADERS

if TYPE_CHECKING:
    from django.http import HttpRequest

POLICY = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'").replace(
    "form-action 'self'", "form-action 'none'"
)
"""The desk's own policy, and leave to compile Argon2id; no other page has it."""
PERMISSIONS = HEADERS["Permissions-Policy"].replace("geolocation=()", "geolocation=(self)")
"""A phone may ask where it is, for its own map; no record holds it unless the crew says so."""
AT_ONCE = "no-cache"
"""Browsers ask each time whether it changed; the service worker keeps its own copy."""


@require_GET
def app(request: HttpRequest) -> HttpResponse:
    """The shell."""
    return _kept(render(request, "fieldsync/app.html"))


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that holds the file of keys; a worker's policy is that of its own answer."""
    del request
    return _kept(HttpResponse(_built("crew-worker.js"), content_type="text/javascript"))


@require_GET
def service(request: HttpRequest) -> HttpResponse:
    """The service worker; the digest of the shell makes browsers notice when only the shell changed."""
    shell = hashlib.sha256(render(request, "fieldsync/app.html").content).hexdigest()
    return _kept(HttpResponse(_built("crew-service.js") + f"\n// {shell}\n".encode(), content_type="text/javascript"))


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What makes the page installable."""
    del request
    icon = {"src": static("desk/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    said = {
        "id": "/crew/", "name": "Corridor", "short_name": "Corridor", "start_url": "/crew/", "scope": "/crew/",
        "display": "standalone", "orientation": "portrait", "background_color": "#12161c", "theme_color": "#12161c",
        "icons": [icon],
    }  # fmt: skip
    answer = JsonResponse(said, content_type="application/manifest+json")
    answer.headers["Cache-Control"] = AT_ONCE
    return answer


@csrf_exempt
@require_POST
def cleared(request: HttpRequest) -> HttpResponse:
    """Has the browser throw away everything that it kept of this desk, but cookies.

    The header cannot be sent by another site's page, which could otherwise erase a crew's phone.
    """
    if "X-Erase" not in request.headers:
        return HttpResponse(status=400)
    return HttpResponse(status=204, headers={"Clear-Site-Data": '"cache", "storage"'})


def _built(name: str) -> bytes:
    return (assets.FOLDER / assets.manifest()[name]).read_bytes()


def _kept(answer: HttpResponse) -> HttpResponse:
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Permissions-Policy"] = PERMISSIONS
    answer.headers["Cache-Control"] = AT_ONCE
    return answer
