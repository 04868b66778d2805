"""Login, logout, lock and unlock, the passphrase once more, and the reason for reading a record."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import logout as end_session
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from corridor_server.accounts import access, sessions
from corridor_server.accounts.forms import LoginForm, ReasonForm, UnlockForm
from corridor_server.accounts.proof import confirm as proven_again
from corridor_server.accounts.proof import enter, prove
from corridor_server.accounts.views.ways import next_of
from corridor_server.accounts.words import REASONS
from corridor_server.audit.record import record
from corridor_server.web.views import error_page

if TYPE_CHECKING:
    from django.http import HttpRequest


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Passphrase and second factor on one page."""
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        user = prove(request, given["username"], given["passphrase"], given["code"])
        if user is not None:
            enter(request, user)
            return HttpResponseRedirect(next_of(request))
        record(request, "account.login_refused")
        form.add_error(None, _("This does not fit together. A code works once: wait for the next one, then try again."))
    status = 422 if form.is_bound else 200
    return render(request, "accounts/login.html", {"form": form, "next": next_of(request)}, status=status)


@require_POST
@transaction.atomic
def logout(request: HttpRequest) -> HttpResponse:
    """End the session; the browser forgets what it kept of this desk."""
    record(request, "account.logout")
    end_session(request)
    response = redirect("accounts:login")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Close the desk until the passphrase is given; the work stays where it is."""
    request.session["locked"] = True
    response = redirect("accounts:unlock")
    response["Location"] += f"?next={next_of(request)}" if next_of(request) != "/" else ""
    return response


@require_POST
def awake(request: HttpRequest) -> HttpResponse:
    """Somebody types into a page without sending anything; the guard has noted the sign of life."""
    del request
    return HttpResponse(status=204)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """The passphrase opens a locked desk."""
    if not sessions.locked(request.session, time.time(), settings.DESK_IDLE_SECONDS):
        return HttpResponseRedirect(next_of(request))
    return _passphrase_page(request, "accounts/unlock.html")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The passphrase once more before a grave act."""
    return _passphrase_page(request, "accounts/confirm.html")


@require_http_methods(["GET", "POST"])
def reason(request: HttpRequest) -> HttpResponse:
    """Why is this record read? One tap."""
    asked = request.POST if request.method == "POST" else request.GET
    label, record_id = asked.get("label", ""), asked.get("record", "")
    if label not in access.FIELDS or not record_id:
        return redirect("/")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sessions.give_reason(request.session, label, record_id, form.chosen(), time.time())
        return HttpResponseRedirect(next_of(request))
    shown = {"form": form, "presets": REASONS.items(), "label": label, "record": record_id, "next": next_of(request)}
    return render(request, "accounts/reason.html", shown, status=422 if form.is_bound else 200)


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    """Too many failures: this account takes no proof for a while. A session that guessed is over."""
    del response, credentials
    if request.user.is_authenticated:
        record(request, "session.ended", detail={"why": "guessing"})
        end_session(request)
    return error_page(
        request,
        429,
        _("Too many tries."),
        _("This login name is closed for a quarter of an hour. Whoever is logged in already can go on."),
        remedy=_("Wait, or ask a coordinator or administrator to open it."),
        code="account.locked_out",
    )


def _passphrase_page(request: HttpRequest, template: str) -> HttpResponse:
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if proven_again(request, form.cleaned_data["passphrase"]):
            return HttpResponseRedirect(next_of(request))
        form.add_error("passphrase", _("This is not your passphrase."))
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, "next": next_of(request)}, status=status)
