"""Vehicles, crews and places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor_server.accounts.forms_guard import GuardedForm
from corridor_server.operations.models import (
    Checkpoint,
    Crew,
    Depot,
    OperationProfile,
    ReceptionCentre,
    StockMovement,
    Vehicle,
)

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
PLACE = ("name", "lon", "lat", "opens", "closes")


class VehicleForm(GuardedForm, forms.ModelForm):  # type: ignore[type-arg]
    """A vehicle."""

    class Meta:
        model = Vehicle
        fields = (
            "name", "kind", "depot", "crew", "seats", "reserve_seats", "wheelchair_places", "stretchers", "pet_cages",
            "load_kg", "load_litres", "protection", "range_km", "width_m", "height_m", "weight_t",
        )  # fmt: skip


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Someone who works here, by name: a user's own text is the id, so that logs name nobody."""

    def label_from_instance(self, obj: Any) -> str:
        """The name that colleagues see."""
        return str(obj.display_name)


class CrewForm(GuardedForm, forms.ModelForm):  # type: ignore[type-arg]
    """A crew."""

    class Meta:
        model = Crew
        fields = ("name", "members", "risk_budget", "starts", "latest_return", "lead", "active")
        widgets = {"starts": CLOCK, "latest_return": CLOCK}
        field_classes = {"lead": PersonField}


class DepotForm(GuardedForm, forms.ModelForm):  # type: ignore[type-arg]
    """A depot."""

    class Meta:
        model = Depot
        fields = (*PLACE, "loading_minutes", "active")
        widgets = {"opens": CLOCK, "closes": CLOCK}


class CentreForm(GuardedForm, forms.ModelForm):  # type: ignore[type-arg]
    """A reception centre."""

    class Meta:
        model = ReceptionCentre
        fields = (*PLACE, "capacity", "unloading_minutes", "active")
        widgets = {"opens": CLOCK, "closes": CLOCK}


class CheckpointForm(GuardedForm, forms.ModelForm):  # type: ignore[type-arg]
    """A checkpoint."""

    class Meta:
        model = Checkpoint
        fields = (*PLACE, "queue_minutes", "checkin", "active")
        widgets = {"opens": CLOCK, "closes": CLOCK}


class ProfileForm(GuardedForm, forms.ModelForm):  # type: ignore[type-arg]
    """The operation and what plans start from."""

    class Meta:
        model = OperationProfile
        fields = (
            "name", "timezone", "day_starts", "day_ends", "curfew_from", "curfew_until", "target_days", "max_trips",
        )  # fmt: skip
        widgets = dict.fromkeys(("day_starts", "day_ends", "curfew_from", "curfew_until"), CLOCK)


class MovementForm(GuardedForm, forms.ModelForm):  # type: ignore[type-arg]
    """Goods that came to a depot or left it."""

    class Meta:
        model = StockMovement
        fields = ("item", "amount", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        why = self.fields.get("why")
        if isinstance(why, forms.ChoiceField):
            hand = (StockMovement.Why.RECEIVED, StockMovement.Why.LOST, StockMovement.Why.COUNTED)
            why.choices = [(one.value, one.label) for one in hand]

    def clean_amount(self) -> float:
        """Something moved."""
        amount = float(self.cleaned_data["amount"])
        if amount == 0:
            raise forms.ValidationError(_("Nothing moved."))
        return amount

    def save(self, commit: bool = True) -> Any:
        """What is lost goes out, whichever sign was written."""
        row = super().save(commit=False)
        if row.why == StockMovement.Why.LOST:
            row.amount = -abs(row.amount)
        row.at = timezone.now()
        if commit:
            row.save()
        return row
