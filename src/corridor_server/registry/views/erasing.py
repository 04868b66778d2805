"""Retention and erasure: what is due, what was erased, and erasing one person, household or request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from corridor_server import jobs
from corridor_server.audit.record import record
from corridor_server.registry import erasing
from corridor_server.registry import retention as keeping
from corridor_server.registry.deciding import leave
from corridor_server.registry.forms.base import RecordForm, with_pickers
from corridor_server.registry.models import Erasure, Household, Person, Request, Retention
from corridor_server.registry.views.editing import actor, sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

CASES: dict[str, tuple[Any, Callable[[Any], erasing.Cut], str]] = {
    "person": (Person, erasing.of_person, "registry:people"),
    "household": (Household, erasing.of_household, "registry:people"),
    "request": (Request, erasing.of_request, "registry:requests"),
}


class RetentionForm(RecordForm):
    """Periods."""

    class Meta:
        model = Retention
        fields = ("household_days", "request_days", "import_days")
        formfield_callback = with_pickers


class EraseForm(forms.Form):
    """Why, and a word that nobody types by accident."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is erased"),
        max_length=200,
        help_text=gettext_lazy("Stands in the proof; no names."),
        widget=forms.TextInput(attrs={"data_layout": "whole"}),
    )
    sure = forms.BooleanField(label=gettext_lazy("Nothing of it can be brought back, and that is meant."))


@require_http_methods(["GET", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """Periods, what is due, and proofs."""
    rules = Retention.current()
    form = RetentionForm(sent(request), instance=rules, user=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.keep()
            record(request, "retention.changed", obj=rules)
        messages.success(request, _("Saved."))
        return redirect("registry:retention")
    due = keeping.due()
    shown = {
        "form": form, "due": due, "anything": any(due.values()),
        "proofs": Erasure.objects.select_related("by")[:50],
    }  # fmt: skip
    return render(request, "registry/retention.html", shown, status=422 if form.is_bound else 200)


@require_POST
def retention_run(request: HttpRequest) -> HttpResponse:
    """Erase what is due, as a job."""
    jobs.enqueue("registry.retention", {"by": actor(request).pk}, by=request.user)
    messages.info(request, _("What is due is being erased; the proofs appear here."))
    return redirect("registry:retention")


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, pk: str, kind: str) -> HttpResponse:
    """Erase one case."""
    model, cut_of, after = CASES[kind]
    found = get_object_or_404(model, pk=pk)
    form = EraseForm(sent(request))
    cut = cut_of(found)
    if request.method == "POST" and form.is_valid():
        erasing.erase(found, cut, why=form.cleaned_data["reason"], by=actor(request))
        messages.success(request, _("Erased. The proof stands under retention."))
        return redirect(after)
    form.label_suffix = ""
    shown = {"form": form, "rows": len(cut.pairs()), "card": f"registry:{kind}", "pk": pk}
    return render(request, "registry/erase.html", shown, status=422 if form.is_bound else 200)


@require_POST
@transaction.atomic
def household_left(request: HttpRequest, pk: str) -> HttpResponse:
    """A household has left; from now on its time of keeping runs."""
    home = get_object_or_404(Household, pk=pk)
    leave(home)
    record(request, "household.left", obj=home)
    messages.success(request, _("They have left. The record is kept for the time set under retention."))
    return redirect("registry:household", pk=pk)
