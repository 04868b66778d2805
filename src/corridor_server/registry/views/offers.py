"""Offers, and items with their norms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor_server.accounts.seen import seen, seen_all
from corridor_server.audit.record import record
from corridor_server.registry import offering
from corridor_server.registry.forms.requests import OfferForm
from corridor_server.registry.forms.shelters import ItemForm, NewItemForm
from corridor_server.registry.models import Acceptance, Household, Item, Offer
from corridor_server.registry.models.words import OfferKind
from corridor_server.registry.norms import ensure_items
from corridor_server.registry.views.editing import edit_page, sent
from corridor_server.web.tables import Column, Filter, answer, table_page

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

COLUMNS = (
    Column("title", gettext_lazy("Offer"), sort=("title",)),
    Column("kind", gettext_lazy("Kind"), sort=("kind", "title")),
    Column("town", gettext_lazy("Town"), sort=("town", "title")),
    Column("places", gettext_lazy("Places taken"), number=True),
    Column("takes", gettext_lazy("Takes")),
    Column("expires", gettext_lazy("Holds until"), sort=("expires", "title")),
)


def _in_force(rows: QuerySet[Offer], value: str) -> QuerySet[Offer]:
    today = timezone.localdate()
    over = rows.filter(active=False) | rows.filter(expires__lt=today)
    return over if value == "no" else rows.filter(active=True).exclude(expires__lt=today)


FILTERS = (
    Filter("kind", gettext_lazy("Kind"), OfferKind.choices, by="kind"),
    Filter(
        "force",
        gettext_lazy("In force"),
        [("yes", gettext_lazy("In force")), ("no", gettext_lazy("Over"))],
        by=_in_force,
    ),
)


@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """All offers."""
    rows = offering.with_taken(Offer.objects.all())
    table = table_page(
        request, rows, COLUMNS, FILTERS, search=lambda found, text: found.filter(title__icontains=text), order="expires"
    )
    table.page.object_list = seen_all(request.user, table.page.object_list)
    return answer(request, "registry/offers.html", table=table, today=timezone.localdate())


@require_GET
def offer(request: HttpRequest, pk: str) -> HttpResponse:
    """One offer and who took it."""
    found = get_object_or_404(offering.with_taken(Offer.objects.all()), pk=pk)
    taken = found.acceptances.select_related("household__shelter")
    shown = {"offer": seen(request.user, found), "acceptances": seen_all(request.user, taken), "title": found.title,
             "today": timezone.localdate()}  # fmt: skip
    return render(request, "registry/offer.html", shown)


@require_http_methods(["GET", "POST"])
def offer_new(request: HttpRequest) -> HttpResponse:
    """Enter an offer."""
    form = OfferForm(sent(request), user=request.user)
    return edit_page(
        request, form, title=_("New offer"), back=reverse("registry:offers"), deed="offer.entered",
        after=lambda kept: reverse("registry:offer", kwargs={"pk": kept.pk}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def offer_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change an offer."""
    form = OfferForm(sent(request), instance=get_object_or_404(Offer, pk=pk), user=request.user)
    back = reverse("registry:offer", kwargs={"pk": pk})
    return edit_page(request, form, title=_("Change offer"), back=back, deed="offer.changed")


@require_POST
@transaction.atomic
def offer_take(request: HttpRequest, pk: str) -> HttpResponse:
    """A household takes an offer; POST ``offer`` names which."""
    home = get_object_or_404(Household, pk=pk)
    found = get_object_or_404(offering.open_offers(), pk=request.POST.get("offer", ""))
    size = home.people.filter(merged_into=None).count() + home.unnamed
    if found.capacity is not None and found.capacity - found.taken < size:  # type: ignore[attr-defined]
        messages.error(request, _("The offer has too few places left."))
    else:
        taken, made = Acceptance.objects.get_or_create(offer=found, household=home, defaults={"people": size})
        if made:
            record(request, "offer.accepted", obj=taken)
        messages.success(request, _("The offer is kept for them."))
    return redirect("registry:household", pk=pk)


@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """Items and consumption norms."""
    return render(request, "registry/items.html", {"items": seen_all(request.user, Item.objects.all())})


@require_POST
def items_start(request: HttpRequest) -> HttpResponse:
    """Add the Sphere items that are missing."""
    added = ensure_items()
    messages.success(request, ngettext("{n} item added.", "{n} items added.", added).format(n=added))
    return redirect("registry:items")


@require_http_methods(["GET", "POST"])
def item_new(request: HttpRequest) -> HttpResponse:
    """Enter an item."""
    form = NewItemForm(sent(request), user=request.user)
    return edit_page(request, form, title=_("New item"), back=reverse("registry:items"), deed="item.entered")


@require_http_methods(["GET", "POST"])
def item_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change an item or its norm."""
    form = ItemForm(sent(request), instance=get_object_or_404(Item, pk=pk), user=request.user)
    back = reverse("registry:items")
    return edit_page(
        request, form, title=_("Change item"), back=back, deed="item.changed", history="registry:item_history"
    )
