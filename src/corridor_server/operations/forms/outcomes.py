"""What happened at the stops of a mission, as entered at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from corridor.domain.outcomes import Outcome as EngineOutcome
from corridor.domain.outcomes import OutcomeKind
from corridor_server.operations.crew_said import CrewSaid, HomeSaid
from corridor_server.operations.models import Outcome
from corridor_server.operations.models.plan import MissionState, StopState
from corridor_server.operations.outcomes import Said, key_of
from corridor_server.operations.shown import name_of
from corridor_server.operations.told import AT_HOME
from corridor_server.registry.models import Household, Item
from corridor_server.registry.models.words import Reason
from corridor_server.web.templatetags.desk import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corridor_server.operations.models import Mission, Stop

    Recorded = Mapping[str, float]


@dataclass(frozen=True)
class ShownPlace:
    """A stop of the outcomes form: its goods, and its households with a row of fields each."""

    name: str
    trip: int
    when: Any
    goods: tuple[Any, ...]
    homes: tuple[tuple[Any, ...], ...]


CAME, STAYED, LATER, NOT_MET, NOTHING = "taken", "refused", "postponed", "not_found", ""
PARTS = ("what", "people", "reason", "again")
HESITANT = (STAYED, LATER)


class OutcomeForm(forms.Form):
    """What happened at each stop; empty fields record nothing."""

    driven = forms.BooleanField(required=False, initial=True, label=_("The roads were driven unharmed"))

    def __init__(self, *args: Any, mission: Mission, crew: CrewSaid | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mission, self.crew = mission, crew or CrewSaid()
        recorded = dict(Outcome.objects.filter(mission=mission).values_list("key", "amount"))
        self.places: list[tuple[Stop, list[tuple[str, str]], list[Household]]] = []
        listed: set[str] = set()
        items = {item.key: item for item in Item.objects.all()}
        for stop in mission.stops.filter(kind="shelter").select_related("shelter"):
            goods = [(str(key), float(amount)) for key, amount in stop.goods]
            goods += [(key, 0.0) for at, key in self.crew.goods if at == stop.pk and key not in dict(goods)]
            homes = list(Household.objects.filter(Q(pk__in=[str(one) for one in stop.taken]) | self._met(stop)))
            homes = [home for home in homes if home.pk not in listed]
            listed |= {home.pk for home in homes}
            for key, amount in goods:
                self._add_goods(stop, key, amount, items.get(key), recorded)
            for home in homes:
                self._add_household(stop, home, recorded)
            if goods or homes:
                self.places.append((stop, [(key, str(amount)) for key, amount in goods], homes))

    def _met(self, stop: Stop) -> Q:
        """Households of the place that were not planned for, and of which the crew said something."""
        return Q(pk__in=self.crew.homes, shelter=stop.shelter_id) if stop.shelter_id else Q(pk__in=())

    def _add_goods(self, stop: Stop, key: str, amount: float, item: Item | None, recorded: Recorded) -> None:
        """Filled with what the crew said; with what was planned where it said nothing and has been there."""
        unit, key_then = item.unit if item else "", key_of(self.mission, stop, OutcomeKind.DELIVERED, key)
        said = self.crew.goods.get((stop.pk, key))
        planned = gettext("planned: {amount} {unit}").format(amount=number(amount), unit=unit)
        if said is not None:
            planned += " · " + gettext("the crew: {amount} {unit}").format(amount=number(said), unit=unit)
        told = _already(recorded.get(key_then), said)
        usual = round(amount, 1) if _been_there(self.mission, stop) else None
        self.fields[f"{stop.pk}.g.{key}"] = forms.FloatField(
            required=False,
            min_value=0,
            max_value=10_000_000,
            initial=usual if said is None else said,
            label=item.name if item else key,
            help_text=told or planned,
        )

    def _add_household(self, stop: Stop, home: Household, recorded: Recorded) -> None:
        """Filled with what the crew said, unless its phones contradict each other."""
        prefix = f"{stop.pk}.h.{home.pk}"
        said, open_still = self.crew.homes.get(home.pk), home.pk in self.crew.undecided
        known = said if said is not None and not open_still else HomeSaid(NOTHING)
        people = home.people.filter(AT_HOME).count() + home.unnamed
        key = key_of(self.mission, stop, "household", home.pk)
        self.fields[f"{prefix}.what"] = forms.ChoiceField(
            required=False,
            label=gettext("Household {code}").format(code=home.code),
            initial=known.what if known.what in (CAME, *HESITANT, NOT_MET) else NOTHING,
            help_text=_already(recorded.get(key), None) or _crew_words(said, open_still),
            choices=[
                (NOTHING, _("Not known yet")), (CAME, _("Came with us")), (STAYED, _("Stays")),
                (LATER, _("Comes later, perhaps")), (NOT_MET, _("Nobody was met")),
            ],
        )  # fmt: skip
        self.fields[f"{prefix}.people"] = forms.IntegerField(
            required=False, min_value=1, max_value=max(people, 1), label=_("How many came"), initial=known.people,
            help_text=gettext("of {n}; empty: all").format(n=people),
        )  # fmt: skip
        self.fields[f"{prefix}.reason"] = forms.ChoiceField(
            required=False,
            label=_("Why they stay"),
            choices=[("", "—"), *Reason.choices],
            initial=known.reason if known.reason in Reason.values else "",
        )
        self.fields[f"{prefix}.again"] = forms.DateField(
            required=False,
            label=_("Ask again on"),
            initial=known.again,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
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
            if name.endswith(".what") and value in HESITANT and not given.get(name.replace(".what", ".reason")):
                self.add_error(name.replace(".what", ".reason"), gettext("Choose why they stay."))
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
            what=OutcomeKind.REFUSED if what == LATER else OutcomeKind(what),
            household_id=home.pk,
            people=self.cleaned_data.get(f"{prefix}.people") if what == CAME else None,
            reason=self.cleaned_data.get(f"{prefix}.reason") or "" if what in HESITANT else "",
            detail=self._centre(stop) if what == CAME else "",
        )
        again = self.cleaned_data.get(f"{prefix}.again") if what in HESITANT else None
        return Said(row, stop, again, undecided=what == LATER)

    def _centre(self, stop: Stop) -> str:
        """Where the trip brings people."""
        end = self.mission.stops.filter(trip=stop.trip, kind="centre").first()
        return str(end.centre_id or "") if end is not None else ""


def _been_there(mission: Mission, stop: Stop) -> bool:
    """Whether the stop was done, as far as the log tells."""
    over = mission.state in (MissionState.BACK, MissionState.STOPPED)
    return stop.state == StopState.DONE or (over and stop.state == StopState.AHEAD)


def _already(recorded: float | None, said: float | None) -> str:
    """That it was recorded; and where the crew now says another amount, both."""
    if recorded is None:
        return ""
    if said is None or said == recorded:
        return gettext("Recorded already.")
    told = gettext("Recorded already: {old}. The crew's phone now says {new}.")
    return told.format(old=number(recorded), new=number(said))


def _crew_words(said: HomeSaid | None, undecided: bool) -> str:
    if undecided:
        return gettext("Phones say different things: decide it under “Phones”.")
    if said is None:
        return ""
    told = gettext("Moved elsewhere") if said.what == "moved" else gettext("As the crew's phone says")
    return f"{told}: {said.words}" if said.words else f"{told}."
