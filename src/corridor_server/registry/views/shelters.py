"""Shelters: list, card, editing; what they have and need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor_server.accounts.seen import seen, seen_all
from corridor_server.registry import supply
from corridor_server.registry.forms.shelters import NeedForm, ShelterForm, StandingForm, StockForm
from corridor_server.registry.models import Household, Need, Shelter, Standing, Stock
from corridor_server.registry.models.words import NeedState, ShelterKind, Utility
from corridor_server.registry.views.editing import actor, edit_page, sent
from corridor_server.web.tables import Column, Filter, answer, table_page

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

COLUMNS = (
    Column("name", gettext_lazy("Shelter"), sort=("name",)),
    Column("kind", gettext_lazy("Kind"), sort=("kind", "name")),
    Column("people", gettext_lazy("People"), sort=("people", "name"), number=True),
    Column("capacity", gettext_lazy("Places"), sort=("capacity", "name"), number=True),
    Column("supply", gettext_lazy("Runs out first")),
    Column("utilities", gettext_lazy("Power, water, heating")),
    Column("visited", gettext_lazy("Last visited"), sort=("visited", "name")),
)
FILTERS = (
    Filter("kind", gettext_lazy("Kind"), ShelterKind.choices, by="kind"),
    Filter("power", gettext_lazy("Power"), Utility.choices, by="power"),
    Filter("water", gettext_lazy("Water"), Utility.choices, by="water"),
    Filter("heating", gettext_lazy("Heating"), Utility.choices, by="heating"),
    Filter(
        "use",
        gettext_lazy("In use"),
        [("yes", gettext_lazy("People stay here")), ("no", gettext_lazy("Empty"))],
        by=lambda rows, value: rows.filter(in_use=value == "yes"),
    ),
)


def by_name(rows: QuerySet[Shelter], text: str) -> QuerySet[Shelter]:
    """Shelters whose name holds ``text``."""
    return rows.filter(name__icontains=text)


@require_GET
def shelters(request: HttpRequest) -> HttpResponse:
    """All shelters, with what runs out first."""
    rows = supply.with_people(Shelter.objects.all())
    table = table_page(request, rows, COLUMNS, FILTERS, search=by_name, order="name")
    page = list(table.page.object_list)
    known = supply.supplies(page)
    for shelter in page:
        shelter.scarcest = supply.scarcest(known[shelter.pk])
    table.page.object_list = seen_all(request.user, page)
    return answer(request, "registry/shelters.html", table=table)


@require_GET
def shelter(request: HttpRequest, pk: str) -> HttpResponse:
    """One shelter: what is known, what it has, needs, and who waits there."""
    place = get_object_or_404(supply.with_people(Shelter.objects.all()), pk=pk)
    households = Household.objects.filter(shelter=place, gone=None, merged_into=None).prefetch_related("people")
    needs = Need.objects.filter(shelter=place, state__in=(NeedState.OPEN, NeedState.PLANNED)).select_related("item")
    shown = {
        "shelter": seen(request.user, place),
        "name": place.name,
        "supplies": supply.supplies_at(place),
        "needs": seen_all(request.user, needs),
        "standing": seen_all(request.user, place.standing.select_related("item")),
        "households": seen_all(request.user, households[:100]),
        "household_count": households.count(),
        "stock_form": StockForm(user=request.user),
    }
    return render(request, "registry/shelter.html", shown)


@require_http_methods(["GET", "POST"])
def shelter_new(request: HttpRequest) -> HttpResponse:
    """Enter a shelter."""
    form = ShelterForm(sent(request), user=request.user)
    return edit_page(
        request, form, title=_("New shelter"), back=reverse("registry:shelters"), deed="shelter.entered",
        after=lambda kept: reverse("registry:shelter", kwargs={"pk": kept.pk}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def shelter_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change a shelter."""
    place = get_object_or_404(Shelter, pk=pk)
    form = ShelterForm(sent(request), instance=place, user=request.user)
    return edit_page(request, form, title=_("Change shelter"), back=_card(pk), deed="shelter.changed")


@require_POST
def stock_count(request: HttpRequest, pk: str) -> HttpResponse:
    """Write down how much of an item a shelter has."""
    count = Stock(shelter=get_object_or_404(Shelter, pk=pk), by=actor(request))
    form = StockForm(request.POST, instance=count, user=request.user)

    def keep() -> Stock:
        kept: Stock = form.keep()
        supply.raise_needs(shelter=kept.shelter)
        return kept

    return edit_page(request, form, title=_("Count stock"), back=_card(pk), deed="stock.counted", keep=keep)


@require_http_methods(["GET", "POST"])
def need_new(request: HttpRequest, pk: str) -> HttpResponse:
    """Enter what a shelter needs."""
    need = Need(shelter=get_object_or_404(Shelter, pk=pk))
    form = NeedForm(sent(request), instance=need, user=request.user)
    return edit_page(request, form, title=_("New need"), back=_card(pk), deed="need.entered")


@require_http_methods(["GET", "POST"])
def need_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change a need."""
    need = get_object_or_404(Need, pk=pk)
    form = NeedForm(sent(request), instance=need, user=request.user)
    back = (
        _card(need.shelter_id) if need.shelter_id else reverse("registry:household", kwargs={"pk": need.household_id})
    )
    return edit_page(
        request, form, title=_("Change need"), back=back, deed="need.changed", history="registry:need_history"
    )


@require_http_methods(["GET", "POST"])
def standing_new(request: HttpRequest, pk: str) -> HttpResponse:
    """Order a standing delivery, or change the one of that item."""
    place = get_object_or_404(Shelter, pk=pk)
    known = place.standing.filter(item=request.POST.get("item", "")).first() if request.method == "POST" else None
    form = StandingForm(sent(request), instance=known or Standing(shelter=place), user=request.user)
    return edit_page(request, form, title=_("Standing delivery"), back=_card(pk), deed="standing.ordered")


@require_POST
def standing_raise(request: HttpRequest) -> HttpResponse:
    """Make needs of the standing deliveries that are due."""
    made = supply.raise_needs(timezone.now())
    words = ngettext("{n} need from standing deliveries.", "{n} needs from standing deliveries.", len(made))
    messages.success(request, words.format(n=len(made)))
    return redirect("registry:shelters")


def _card(pk: str | None) -> str:
    return reverse("registry:shelter", kwargs={"pk": pk})
