"""The desk's page about phones: pair, revoke, look at what was quarantined, decide conflicts."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from corridor_server.accounts.second_factor import picture
from corridor_server.fieldsync import deciding
from corridor_server.fieldsync import phones as pairing
from corridor_server.fieldsync.models import FieldRecord, Phone, Standing
from corridor_server.fieldsync.records import Operation
from corridor_server.fieldsync.told import WHY, subject_words, version_of
from corridor_server.operations.models import Crew

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LISTED = 100


@require_GET
def phones(request: HttpRequest) -> HttpResponse:
    """Paired phones, what waits for a human, and conflicts with both versions."""
    return render(request, "fieldsync/phones.html", _shown())


@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """A code for a crew's phone, shown once."""
    crew = Crew.objects.filter(pk=request.POST.get("crew", ""), active=True).first()
    if crew is None:
        messages.error(request, _("Choose a crew."))
        return redirect("fieldsync:phones")
    link = request.build_absolute_uri("/crew/") + f"#enrol={pairing.code_for(crew, request.user)}"  # type: ignore[arg-type]
    drawn = base64.b64encode(picture(link)).decode()
    return render(request, "fieldsync/code.html", {"crew": crew, "link": link, "drawn": drawn})


@require_POST
def revoke(request: HttpRequest, pk: str) -> HttpResponse:
    """A phone is lost or taken."""
    pairing.revoke(get_object_or_404(Phone, pk=pk), request.user)  # type: ignore[arg-type]
    messages.success(request, _("The phone is revoked: at its next contact it is told to wipe itself."))
    return redirect("fieldsync:phones")


@require_POST
def look(request: HttpRequest, pk: str) -> HttpResponse:
    """A quarantined record is taken in, or kept out."""
    row = get_object_or_404(FieldRecord, pk=pk)
    decision = request.POST.get("decision", "")
    if decision in ("take", "keep_out"):
        deciding.look(request, row, take=decision == "take")
        messages.success(request, _("Written down."))
    return redirect("fieldsync:phones")


@require_POST
def resolve(request: HttpRequest) -> HttpResponse:
    """A conflict is decided."""
    if deciding.resolve(request, request.POST.get("conflict", ""), request.POST.get("chosen", "")):
        messages.success(request, _("Written down."))
    else:
        messages.error(request, _("There is no such conflict any more."))
    return redirect("fieldsync:phones")


def _shown() -> dict[str, Any]:
    paired = list(Phone.objects.select_related("crew").order_by("crew__name", "-created")[:LISTED])
    crews = dict(Phone.objects.values_list("pk", "crew__name"))
    counts = deciding.counts()
    merged, known = deciding.merged_now()
    conflicts = []
    for one in deciding.open_first(merged.conflicts)[:LISTED]:
        kind, name = subject_words(one.about)
        versions = [version_of(known[version], crews) for version in one.versions]
        conflicts.append({"id": one.id, "kind": kind, "name": name, "versions": versions, "chosen": one.chosen})
    aside = FieldRecord.objects.filter(standing=Standing.QUARANTINED)[:LISTED]
    quarantined = [
        {
            "row": row,
            "why": WHY.get(row.why, ""),
            "version": version_of(Operation.from_json(json.loads(row.text)), crews),
        }
        for row in aside
    ]
    return {
        "phones": [{"phone": one, "records": counts.get(str(one.pk), 0)} for one in paired],
        "crews": Crew.objects.filter(active=True), "conflicts": conflicts, "quarantined": quarantined,
        "open": sum(not one["chosen"] for one in conflicts),
        "held": FieldRecord.objects.filter(standing=Standing.HELD).count(),
    }  # fmt: skip
