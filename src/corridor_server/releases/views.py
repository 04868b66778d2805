"""Releases: the list, asking, the second person's word, taking the file once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor_server.audit.record import record
from corridor_server.releases.file import build
from corridor_server.releases.forms import AskForm
from corridor_server.releases.models import Release, State
from corridor_server.releases.sources import SOURCES
from corridor_server.web.tables import Column, Filter, answer, table_page

if TYPE_CHECKING:
    from django.http import HttpRequest

COLUMNS = (
    Column("number", gettext_lazy("Release")),
    Column("source", gettext_lazy("List"), sort=("source",)),
    Column("recipient", gettext_lazy("For whom"), sort=("recipient",)),
    Column("purpose", gettext_lazy("What for")),
    Column("asked", gettext_lazy("Asked by"), sort=("asked_by__full_name",)),
    Column("state", gettext_lazy("State"), sort=("state",)),
    Column("created", gettext_lazy("When"), sort=("created",)),
)
FILTERS = (Filter("state", gettext_lazy("State"), State.choices, by="state"),)


@require_GET
def releases(request: HttpRequest) -> HttpResponse:
    """Every release that was ever asked for."""
    rows = Release.objects.select_related("asked_by", "decided_by")
    table = table_page(request, rows, COLUMNS, FILTERS, order="-created")
    for one in table.page.object_list:
        one.words = _source_words(one)
    return answer(request, "releases/releases.html", table=table)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a list to leave."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        release = form.save(commit=False)
        release.columns = form.cleaned_data["columns"]
        release.asked_by = request.user
        with transaction.atomic():
            release.save()
            record(request, "release.asked", obj=release, detail={"source": release.source, "exact": release.exact})
        messages.success(request, _("A second person must agree now: a coordinator or the data protection officer."))
        return redirect("releases:release", pk=release.pk)
    shown = {"form": form, "sources": list(SOURCES.values())}
    return render(request, "releases/ask.html", shown, status=422 if form.is_bound else 200)


@require_GET
def release(request: HttpRequest, pk: str) -> HttpResponse:
    """One release: what, for whom, who said what."""
    found = get_object_or_404(Release.objects.select_related("asked_by", "decided_by"), pk=pk)
    headings = dict(SOURCES[found.source].columns) if found.source in SOURCES else {}
    shown = {
        "release": found,
        "words": _source_words(found),
        "columns": [headings.get(path, path) for path in found.columns.split()],
        "own": found.asked_by_id == request.user.pk,
    }
    return render(request, "releases/release.html", shown)


@require_POST
def decide(request: HttpRequest, pk: str) -> HttpResponse:
    """The second person agrees or refuses; never the one who asked."""
    agreed = request.POST.get("decision") == "agree"
    found = get_object_or_404(Release, pk=pk)
    if found.asked_by_id == request.user.pk:
        messages.error(request, _("A second person must agree: not the one who asked."))
        return redirect("releases:release", pk=pk)
    state = State.AGREED if agreed else State.REFUSED
    with transaction.atomic():
        changed = Release.objects.filter(pk=pk, state=State.ASKED).update(
            state=state, decided_by=request.user.pk, decided=timezone.now()
        )
        if changed:
            record(request, f"release.{state.value}", obj=found)
    return redirect("releases:release", pk=pk)


@require_POST
def take(request: HttpRequest, pk: str) -> HttpResponse:
    """The file, once, for the one who asked."""
    found: Any = get_object_or_404(Release.objects.select_related("asked_by", "decided_by"), pk=pk)
    if not found.takeable or found.asked_by_id != request.user.pk or found.source not in SOURCES:
        messages.error(request, _("This release cannot be taken: only by the one who asked, once, within a day."))
        return redirect("releases:release", pk=pk)
    content, rows = build(found, SOURCES[found.source], settings.DESK_AUDIT_KEY)
    with transaction.atomic():
        taken = Release.objects.filter(pk=pk, state=State.AGREED).update(
            state=State.TAKEN, taken=timezone.now(), rows=rows, digest=hashlib.sha256(content).hexdigest()
        )
        if not taken:
            return redirect("releases:release", pk=pk)
        record(request, "release.taken", obj=found, detail={"rows": rows, "exact": found.exact})
    headers = {"Content-Disposition": f'attachment; filename="{found.number}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _source_words(found: Release) -> Any:
    return SOURCES[found.source].label if found.source in SOURCES else found.source
