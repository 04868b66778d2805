"""A mission's log entry, and the passphrase of its packet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from corridor_server.operations.models import Stop
from corridor_server.operations.models.happened import LogKind
from corridor_server.operations.models.plan import MissionState, StopState
from corridor_server.operations.shown import name_of

if TYPE_CHECKING:
    from corridor_server.operations.models import Mission

LEAST_PASSPHRASE = 12


class PacketForm(forms.Form):
    """The passphrase is told to the crew by another way than the packet, and kept nowhere."""

    passphrase = forms.CharField(
        label=_("Passphrase of the packet"),
        min_length=LEAST_PASSPHRASE,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Six words picked by dice. Tell it to the crew by another way; it is kept nowhere."),
    )


class StopField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A stop by its place's name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name."""
        return name_of(obj)


class LogForm(forms.Form):
    """What a crew said."""

    kind = forms.ChoiceField(label=_("What"))
    stop = StopField(queryset=Stop.objects.none(), required=False, label=_("At which stop"))
    at = forms.DateTimeField(
        required=False,
        label=_("When, if not now"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(required=False, label=_("Note"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways: dict[str, tuple[LogKind, ...]] = {
            MissionState.APPROVED: (LogKind.HANDED_OVER, LogKind.LEFT, LogKind.NOTE),
            MissionState.HANDED_OVER: (LogKind.LEFT, LogKind.NOTE),
            MissionState.OUT: (
                LogKind.CHECKIN, LogKind.DONE, LogKind.SKIPPED, LogKind.BACK, LogKind.HELP, LogKind.STOPPED,
                LogKind.NOTE,
            ),
        }  # fmt: skip
        kinds = ways.get(mission.state, (LogKind.NOTE,))
        kind, stop = self.fields["kind"], self.fields["stop"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(one.value, one.label) for one in kinds]
        if isinstance(stop, forms.ModelChoiceField):
            ahead = mission.stops.filter(state=StopState.AHEAD, order__gt=0)
            stop.queryset = ahead.select_related("shelter", "centre", "depot")

    def clean(self) -> dict[str, Any]:
        """What is done is done at a stop, and not in the future."""
        given = super().clean() or {}
        if given.get("kind") in (LogKind.DONE, LogKind.SKIPPED) and not given.get("stop"):
            self.add_error("stop", gettext("Say at which stop."))
        if given.get("at") and given["at"] > timezone.now():
            self.add_error("at", gettext("This is in the future."))
        return given
