"""Requests: the list by urgency, the hotline's quick entry, the card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor_server.accounts.seen import seen, seen_all
from corridor_server.registry import calls, duplicates, hotline
from corridor_server.registry.forms.requests import NEW, CallForm, StateForm
from corridor_server.registry.models import Request
from corridor_server.registry.models.words import Priority, RequestKind, RequestState
from corridor_server.registry.triage import propose
from corridor_server.registry.views.editing import actor, edit_page, sent
from corridor_server.web.tables import Column, Filter, answer, table_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

COLUMNS = (
    Column("triage", gettext_lazy("Triage"), sort=("triage", "received")),
    Column("kind", gettext_lazy("Asks for"), sort=("kind", "received")),
    Column("people", gettext_lazy("People"), sort=("people",), number=True),
    Column("place", gettext_lazy("Where")),
    Column("received", gettext_lazy("Received"), sort=("received",)),
    Column("state", gettext_lazy("State"), sort=("state", "triage", "received")),
)
FILTERS = (
    Filter(
        "open",
        gettext_lazy("Show"),
        [("open", gettext_lazy("Open ones")), ("closed", gettext_lazy("Closed ones"))],
        by=lambda rows, value: (
            rows.filter(state__in=RequestState.open())
            if value == "open"
            else rows.exclude(state__in=RequestState.open())
        ),
    ),
    Filter("triage", gettext_lazy("Triage"), Priority.choices, by="triage"),
    Filter("kind", gettext_lazy("Asks for"), RequestKind.choices, by="kind"),
)


@require_http_methods(["GET", "POST"])
def requests(request: HttpRequest) -> HttpResponse:
    """Requests, the most urgent first; phones are searched by POST."""
    rows = Request.objects.select_related("shelter")
    table = table_page(request, rows, COLUMNS, FILTERS, search=calls.search, order="triage", private=True)
    table.page.object_list = seen_all(request.user, table.page.object_list)
    return answer(request, "registry/requests.html", table=table)


@require_http_methods(["GET", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """Take a call."""
    form = CallForm(sent(request), instance=Request(), user=request.user)

    def keep() -> Request:
        kept = hotline.take(form.save(commit=False), form.said(), actor(request))
        if kept.caller is not None and form.said().known is None:
            duplicates.keep_for(kept.caller)
        return kept

    return edit_page(
        request, form, title=_("Take a call"), back=reverse("registry:requests"), deed="request.taken", keep=keep,
        after=lambda kept: reverse("registry:request", kwargs={"pk": kept.pk}), template="registry/call.html",
        **_seen(request, request.POST),
    )  # fmt: skip


@require_POST
def call_seen(request: HttpRequest) -> HttpResponse:
    """While the caller speaks: who that may be, who called before, and the triage that the facts propose."""
    return render(request, "registry/_call_seen.html", _seen(request, request.POST))


def _seen(request: HttpRequest, typed: QueryDict) -> dict[str, Any]:
    """What stands beside the form."""
    plain = {name: str(typed.get(name, "")) for name in typed}
    found = calls.known(plain, typed.getlist("reasons"))
    decisions = {home: seen(request.user, one) for home, one in found.decisions.items()}
    people = [
        (seen(request.user, one), decisions.get(one.household_id or ""), one.pk == typed.get("who"))
        for one in found.people
    ]
    return {
        "people": people,
        "somebody_new": not any(chosen for _one, _said, chosen in people),
        "calls": [(seen(request.user, one), one.pk == typed.get("same_as")) for one in found.requests],
        "matches": [(seen(request.user, one.offer), one.reason_label, one.left) for one in found.matches],
        "enters_household": found.household,
        "typed": bool(typed),
        "new": NEW,
        "proposal": propose(calls.kind_of(plain), calls.facts(plain)),
    }


@require_GET
def request_card(request: HttpRequest, pk: str) -> HttpResponse:
    """One request."""
    call = get_object_or_404(Request.objects.select_related("shelter", "household", "taken_by", "repeats"), pk=pk)
    shown = {"call": seen(request.user, call), "needs": seen_all(request.user, call.needs.select_related("item"))}
    return render(request, "registry/request.html", shown)


@require_http_methods(["GET", "POST"])
def request_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change a request."""
    call = get_object_or_404(Request, pk=pk)
    form = StateForm(sent(request), instance=call, user=request.user)

    def keep() -> Request:
        kept: Request = form.save(commit=False)
        kept.closed = None if kept.open else kept.closed or timezone.now()
        kept.save_as(form.cleaned_data.get("why", ""))
        return kept

    return edit_page(
        request, form, title=_("Change request"), back=reverse("registry:request", kwargs={"pk": pk}),
        deed="request.changed", keep=keep,
    )  # fmt: skip
