"""Forms of the hotline and of offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor_server.registry.forms.base import Codes, RecordForm, with_pickers
from corridor_server.registry.hotline import Said
from corridor_server.registry.models import Item, Offer, Person, Request
from corridor_server.registry.models.words import Choice, Purpose, Reason, RequestState

if TYPE_CHECKING:
    from django.forms import BoundField

NEW = "new"


class RequestForm(RecordForm):
    """A call, in the order in which a caller tells it."""

    class Meta:
        model = Request
        fields = (
            "state", "caller_phone", "caller_name", "kind", "shelter", "address", "people", "children", "elders",
            "wheelchairs", "stretchers", "pet_cages", "medical", "no_water", "words", "by", "triage",
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


class CallForm(RequestForm):
    """A call as it comes in: the request, who it is, and what they say about leaving."""

    choice = forms.ChoiceField(
        label=gettext_lazy("Leave or stay"), choices=[("", gettext_lazy("Not asked")), *Choice.choices],
        required=False, widget=forms.RadioSelect(attrs={"data_layout": "whole"}),
        help_text=gettext_lazy("Who asks to be brought out leaves, unless you say otherwise."),
    )  # fmt: skip
    reasons = Codes(label=gettext_lazy("Why they stay or hesitate"), choices=Reason.choices)
    would_change = forms.CharField(
        label=gettext_lazy("What would change it"), required=False, max_length=4000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data_layout": "whole"}),
    )  # fmt: skip
    ask_again = forms.DateField(
        label=gettext_lazy("Ask again on"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    item = forms.ModelChoiceField(
        Item.objects.all(), label=gettext_lazy("What they need most"), required=False, empty_label="—"
    )
    amount = forms.FloatField(
        label=gettext_lazy("How much"), required=False, min_value=0.001, max_value=10_000_000,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip
    consents = forms.MultipleChoiceField(
        label=gettext_lazy("They agree, each asked by itself"), choices=Purpose.choices, required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data_layout": "whole"}),
    )  # fmt: skip
    who = forms.CharField(required=False, widget=forms.HiddenInput())
    same_as = forms.CharField(required=False, widget=forms.HiddenInput())

    class Meta(RequestForm.Meta):
        fields = RequestForm.Meta.fields[1:]  # type: ignore[assignment]

    PARTS = (
        (gettext_lazy("The caller"), ("caller_phone", "caller_name", "shelter", "address")),
        (gettext_lazy("What they ask for"), ("kind",)),
        (
            gettext_lazy("Who is there"),
            ("people", "children", "elders", "wheelchairs", "stretchers", "pet_cages", "medical", "no_water"),
        ),
        (gettext_lazy("What they say"), ("words", "item", "amount", "by", "triage")),
        (gettext_lazy("About leaving"), ("choice", "reasons", "would_change", "ask_again")),
        (gettext_lazy("Consents"), ("consents",)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "caller_phone" in self.fields:
            self.fields["caller_phone"].widget.attrs["autofocus"] = True

    def parts(self) -> list[tuple[Any, list[BoundField], bool]]:
        """Legend, fields, and whether they are short ones, in the order of a call."""
        return [
            (legend, [self[name] for name in names if name in self.fields], "people" in names)
            for legend, names in self.PARTS
        ]

    def clean_who(self) -> Person | None:
        """The record chosen as the caller's; None for somebody new."""
        found: Person | None = self._chosen(Person.objects.filter(merged_into=None).select_related("household"), "who")
        return found

    def clean_same_as(self) -> Request | None:
        """The earlier call that this one repeats."""
        found: Request | None = self._chosen(Request.objects.all(), "same_as")
        return found

    def _chosen(self, rows: Any, name: str) -> Any:
        value = self.cleaned_data.get(name) or NEW
        if value == NEW:
            return None
        found = rows.filter(pk=value).first()
        if found is None:
            raise forms.ValidationError(_("That record is no longer there; choose again."))
        return found

    def clean(self) -> dict[str, Any]:
        """A need has an amount."""
        given = super().clean()
        if given.get("item") and not given.get("amount"):
            self.add_error("amount", _("Write how much of it they need."))
        return given

    def said(self) -> Said:
        """What was said beside the request."""
        given = self.cleaned_data
        return Said(
            known=given.get("who"), same_as=given.get("same_as"), choice=given["choice"], reasons=given["reasons"],
            would_change=given["would_change"], ask_again=given["ask_again"], consents=tuple(given["consents"]),
            item=given["item"], amount=given["amount"],
        )  # fmt: skip


class StateForm(RequestForm):
    """A call taken before."""

    def clean(self) -> dict[str, Any]:
        """A call is marked as repeating another only where it is taken."""
        given = super().clean()
        if given.get("state") == RequestState.REPEATED and self.instance.repeats_id is None:
            self.add_error("state", _("Choose this while taking the call, where the earlier one is shown."))
        return given


class OfferForm(RecordForm):
    """An offer."""

    class Meta:
        model = Offer
        fields = (
            "kind", "title", "words", "town", "capacity", "pets_accepted", "wheelchairs", "expires", "active",
            "giver_name", "giver_phone", "notes",
        )  # fmt: skip
        formfield_callback = with_pickers
