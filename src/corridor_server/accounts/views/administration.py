"""The hub of the administration, and everyone's sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from corridor_server.accounts import access
from corridor_server.accounts.models import DeskSession
from corridor_server.audit.record import record
from corridor_server.web.tables import Column, answer, table_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Door:
    """A page of the administration."""

    name: str
    title: Any
    text: Any
    icon: str


DOORS = (
    Door(
        "accounts:users",
        gettext_lazy("Users and roles"),
        gettext_lazy("Who works here and what they may do."),
        "people",
    ),
    Door(
        "accounts:sessions",
        gettext_lazy("Sessions"),
        gettext_lazy("Where people are logged in; end what should not be."),
        "lock",
    ),
    Door(
        "audit:events",
        gettext_lazy("Audit"),
        gettext_lazy("Who did and read what, and why; verify that nothing was changed."),
        "eye",
    ),
    Door(
        "releases:list",
        gettext_lazy("Releases"),
        gettext_lazy("Lists that leave the desk: asked by one, agreed by another."),
        "download",
    ),
    Door(
        "audit:readers",
        gettext_lazy("Readers of records"),
        gettext_lazy("Whose records were read, by whom and why."),
        "search",
    ),
    Door(
        "registry:retention",
        gettext_lazy("Retention and erasure"),
        gettext_lazy("How long closed cases are kept; what was erased, with proof."),
        "clock",
    ),
    Door(
        "audit:anchors",
        gettext_lazy("Anchors"),
        gettext_lazy("A small file to keep elsewhere, so that a rewritten audit shows."),
        "checkin",
    ),
)
COLUMNS = (
    Column("name", pgettext_lazy("person", "Name"), sort=("user__full_name",)),
    Column("browser", gettext_lazy("Browser")),
    Column("network", gettext_lazy("Network"), sort=("network",)),
    Column("started", gettext_lazy("Started"), sort=("started",)),
    Column("seen", gettext_lazy("Last sign of life"), sort=("seen",)),
    Column("end", gettext_lazy("End"), hidden_label=True),
)


@require_GET
def administration(request: HttpRequest) -> HttpResponse:
    """Doors that the reader may open."""
    doors = [(door, _address(door.name)) for door in DOORS if access.may(request.user, door.name)]
    return render(request, "accounts/administration.html", {"doors": [(d, a) for d, a in doors if a]})


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Every live session of the desk."""
    rows = DeskSession.objects.select_related("user").filter(user__isnull=False, expire_date__gt=timezone.now())
    table = table_page(request, rows, COLUMNS, order="-seen")
    return answer(request, "accounts/sessions.html", table=table, own_handle=request.session.get("handle"))


@require_POST
@transaction.atomic
def session_end(request: HttpRequest, handle: str) -> HttpResponse:
    """End somebody's session."""
    found = DeskSession.objects.filter(handle=handle).first()
    if found is not None:
        record(request, "session.ended", detail={"why": "administration", "session": handle, "of": found.user_id or ""})
        found.delete()
        messages.success(request, _("The session is over."))
    return redirect("accounts:sessions")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
