"""The audit's pages: events, verification, anchors to keep elsewhere, and who read whose record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from corridor_server.accounts.models import User
from corridor_server.accounts.words import reason_label
from corridor_server.audit import anchors as anchor_files
from corridor_server.audit.models import Event
from corridor_server.audit.record import record
from corridor_server.audit.words import ACTIONS, DAMAGES, KINDS, action_label
from corridor_server.audit.workflow import verify_store
from corridor_server.web.tables import Column, Filter, answer, table_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from corridor_server.audit.chain import Anchor

PERIODS = {
    "day": (gettext_lazy("Last day"), timedelta(days=1)),
    "week": (gettext_lazy("Last week"), timedelta(days=7)),
    "month": (gettext_lazy("Last month"), timedelta(days=30)),
}
COLUMNS = (
    Column("number", gettext_lazy("No."), sort=("number",), number=True),
    Column("at", gettext_lazy("When"), sort=("at",)),
    Column("actor", gettext_lazy("Who")),
    Column("action", gettext_lazy("What"), sort=("action",)),
    Column("object", gettext_lazy("On what")),
    Column("reason", gettext_lazy("Why")),
    Column("detail", gettext_lazy("Details")),
)
READER_COLUMNS = (
    Column("actor", gettext_lazy("Who")),
    Column("kind", gettext_lazy("What")),
    Column("object", gettext_lazy("Record")),
    Column("reason", gettext_lazy("Why")),
    Column("at", gettext_lazy("When"), sort=("at",)),
)


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Every event, newest first."""
    actions = [(name, label) for name, label in sorted(ACTIONS.items(), key=lambda one: str(one[1]))]
    filters = (
        Filter("action", gettext_lazy("What"), actions, by="action"),
        Filter("actor", gettext_lazy("Who"), [(one.pk, one.display_name) for one in User.objects.all()], by="actor"),
        _period_filter(),
    )
    table = table_page(request, Event.objects.all(), COLUMNS, filters, search=_by_object, order="-number")
    names = _names(event.actor for event in table.page.object_list)
    for event in table.page.object_list:
        _with_words(event, names)
    return answer(request, "audit/events.html", table=table)


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the chain and say what was found; a copy of the anchors may be laid beside it."""
    if request.method != "POST":
        return render(request, "audit/verify.html", {"verdict": None})
    sent = request.FILES.get("copy")
    copy = anchor_files.parse(sent.read(5_000_000).decode(errors="replace")) if sent is not None else ()
    verdict = verify_store(copy)
    record(request, "audit.verified", detail={"entries": verdict.entries, "findings": len(verdict.findings)})
    findings = [(finding.number, DAMAGES[finding.damage]) for finding in verdict.findings[:200]]
    return render(request, "audit/verify.html", {"verdict": verdict, "findings": findings, "copies": len(copy)})


@require_http_methods(["GET", "POST"])
def anchors(request: HttpRequest) -> HttpResponse:
    """The anchors as a file: to be kept where whoever holds this machine cannot reach."""
    if request.method != "POST":
        known = anchor_files.known(settings.DESK_FOLDER)
        newest = max(known, key=lambda one: one.number, default=None)
        return render(request, "audit/anchors.html", {"newest": newest, "at": _moment(newest)})
    record(request, "audit.anchors_taken")
    lines = "\n".join(anchor_files.as_line(one) for one in anchor_files.known(settings.DESK_FOLDER))
    name = f"corridor-anchors-{timezone.now():%Y%m%d-%H%M}.jsonl"
    return HttpResponse(
        lines + "\n",
        content_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
def readers(request: HttpRequest) -> HttpResponse:
    """Who read which person's record, when and why."""
    rows = Event.objects.filter(action="record.read")
    filters = (
        Filter("actor", gettext_lazy("Who"), [(one.pk, one.display_name) for one in User.objects.all()], by="actor"),
        _period_filter(),
    )
    table = table_page(request, rows, READER_COLUMNS, filters, search=_by_object, order="-at")
    names = _names(event.actor for event in table.page.object_list)
    for event in table.page.object_list:
        _with_words(event, names)
    return answer(request, "audit/readers.html", table=table)


def _with_words(event: Any, names: dict[str, str]) -> None:
    """Put what the row's template shows onto ``event``."""
    event.who = names.get(event.actor, event.actor)
    event.what = action_label(event.action)
    event.on = KINDS.get(event.kind, event.kind)
    event.why = reason_label(event.reason)
    event.when = _from_micros(event.at)


def _names(ids: Iterable[str]) -> dict[str, str]:
    return {str(one.pk): one.display_name for one in User.objects.filter(pk__in=set(filter(None, ids)))}


def _period_filter() -> Filter:
    def since(rows: QuerySet[Any], period: str) -> QuerySet[Any]:
        return rows.filter(at__gte=int((timezone.now() - PERIODS[period][1]).timestamp() * 1e6))

    return Filter("period", gettext_lazy("When"), [(name, label) for name, (label, _len) in PERIODS.items()], by=since)


def _by_object(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(object__startswith=text)


def _from_micros(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1e6, UTC)


def _moment(anchor: Anchor | None) -> datetime | None:
    return None if anchor is None else datetime.fromtimestamp(anchor.at, UTC)
