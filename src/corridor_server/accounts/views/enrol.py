"""The way in for someone new: a link that works once, a passphrase, a phone, ten recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from corridor_server.accounts import second_factor
from corridor_server.accounts.enrolment import complete, open_enrolment, still_open
from corridor_server.accounts.forms import EnrolForm
from corridor_server.accounts.proof import enter
from corridor_server.web.views import error_page

if TYPE_CHECKING:
    from django.http import HttpRequest

HELD = "enrolment"


@require_GET
def enrol_open(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address: it stays in the session from here on."""
    enrolment = open_enrolment(token)
    if enrolment is None:
        return _closed(request)
    request.session.flush()
    request.session[HELD] = str(enrolment.pk)
    return redirect("accounts:enrol")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Choose a passphrase, scan the picture, type the first code; then the recovery codes are shown, once."""
    enrolment = still_open(request.session.get(HELD, ""))
    if enrolment is None:
        return _closed(request)
    user = enrolment.user
    device = second_factor.prepare(user)
    form = EnrolForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if not second_factor.confirm(user, form.cleaned_data["code"]):
            form.add_error("code", _("This is not the code that your phone should show. Is its clock right?"))
        elif (ready := complete(enrolment, form.cleaned_data["passphrase"])) is not None:
            codes = second_factor.renew_recovery_codes(ready)
            enter(request, ready)
            return render(request, "accounts/recovery.html", {"codes": codes, "next": "/"})
        else:
            return _closed(request)
    shown = {"form": form, "person": user, "secret": second_factor.secret_words(device)}
    return render(request, "accounts/enrol.html", shown, status=422 if form.is_bound else 200)


@require_GET
def enrol_qr(request: HttpRequest) -> HttpResponse:
    """The secret as a picture for the phone; only while the enrolment is open."""
    enrolment = still_open(request.session.get(HELD, ""))
    if enrolment is None:
        return HttpResponse(status=404)
    device = second_factor.prepare(enrolment.user)
    return HttpResponse(second_factor.picture(device.config_url), content_type="image/svg+xml")


def _closed(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        410,
        _("This link does not work."),
        _("It was used, it is older than a day, a newer one was made, or it waits for a second person's agreement."),
        remedy=_("Ask the person who sent it for a new one."),
        code="account.link_closed",
    )
