"""Forms of the hotline and of offers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from corridor_server.registry.forms.base import RecordForm, with_pickers
from corridor_server.registry.models import Offer, Request

TICKS = ("medical", "no_water")


class CallForm(RecordForm):
    """A call, in the order in which a caller tells it."""

    class Meta:
        model = Request
        fields = (
            "caller_phone", "caller_name", "kind", "shelter", "address", "people", "children", "elders", "wheelchairs",
            "stretchers", "pet_cages", "medical", "no_water", "words", "by", "triage",
        )  # fmt: skip
        formfield_callback = with_pickers
        widgets = {"kind": forms.RadioSelect(), "triage": forms.RadioSelect()}

    def clean(self) -> dict[str, Any]:
        """Somebody must be able to find the caller again; counts must fit."""
        given = super().clean() or {}
        reach = [name for name in ("caller_phone", "shelter", "address") if name in self.fields]
        if reach and not any(given.get(name) for name in reach):
            self.add_error(reach[0], _("Write a phone, a shelter or a place: one way to find them."))
        if (given.get("children") or 0) + (given.get("elders") or 0) > (given.get("people") or 0):
            self.add_error("people", _("Fewer people than children and old people together."))
        return given


class RequestForm(CallForm):
    """A call taken before: its state too."""

    class Meta(CallForm.Meta):
        fields = ("state", *CallForm.Meta.fields)  # type: ignore[assignment]


class OfferForm(RecordForm):
    """An offer."""

    class Meta:
        model = Offer
        fields = (
            "kind", "title", "words", "town", "capacity", "pets_accepted", "wheelchairs", "expires", "active",
            "giver_name", "giver_phone", "notes",
        )  # fmt: skip
        formfield_callback = with_pickers
