"""Vehicles, crews, depots and centres: lists, forms, what a depot holds, and vehicles that are out of service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor_server.accounts import access
from corridor_server.audit.record import record
from corridor_server.operations import holdings
from corridor_server.operations.forms.resources import (
    CentreForm,
    CheckpointForm,
    CrewForm,
    DepotForm,
    MovementForm,
    ProfileForm,
    VehicleForm,
)
from corridor_server.operations.models import (
    Checkpoint,
    Crew,
    Depot,
    OperationProfile,
    ReceptionCentre,
    StockMovement,
    Vehicle,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


MOVEMENTS = 60
"""Movements of stock listed."""


@dataclass(frozen=True)
class Kind:
    """A kind of resource: model, form, words."""

    key: str
    model: Any
    form: Any
    label: Any
    new: Any
    icon: str

    @property
    def template(self) -> str:
        """Its table."""
        return f"operations/kinds/{self.key}.html"


KINDS = {
    kind.key: kind
    for kind in (
        Kind("vehicles", Vehicle, VehicleForm, gettext_lazy("Vehicles"), gettext_lazy("New vehicle"), "truck"),
        Kind("crews", Crew, CrewForm, gettext_lazy("Crews"), gettext_lazy("New crew"), "people"),
        Kind("depots", Depot, DepotForm, gettext_lazy("Depots"), gettext_lazy("New depot"), "depot"),
        Kind(
            "centres",
            ReceptionCentre,
            CentreForm,
            gettext_lazy("Reception centres"),
            gettext_lazy("New centre"),
            "centre",
        ),
        Kind(
            "checkpoints",
            Checkpoint,
            CheckpointForm,
            gettext_lazy("Checkpoints"),
            gettext_lazy("New checkpoint"),
            "checkin",
        ),
    )
}


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


@require_GET
def resources(request: HttpRequest) -> HttpResponse:
    """Everything that plans are made with, one kind at a time."""
    kind = KINDS.get(request.GET.get("kind", ""), KINDS["vehicles"])
    context = {
        "kind": kind,
        "kinds": list(KINDS.values()),
        "rows": holdings.rows_of(kind.model),
        "profile": OperationProfile.current(),
        "may_edit": access.may(request.user, "operations:resource_new", "POST"),
    }
    return render(request, "operations/resources.html", context)


@require_http_methods(["GET", "POST"])
def resource_new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new vehicle, crew or place."""
    found = _kind(kind)
    form = found.form(request.POST or None, user=request.user)
    return _save(request, found, form, found.new)


def _edit(request: HttpRequest, key: str, pk: str) -> HttpResponse:
    found = KINDS[key]
    row = get_object_or_404(found.model, pk=pk)
    form = found.form(request.POST or None, instance=row, user=request.user)
    return _save(request, found, form, str(row))


@require_http_methods(["GET", "POST"])
def vehicle_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change a vehicle."""
    return _edit(request, "vehicles", pk)


@require_http_methods(["GET", "POST"])
def crew_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change a crew."""
    return _edit(request, "crews", pk)


@require_http_methods(["GET", "POST"])
def depot_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change a depot."""
    return _edit(request, "depots", pk)


@require_http_methods(["GET", "POST"])
def centre_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change a reception centre."""
    return _edit(request, "centres", pk)


@require_http_methods(["GET", "POST"])
def checkpoint_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change a checkpoint."""
    return _edit(request, "checkpoints", pk)


def _save(request: HttpRequest, kind: Kind, form: Any, heading: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            row = form.save()
            record(request, "resource.saved", obj=row)
        messages.success(request, _("Saved."))
        return redirect(f"{_address()}?kind={kind.key}")
    context = {"form": form, "kind": kind, "heading": heading, "back": f"{_address()}?kind={kind.key}"}
    return render(request, "operations/resource_form.html", context, status=422 if form.is_bound else 200)


def _address() -> str:
    return reverse("operations:resources")


@require_POST
@transaction.atomic
def vehicle_out(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a vehicle out of service, or put it back."""
    row = get_object_or_404(Vehicle, pk=pk)
    row.out_since = None if row.out_since else timezone.now()
    row.save_as("service")
    record(request, "vehicle.out" if row.out_since else "vehicle.back", obj=row)
    return redirect(f"{_address()}?kind=vehicles")


@require_http_methods(["GET", "POST"])
def depot_stock(request: HttpRequest, pk: str) -> HttpResponse:
    """What a depot holds, and what moved it."""
    depot = get_object_or_404(Depot, pk=pk)
    form = MovementForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.instance.depot, form.instance.by_id = depot, request.user.pk
        with transaction.atomic():
            row = form.save()
            record(request, "depot.moved", obj=row)
        messages.success(request, _("Written down."))
        return redirect("operations:depot_stock", pk=pk)
    rows = StockMovement.objects.filter(depot=depot).select_related("item", "mission__vehicle")
    context = {
        "depot": depot,
        "held": holdings.held_by_depot().get(depot.pk, ()),
        "rows": rows[:MOVEMENTS],
        "form": form,
    }
    return render(request, "operations/depot.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The operation's name, clock and usual hours."""
    form = ProfileForm(request.POST or None, instance=OperationProfile.current(), user=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            row = form.save()
            record(request, "operation.saved", obj=row)
        messages.success(request, _("Saved."))
        return redirect("operations:resources")
    context = {"form": form, "heading": _("The operation"), "back": _address()}
    return render(request, "operations/resource_form.html", context, status=422 if form.is_bound else 200)
