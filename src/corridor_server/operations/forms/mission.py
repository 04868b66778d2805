"""A mission's log entry, its outcomes, and the passphrase of its packet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from corridor.domain.outcomes import Outcome as EngineOutcome
from corridor.domain.outcomes import OutcomeKind
from corridor_server.operations.models import Stop
from corridor_server.operations.models.happened import LogKind
from corridor_server.operations.models.plan import MissionState, StopState
from corridor_server.operations.outcomes import Said, key_of
from corridor_server.operations.shown import name_of
from corridor_server.registry.models import Household, Item
from corridor_server.registry.models.words import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class LogForm(forms.Form):
    """What a crew said."""

    kind = forms.ChoiceField(label=_("What"))
    stop: Any = forms.ModelChoiceField(queryset=Stop.objects.none(), required=False, label=_("At which stop"))
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
            stop.label_from_instance = name_of  # type: ignore[method-assign]

    def clean(self) -> dict[str, Any]:
        """What is done is done at a stop, and not in the future."""
        given = super().clean() or {}
        if given.get("kind") in (LogKind.DONE, LogKind.SKIPPED) and not given.get("stop"):
            self.add_error("stop", _now("Say at which stop."))
        if given.get("at") and given["at"] > timezone.now():
            self.add_error("at", _now("This is in the future."))
        return given


@dataclass(frozen=True)
class ShownRow:
    """A line of the outcomes form: goods at a stop, or a household there."""

    label: str
    hint: str
    fields: tuple[Any, ...]


@dataclass(frozen=True)
class ShownPlace:
    """A stop of the outcomes form."""

    name: str
    trip: int
    when: Any
    rows: tuple[ShownRow, ...]


CAME, STAYED, NOT_MET, NOTHING = "taken", "refused", "not_found", ""


class OutcomeForm(forms.Form):
    """What happened at each stop; empty fields record nothing."""

    driven = forms.BooleanField(required=False, initial=True, label=_("The roads were driven unharmed"))

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mission = mission
        self.places: list[tuple[Stop, list[tuple[str, str]], list[Household]]] = []
        items = {item.key: item for item in Item.objects.all()}
        for stop in mission.stops.filter(kind="shelter").select_related("shelter"):
            goods = [(str(key), float(amount)) for key, amount in stop.goods]
            homes = list(Household.objects.filter(pk__in=[str(one) for one in stop.taken]))
            for key, amount in goods:
                self.fields[f"{stop.pk}.g.{key}"] = forms.FloatField(
                    required=False, min_value=0, max_value=10_000_000, initial=amount,
                    label=items[key].name if key in items else key,
                )  # fmt: skip
            for home in homes:
                self._add_household(stop, home)
            if goods or homes:
                self.places.append((stop, [(key, str(amount)) for key, amount in goods], homes))
        self._items = items

    def _add_household(self, stop: Stop, home: Household) -> None:
        prefix = f"{stop.pk}.h.{home.pk}"
        self.fields[f"{prefix}.what"] = forms.ChoiceField(
            required=False,
            label=_now("Household {code}").format(code=home.code),
            choices=[
                (NOTHING, _("Not known yet")), (CAME, _("Came with us")), (STAYED, _("Stays")),
                (NOT_MET, _("Nobody was met")),
            ],
        )  # fmt: skip
        self.fields[f"{prefix}.reason"] = forms.ChoiceField(
            required=False, label=_("Why they stay"), choices=[("", "—"), *Reason.choices]
        )
        self.fields[f"{prefix}.again"] = forms.DateField(
            required=False, label=_("Ask again on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )

    @property
    def stops(self) -> Iterator[ShownPlace]:
        """What the page shows, stop by stop."""
        for stop, goods, homes in self.places:
            rows = [
                ShownRow(self._items[key].name if key in self._items else key,
                         _now("planned: {amount}").format(amount=amount), (self[f"{stop.pk}.g.{key}"],))
                for key, amount in goods
            ]  # fmt: skip
            for home in homes:
                prefix = f"{stop.pk}.h.{home.pk}"
                rows.append(
                    ShownRow("", "", (self[f"{prefix}.what"], self[f"{prefix}.reason"], self[f"{prefix}.again"]))
                )
            yield ShownPlace(name_of(stop), stop.trip_number, stop.begins, tuple(rows))

    def clean(self) -> dict[str, Any]:
        """A refusal has a reason."""
        given = super().clean() or {}
        for name, value in list(given.items()):
            if name.endswith(".what") and value == STAYED and not given.get(name.replace(".what", ".reason")):
                self.add_error(name.replace(".what", ".reason"), _now("Choose why they stay."))
        return given

    def outcomes(self) -> list[Said]:
        """Everything entered, as the engine's rows."""
        said: list[Said] = []
        for stop, goods, homes in self.places:
            when = stop.done_at or min(stop.departs, timezone.now())
            place = stop.shelter_id or (stop.taken[0] if stop.taken else "")
            for key, _planned in goods:
                amount = self.cleaned_data.get(f"{stop.pk}.g.{key}")
                if amount:
                    row = EngineOutcome(
                        id=key_of(self.mission, stop, OutcomeKind.DELIVERED, key), time=when,
                        what=OutcomeKind.DELIVERED, shelter_id=place, item_id=key, amount=amount,
                    )  # fmt: skip
                    said.append(Said(row, stop))
            said += [one for home in homes if (one := self._household(stop, home, when)) is not None]
        return said

    def _household(self, stop: Stop, home: Household, when: Any) -> Said | None:
        prefix = f"{stop.pk}.h.{home.pk}"
        what = self.cleaned_data.get(f"{prefix}.what")
        if not what:
            return None
        row = EngineOutcome(
            id=key_of(self.mission, stop, "household", home.pk),
            time=when,
            what=OutcomeKind(what),
            household_id=home.pk,
            reason=self.cleaned_data.get(f"{prefix}.reason") or "" if what == STAYED else "",
            detail=self._centre(stop) if what == CAME else "",
        )
        return Said(row, stop, self.cleaned_data.get(f"{prefix}.again") if what == STAYED else None)

    def _centre(self, stop: Stop) -> str:
        """Where the trip brings people."""
        end = self.mission.stops.filter(trip=stop.trip, kind="centre").first()
        return str(end.centre_id or "") if end is not None else ""
