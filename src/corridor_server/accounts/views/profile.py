"""One's own account: sessions, passphrase, recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor_server.accounts import second_factor
from corridor_server.accounts.forms import ChangePassphrase
from corridor_server.accounts.proof import confirm
from corridor_server.audit.record import record

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here, where I am logged in, what I can change."""
    user: Any = request.user
    shown = {
        "open_sessions": user.sessions.filter(expire_date__gt=timezone.now()).order_by("-seen"),
        "own_handle": request.session.get("handle"),
        "codes_left": user.recovery_codes.filter(used=None).count(),
    }
    return render(request, "accounts/profile.html", shown)


@require_POST
@transaction.atomic
def end_session(request: HttpRequest, handle: str) -> HttpResponse:
    """End one of my sessions."""
    user: Any = request.user
    if user.sessions.filter(handle=handle).delete()[0]:
        record(request, "session.ended", detail={"why": "owner", "session": handle})
        messages.success(request, _("The session is over."))
    return redirect("accounts:profile")


@require_POST
@transaction.atomic
def end_others(request: HttpRequest) -> HttpResponse:
    """End all my sessions but this one."""
    user: Any = request.user
    count = user.sessions.exclude(handle=request.session.get("handle")).delete()[0]
    record(request, "session.ended", detail={"why": "owner", "count": count})
    messages.success(request, _("All other sessions are over."))
    return redirect("accounts:profile")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def passphrase(request: HttpRequest) -> HttpResponse:
    """Change my passphrase; my other sessions end by it."""
    user: Any = request.user
    form = ChangePassphrase(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if confirm(request, form.cleaned_data["old"]):
            user.set_password(form.cleaned_data["passphrase"])
            with transaction.atomic():
                user.save()
                user.sessions.exclude(handle=request.session.get("handle")).delete()
                update_session_auth_hash(request, user)
                record(request, "account.passphrase_changed")
            messages.success(request, _("The passphrase is changed. Your other sessions are over."))
            return redirect("accounts:profile")
        form.add_error("old", _("This is not your passphrase."))
    return render(request, "accounts/passphrase.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@transaction.atomic
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, shown once."""
    user: Any = request.user
    codes = second_factor.renew_recovery_codes(user)
    record(request, "account.recovery_codes_renewed")
    return render(request, "accounts/recovery.html", {"codes": codes, "next": "/account/"})
