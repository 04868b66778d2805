"""The form of a road report."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime

EFFECTS = (
    ("danger", _("Danger")),
    ("shut", _("Shut")),
    ("restricted", _("Hard to pass")),
    ("open", _("Open again")),
)
KINDS = (
    ("shelling", _("Shelling")),
    ("strike", _("Strike")),
    ("mine", _("Mine")),
    ("gunfire", _("Gunfire")),
    ("fire", _("Fire")),
    ("other", _("Other")),
)
AGES = (
    ("0", _("now")),
    ("1", _("an hour ago")),
    ("3", _("3 hours ago")),
    ("6", _("6 hours ago")),
    ("12", _("12 hours ago")),
    ("24", _("a day ago")),
)
LASTS = (
    ("6", _("6 hours")),
    ("12", _("12 hours")),
    ("24", _("a day")),
    ("72", _("3 days")),
    ("0", _("until it is cleared")),
)
SURENESS = (("0.9", _("Seen by oneself")), ("0.7", _("Told by who saw it")), ("0.4", _("Hearsay")))


class ReportForm(forms.Form):
    """What was said of a road: pressed on the map, or its place written in figures."""

    effect = forms.ChoiceField(
        choices=EFFECTS, label=_("What is reported"), initial="danger", widget=forms.RadioSelect()
    )
    kind = forms.ChoiceField(choices=KINDS, label=_("Kind of danger"))
    hours_ago = forms.ChoiceField(choices=AGES, label=_("Seen when"))
    confidence = forms.ChoiceField(choices=SURENESS, label=_("How sure"), initial="0.7")
    lasts = forms.ChoiceField(choices=LASTS, label=_("Holds for"), initial="24")
    source = forms.CharField(
        label=_("From whom"),
        max_length=60,
        required=False,
        help_text=_("A group, such as “crews” or “hotline”. No names of people."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "report-sources"}),
    )
    road = forms.CharField(label=_("Road"), max_length=120, required=False)
    lat = forms.FloatField(
        label=_("Latitude"), min_value=-85, max_value=85, widget=forms.NumberInput(attrs={"step": "any"})
    )
    lon = forms.FloatField(
        label=_("Longitude"), min_value=-180, max_value=180, widget=forms.NumberInput(attrs={"step": "any"})
    )
    line = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The place must be given; one message for both figures."""
        given = super().clean() or {}
        if "lat" in self.errors or "lon" in self.errors:
            self.add_error(None, _("Press the road on the map, or give its place in figures."))
        return given

    def said(self, now: datetime | None = None) -> dict[str, Any]:
        """The keywords of ``operations.reports.add_report``; the form is valid."""
        given, moment = self.cleaned_data, now or timezone.now()
        lasts = int(given["lasts"])
        return {
            "line": given["line"],
            "road": given["road"],
            "source": given["source"],
            "confidence": float(given["confidence"]),
            "reported": moment - timedelta(hours=int(given["hours_ago"])),
            "expires": moment + timedelta(hours=lasts) if lasts else None,
            "kind": given["kind"],
        }
