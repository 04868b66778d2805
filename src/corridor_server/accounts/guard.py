"""The guard before every view: known url name, live session, right role, fresh passphrase, a reason. Default deny."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from corridor_server.accounts import access, sessions
from corridor_server.accounts.access.rules import READING
from corridor_server.accounts.settings import peer_address
from corridor_server.audit.record import record
from corridor_server.web.views import error_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from corridor_server.accounts.access import Endpoint

WHILE_LOCKED = frozenset({"accounts:unlock", "accounts:logout", "accounts:lock"})


class Guard:
    """Middleware after authentication. Asks the table; what it does not name is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """End a session that is not its owner's any more, then go on."""
        if request.user.is_authenticated:
            agent, address = request.headers.get("User-Agent", ""), peer_address(request)
            why = sessions.ended(request.session, agent, address, time.time())
            if why is not None:
                record(request, "session.ended", detail={"why": why.value})
                logout(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """An answer instead of the view, or None to let it answer."""
        del view, args
        match = request.resolver_match
        name = match.view_name if match else ""
        rule = access.endpoint(name)
        if rule is None:
            return _refused(request, name)
        if rule.public:
            return None
        if not request.user.is_authenticated:
            return _elsewhere(request, "accounts:login", 401)
        return _inside(request, name, rule, str(kwargs.get("pk", "")))


def _inside(request: HttpRequest, name: str, rule: Endpoint, record_id: str) -> HttpResponse | None:
    """What stands between someone logged in and the view: lock, role, fresh passphrase, reason."""
    now = time.time()
    if sessions.locked(request.session, now, settings.DESK_IDLE_SECONDS) and name not in WHILE_LOCKED:
        return _elsewhere(request, "accounts:unlock", 401)
    if not access.may(request.user, name, request.method or ""):
        return _refused(request, name)
    if rule.fresh and not sessions.fresh(request.session, now):
        return _elsewhere(request, "accounts:confirm", 403)
    if not rule.background and name not in WHILE_LOCKED:
        sessions.touch(request.session, now)
    if rule.lists:
        record(request, "list.read", kind=rule.lists, detail={"endpoint": name})
    return _with_reason(request, rule, record_id, now)


def _with_reason(request: HttpRequest, rule: Endpoint, record_id: str, now: float) -> HttpResponse | None:
    """Ask once why a person's record is opened; log every reading of it."""
    if not rule.reason or not record_id:
        return None
    reason = sessions.reason_for(request.session, rule.reason, record_id, now)
    if not reason:
        return _elsewhere(request, "accounts:reason", 403, label=rule.reason, record=record_id)
    if request.method in READING:
        record(request, "record.read", kind=rule.reason, object_id=record_id, reason=reason)
    return None


def _refused(request: HttpRequest, name: str) -> HttpResponse:
    record(request, "access.refused", detail={"endpoint": name, "method": request.method or ""})
    if _wants_data(request):
        return JsonResponse({"code": "access.refused"}, status=403)
    return error_page(
        request,
        403,
        _("This is not open to your role."),
        _("What is not expressly allowed is closed."),
        remedy=_("Ask a coordinator if your work needs it."),
        code="access.refused",
    )


def _elsewhere(request: HttpRequest, name: str, status: int, **also: str) -> HttpResponse:
    """Send the person to ``name`` and back; a sent form comes back to the page it stood on, programs get a status."""
    back = request.get_full_path() if request.method in READING else _page_of(request)
    address = f"{reverse(name)}?{urlencode({'next': back, **also})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    if _wants_data(request):
        return JsonResponse({"code": f"{name.replace(':', '.')}", "address": address}, status=status)
    return HttpResponseRedirect(address)


def _page_of(request: HttpRequest) -> str:
    """Path of the page that a form was sent from, as far as it is ours."""
    own = f"{request.scheme}://{request.get_host()}"
    referrer = request.headers.get("Referer", "")
    return referrer.removeprefix(own) if referrer.startswith(f"{own}/") else "/"


def _wants_data(request: HttpRequest) -> bool:
    accept = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or "text/event-stream" in accept or accept.startswith("application/json")
