"""History of a record: who changed what and why; going back to a version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corridor_server.accounts import access
from corridor_server.audit.record import record
from corridor_server.registry.deciding import settle
from corridor_server.registry.models import Household
from corridor_server.registry.versions import go_back, versions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

KINDS = ("shelter", "household", "person", "request", "offer", "item", "need")
"""Records with a page of history; the url names are ``<kind>_history``."""
CARDS = {"item": "registry:item_edit", "need": "registry:need_edit"}


@require_http_methods(["GET", "POST"])
def history(request: HttpRequest, pk: str, kind: str) -> HttpResponse:
    """Versions of a record, as far as the reader may see them; POST ``version`` goes back to one."""
    model: Any = apps.get_model("registry", kind)
    found = get_object_or_404(model, pk=pk)
    visible = access.visible_fields(request.user, model._meta.label)
    if request.method == "POST":
        with transaction.atomic():
            try:
                go_back(found, request.POST.get("version", ""), visible)
            except LookupError as error:
                raise Http404 from error
            if isinstance(found, Household):
                settle(found)
            record(request, "record.undone", obj=found)
        messages.success(request, _("The record is as it was in that version."))
        return redirect(f"registry:{kind}_history", pk=pk)
    card = reverse(CARDS.get(kind, f"registry:{kind}"), kwargs={"pk": pk})
    shown = {"versions": versions(found, visible), "card": card, "may_undo": access.may(
        request.user, f"registry:{kind}_history", "POST")}  # fmt: skip
    return render(request, "registry/history.html", shown)
