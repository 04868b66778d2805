"""What the city's plan is asked with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from corridor_server.operations.models import Depot

LARGEST_BYTES = 4_000_000
FILES = {"zones": "zones.csv", "damage": "damage.csv", "closing": "closing.geojson"}
"""Field to the name that the engine knows the file by."""


class CityForm(forms.Form):
    """How long to look, further buses, and files beside what the desk holds."""

    seconds = forms.TypedChoiceField(
        coerce=int,
        label=_("How long to look"),
        choices=[(20, _("A first look, 20 seconds")), (60, _("As usual, a minute")), (240, _("Thoroughly, 4 minutes"))],
    )
    count = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=5000,
        label=_("Further buses"),
        help_text=_("Beside the vehicles that are ready: buses that would be lent for the day."),
    )
    seats = forms.IntegerField(required=False, min_value=1, max_value=300, label=_("Seats of each"))
    depot = forms.ChoiceField(required=False, label=_("They stand at"))
    zones = forms.FileField(
        required=False,
        label=_("People by part of the city"),
        help_text=_("zones.csv: id, lon, lat, people; people_by_car, deadline. Without it every shelter is a zone."),
    )
    closing = forms.FileField(
        required=False,
        label=_("Where roads close from"),
        help_text=_("closing.geojson: published lines, each with metres_per_hour. Only distances from them count."),
    )
    damage = forms.FileField(
        required=False,
        label=_("Damaged roads"),
        help_text=_("damage.csv: id, lon, lat, capacity_share from 0 to 1."),
    )
    keep = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Keep the files given last time"),
        help_text=_("Where no other is chosen now."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        depots = [(one.pk, one.name) for one in Depot.objects.filter(active=True)]
        choice = self.fields["depot"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = depots
        self.initial.setdefault("seconds", 60)

    def clean(self) -> dict[str, Any]:
        """Files as text; further buses whole or not at all."""
        given = super().clean() or {}
        for name in FILES:
            upload = given.get(name)
            if not upload:
                continue
            if upload.size > LARGEST_BYTES:
                self.add_error(name, _("This file is too large: a city has thousands of rows, not millions."))
                continue
            try:
                given[name] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error(name, _("This file is not text in UTF-8. Save it anew as CSV UTF-8 or GeoJSON."))
        if given.get("count") and not (given.get("seats") and given.get("depot")):
            self.add_error("seats", _("Say how many seats each has, and at which depot they stand."))
        return given

    @property
    def buses(self) -> dict[str, Any] | None:
        """Further buses."""
        given = self.cleaned_data
        if not given.get("count"):
            return None
        return {name: given[name] for name in ("depot", "count", "seats")}

    def texts(self, before: dict[str, str]) -> dict[str, str]:
        """Text by the engine's name; ``before`` is what was given last time."""
        kept = before if self.cleaned_data["keep"] else {}
        chosen = {file: self.cleaned_data[name] for name, file in FILES.items() if self.cleaned_data.get(name)}
        return kept | chosen
