"""What happened at the stops of a mission, as entered at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from corridor.domain.outcomes import Outcome as EngineOutcome
from corridor.domain.outcomes import OutcomeKind
from corridor_server.operations.models import Outcome
from corridor_server.operations.models.plan import MissionState, StopState
from corridor_server.operations.outcomes import Said, key_of
from corridor_server.operations.shown import name_of
from corridor_server.registry.models import Household, Item
from corridor_server.registry.models.words import Reason
from corridor_server.web.templatetags.desk import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor_server.operations.models import Mission, Stop


@dataclass(frozen=True)
class ShownPlace:
    """A stop of the outcomes form: its goods, and its households with a row of fields each."""

    name: str
    trip: int
    when: Any
    goods: tuple[Any, ...]
    homes: tuple[tuple[Any, ...], ...]


CAME, STAYED, NOT_MET, NOTHING = "taken", "refused", "not_found", ""
PARTS = ("what", "reason", "again")


class OutcomeForm(forms.Form):
    """What happened at each stop; empty fields record nothing."""

    driven = forms.BooleanField(required=False, initial=True, label=_("The roads were driven unharmed"))

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mission = mission
        recorded = set(Outcome.objects.filter(mission=mission).values_list("key", flat=True))
        self.places: list[tuple[Stop, list[tuple[str, str]], list[Household]]] = []
        items = {item.key: item for item in Item.objects.all()}
        for stop in mission.stops.filter(kind="shelter").select_related("shelter"):
            goods = [(str(key), float(amount)) for key, amount in stop.goods]
            homes = list(Household.objects.filter(pk__in=[str(one) for one in stop.taken]))
            for key, amount in goods:
                self._add_goods(stop, key, amount, items.get(key), recorded)
            for home in homes:
                self._add_household(stop, home, recorded)
            if goods or homes:
                self.places.append((stop, [(key, str(amount)) for key, amount in goods], homes))

    def _add_goods(self, stop: Stop, key: str, amount: float, item: Item | None, recorded: set[str]) -> None:
        """Filled with what was planned once the crew has been there."""
        planned = _now("planned: {amount} {unit}").format(amount=number(amount), unit=item.unit if item else "")
        self.fields[f"{stop.pk}.g.{key}"] = forms.FloatField(
            required=False,
            min_value=0,
            max_value=10_000_000,
            initial=round(amount, 1) if _been_there(self.mission, stop) else None,
            label=item.name if item else key,
            help_text=_already(key_of(self.mission, stop, OutcomeKind.DELIVERED, key) in recorded) or planned,
        )

    def _add_household(self, stop: Stop, home: Household, recorded: set[str]) -> None:
        prefix = f"{stop.pk}.h.{home.pk}"
        self.fields[f"{prefix}.what"] = forms.ChoiceField(
            required=False,
            label=_now("Household {code}").format(code=home.code),
            help_text=_already(key_of(self.mission, stop, "household", home.pk) in recorded),
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
            fields = tuple(self[f"{stop.pk}.g.{key}"] for key, _amount in goods)
            rows = tuple(tuple(self[f"{stop.pk}.h.{home.pk}.{part}"] for part in PARTS) for home in homes)
            yield ShownPlace(name_of(stop), stop.trip_number, stop.begins, fields, rows)

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


def _been_there(mission: Mission, stop: Stop) -> bool:
    """Whether the stop was done, as far as the log tells."""
    over = mission.state in (MissionState.BACK, MissionState.STOPPED)
    return stop.state == StopState.DONE or (over and stop.state == StopState.AHEAD)


def _already(recorded: bool) -> str:
    return _now("Recorded already.") if recorded else ""
