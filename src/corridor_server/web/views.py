"""Language, and the errors in words."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING

import structlog
from django.shortcuts import render
from django.utils.translation import gettext as _

from corridor_server.store.full import disk_full

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

log = structlog.get_logger(__name__)


def error_page(
    request: HttpRequest, status: int, title: str, text: str, *, remedy: str = "", code: str, number: str = ""
) -> HttpResponse:
    """A page that tells what happened and what to do, and nothing of what was asked or of anybody's record."""
    shown = {
        "title": title, "text": text, "remedy": remedy, "code": code, "number": number,
        "back": "/", "back_label": _("To the first page"),
    }  # fmt: skip
    return render(request, "web/error.html", shown, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; 507 where a session found no room, which Django takes for one that has ended."""
    if disk_full(exception):
        return no_room(request)
    title, text = _("The desk did not understand this."), _("The form or address is not one that this desk knows.")
    return error_page(request, 400, title, text, code="desk.bad_request")


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    title, text = _("This is not open to you."), _("Your role does not include this page or this act.")
    remedy = _("If your work needs it, ask the administrator of this desk.")
    return error_page(request, 403, title, text, remedy=remedy, code="desk.refused")


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that carries no proof of having come from this desk's own page."""
    title, text = _("The form has expired."), _("The page was open too long, or was opened in another session.")
    remedy = _("Go back, load the page again and send the form once more. Nothing was changed.")
    return error_page(request, 403, title, text, remedy=remedy, code="desk.form_expired")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    title, text = _("There is no such page."), _("It may have been moved, merged with another record, or erased.")
    return error_page(request, 404, title, text, code="desk.not_found")


def failed(request: HttpRequest) -> HttpResponse:
    """500: a number to look up in the log, where the error stands without anybody's record; 507 for a full disk."""
    if disk_full(sys.exc_info()[1]):
        return no_room(request)
    number = secrets.token_hex(4)
    log.error("page_failed", number=number)
    title, text = _("Something went wrong at the desk."), _("Nothing was changed by the last step.")
    remedy = _("Try once more. If it fails again, tell your administrator the number below.")
    return error_page(request, 500, title, text, remedy=remedy, code="desk.failed", number=number)


def no_room(request: HttpRequest) -> HttpResponse:
    """507: the disk is full. The step was undone as a whole; yet its answer may be all that did not fit."""
    log.error("disk_full")
    title, text = (
        _("The disk of this desk is full, or it fails."),
        _("Your last step is not confirmed. All that was is kept."),
    )
    remedy = _("Make room on the desk's disk. Then look whether the step is there before you do it again.")
    return error_page(request, 507, title, text, remedy=remedy, code="desk.disk_full")
