"""Forms of shelters, items, counts, needs and standing deliveries."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor_server.registry.forms.base import RecordForm, with_pickers
from corridor_server.registry.models import Item, Need, Shelter, Standing, Stock


class ShelterForm(RecordForm):
    """A shelter."""

    class Meta:
        model = Shelter
        fields = (
            "name", "kind", "lon", "lat", "address", "entrances", "capacity", "headcount", "counted_at", "power",
            "water", "heating", "contact_name", "contact_phone", "visited", "visited_by", "opens", "closes",
            "access_minutes", "covered", "in_use", "notes",
        )  # fmt: skip
        formfield_callback = with_pickers
        help_texts = {"headcount": gettext_lazy("Everybody there, also those not entered by name.")}


class StockForm(RecordForm):
    """A count of one item."""

    class Meta:
        model = Stock
        fields = ("item", "amount", "counted")
        formfield_callback = with_pickers


class StandingForm(RecordForm):
    """A standing delivery."""

    class Meta:
        model = Standing
        fields = ("item", "floor_days", "target_days", "active")
        formfield_callback = with_pickers

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = Item.objects.filter(per_person_day__gt=0)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The target lies above the floor."""
        given = super().clean() or {}
        if given.get("floor_days") is not None and (given.get("target_days") or 0) <= given["floor_days"]:
            self.add_error("target_days", _("Fill up to more days than the floor."))
        return given


class NeedForm(RecordForm):
    """A need of a shelter or household: an item, or a service in words."""

    class Meta:
        model = Need
        fields = ("item", "service", "amount", "by", "priority", "state", "notes")
        formfield_callback = with_pickers

    def clean(self) -> dict[str, Any]:
        """One of item and service."""
        given = super().clean() or {}
        if bool(given.get("item")) == bool(given.get("service")):
            self.add_error("item", _("Choose an item, or write a service; one of them."))
        return given


class ItemForm(RecordForm):
    """An item and its norm."""

    class Meta:
        model = Item
        fields = (
            "name", "unit", "per_person_day", "survival_per_person_day", "kg", "litres", "unload_seconds", "source",
        )  # fmt: skip
        formfield_callback = with_pickers
        help_texts = {
            "per_person_day": gettext_lazy("Units a person uses a day; 0: not used up. Days of supply follow from it.")
        }


class NewItemForm(ItemForm):
    """A new item, with the short name that files use."""

    class Meta(ItemForm.Meta):
        fields = ("key", *ItemForm.Meta.fields)  # type: ignore[assignment]


__all__ = ["ItemForm", "NeedForm", "NewItemForm", "ShelterForm", "StandingForm", "StockForm"]
