"""One way to enter and change a record: a form, its errors, a note, the audit, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from corridor_server.accounts.models import User
from corridor_server.audit.record import record

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from corridor_server.registry.forms.base import RecordForm


def edit_page(
    request: HttpRequest,
    form: RecordForm,
    *,
    title: str,
    back: str,
    deed: str,
    keep: Callable[[], Any] | None = None,
    after: Callable[[Any], str] | None = None,
    template: str = "registry/edit.html",
    **context: Any,
) -> HttpResponse:
    """Show ``form``, or keep what it holds and go on.

    Args:
        request: GET shows, POST keeps.
        form: bound to ``request.POST`` on POST.
        title: heading of the page.
        back: where "cancel" leads, and where it goes on unless ``after`` says otherwise.
        deed: action for the audit, such as ``shelter.changed``.
        keep: saves and gives the record; the form's own ``keep`` by default.
        after: address to go on to, from the record kept.
        template: page.
        context: more for the template.
    """
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            kept = (keep or form.keep)()
            record(request, deed, obj=kept)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(after(kept) if after else back)
    shown = {"form": form, "title": title, "back": back, **context}
    return render(request, template, shown, status=422 if form.is_bound else 200)


def actor(request: HttpRequest) -> User:
    """Who is at the desk; the guard lets nobody else here."""
    if not isinstance(request.user, User):
        raise TypeError("the guard lets only users here")
    return request.user


def sent(request: HttpRequest) -> Any:
    """What a form is bound to: the posted data, or nothing on GET."""
    return request.POST if request.method == "POST" else None
