"""What a plan is asked for, and what it is made anew for."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor_server.operations.models import OperationProfile, Vehicle

if TYPE_CHECKING:
    from datetime import date

CLOCK = {"type": "time", "step": 60}
LATE_ENOUGH = timedelta(hours=4)
"""With less of the day left than this, tomorrow is asked for."""


class PlanForm(forms.Form):
    """Which day, who drives, in which hours, with how much risk."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    day_starts = forms.TimeField(label=_("Driving from"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    day_ends = forms.TimeField(label=_("Driving until"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    budget = forms.FloatField(
        required=False,
        min_value=0.0001,
        max_value=10,
        label=_("Risk budget of every crew"),
        help_text=_("Empty: each crew's own. Missions above a crew's own budget need two people's approval."),
    )
    effort = forms.ChoiceField(
        label=_("How hard to look"),
        choices=[
            ("quick", _("A first look, in half a minute")),
            ("usual", _("As usual, about a minute")),
            ("thorough", _("Thoroughly, some minutes")),
        ],
    )
    vehicles = forms.MultipleChoiceField(
        label=_("Vehicles"), widget=forms.CheckboxSelectMultiple(attrs={"data_layout": "whole"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = [one for one in Vehicle.objects.select_related("crew", "depot") if one.ready]
        field = self.fields["vehicles"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(one.pk, f"{one.name} · {one.crew}") for one in ready]

    @classmethod
    def usual(cls) -> PlanForm:
        """Filled with what is usual."""
        profile = OperationProfile.current()
        ready = [one.pk for one in Vehicle.objects.select_related("crew", "depot") if one.ready]
        start = {
            "day": usual_day(profile),
            "day_starts": profile.day_starts,
            "day_ends": profile.day_ends,
            "vehicles": ready,
            "effort": "usual",
        }
        return cls(initial=start)

    def clean(self) -> dict[str, Any]:
        """A day that can still be driven."""
        given = super().clean() or {}
        starts, ends = given.get("day_starts"), given.get("day_ends")
        if starts and ends and ends <= starts:
            self.add_error("day_ends", _("The day ends before it starts."))
        elif given.get("day") and ends:
            zone = ZoneInfo(OperationProfile.current().timezone)
            if datetime.combine(given["day"], ends, zone) <= timezone.now():
                self.add_error("day", _("That day is over."))
        return given

    def asked(self) -> dict[str, Any]:
        """For ``Plan.asked``."""
        given = self.cleaned_data
        return {
            "vehicles": list(given["vehicles"]),
            "day_starts": given["day_starts"].strftime("%H:%M"),
            "day_ends": given["day_ends"].strftime("%H:%M"),
            "budget": given["budget"],
            "effort": given["effort"],
        }


def usual_day(profile: OperationProfile) -> date:
    """Today, or tomorrow once too little of the day is left."""
    now = timezone.now().astimezone(ZoneInfo(profile.timezone))
    ends = datetime.combine(now.date(), profile.day_ends or time(19), now.tzinfo)
    return now.date() if now + LATE_ENOUGH <= ends else now.date() + timedelta(days=1)


class ReplanForm(forms.Form):
    """Why the rest of the day is planned anew, and which vehicles are out."""

    why = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            ("closure", _("A road is shut")),
            ("vehicle", _("A vehicle is out of service")),
            ("need", _("New requests")),
            ("danger", _("Danger has grown")),
            ("other", _("Something else")),
        ],
    )
    out = forms.MultipleChoiceField(
        required=False,
        label=_("Vehicles out of service now"),
        widget=forms.CheckboxSelectMultiple(attrs={"data_layout": "whole"}),
    )

    def __init__(self, *args: Any, vehicles: list[Vehicle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["out"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(one.pk, one.name) for one in vehicles]
