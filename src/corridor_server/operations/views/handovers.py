"""Handing people over at a reception centre: who is on the way, who was counted in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corridor_server.audit.record import record
from corridor_server.operations import holdings
from corridor_server.operations.models import Evacuation, Handover, ReceptionCentre

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LISTED = 100


class HandoverForm(forms.Form):
    """How many were counted at the door."""

    evacuation = forms.CharField(max_length=36)
    people = forms.IntegerField(min_value=0, max_value=1000)


@require_http_methods(["GET", "POST"])
def handovers(request: HttpRequest, pk: str) -> HttpResponse:
    """Who is on the way to a centre, and whom it has taken into its care."""
    centre = get_object_or_404(ReceptionCentre, pk=pk)
    expected = Evacuation.objects.filter(centre=centre, handover=None).select_related("mission").order_by("at")
    if request.method == "POST":
        form = HandoverForm(request.POST)
        row = expected.filter(pk=form.cleaned_data["evacuation"]).first() if form.is_valid() else None
        if row is None:
            messages.error(request, _("Nobody is on the way under this entry any more."))
        else:
            with transaction.atomic():
                holdings.hand_over(row, form.cleaned_data["people"], request.user)
                record(request, "people.handed_over", obj=centre, detail={"people": form.cleaned_data["people"]})
            messages.success(request, _("Written down."))
        return redirect("operations:centre_handovers", pk=pk)
    done = Handover.objects.filter(centre=centre).select_related("evacuation__mission")
    context = {
        "centre": centre,
        "expected": expected[:LISTED],
        "done": done[:LISTED],
        "coming": expected.aggregate(n=Sum("people"))["n"] or 0,
        "arrived": done.aggregate(n=Sum("people"))["n"] or 0,
    }
    return render(request, "operations/handovers.html", context)
