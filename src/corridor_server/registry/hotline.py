"""What becomes of a call when it is saved: the request, and with it household, people, decision, consents and need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from corridor_server.registry import supply
from corridor_server.registry.deciding import decide
from corridor_server.registry.models import Consent, Decision, Household, Item, Need, Person, Request
from corridor_server.registry.models.words import AgeGroup, Choice, Mobility, RequestKind, RequestState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from corridor_server.accounts.models import User

WHY = "hotline"
PLANNED = frozenset({RequestKind.EVACUATION, RequestKind.SUPPLIES, RequestKind.MEDICINE, RequestKind.MEDICAL})
"""Calls that somebody must drive to: these make a household where none is known."""
THINGS = frozenset({RequestKind.SUPPLIES, RequestKind.MEDICINE, RequestKind.MEDICAL})
"""Calls that make a need even where no item was named."""
WATER = "water"


@dataclass(frozen=True, slots=True)
class Said:
    """What a caller said beside the request itself.

    Args:
        known: their record, where the registrar found it.
        same_as: an earlier call about the same matter; this one is then only kept with it.
        choice: about leaving; empty where nobody asked. Who asks to be brought out leaves.
        reasons: codes, between spaces.
        would_change: in their words.
        ask_again: when.
        consents: purposes that they agreed to.
        item, amount: what they need most.
    """

    known: Person | None = None
    same_as: Request | None = None
    choice: str = ""
    reasons: str = ""
    would_change: str = ""
    ask_again: date | None = None
    consents: Sequence[str] = field(default_factory=tuple)
    item: Item | None = None
    amount: float | None = None

    @property
    def of_leaving(self) -> bool:
        """Whether anything was said about leaving."""
        return bool(self.choice or self.reasons or self.would_change or self.ask_again)


@transaction.atomic
def take(call: Request, said: Said, by: User | None) -> Request:
    """Keep a call and everything that follows from it.

    Args:
        call: filled in, not saved.
        said: what else the caller said.
        by: who took it.
    """
    call.taken_by = by
    if said.same_as is not None:
        call.repeats, call.state, call.closed = said.same_as, RequestState.REPEATED, timezone.now()
        call.household, call.caller = said.same_as.household, said.known or said.same_as.caller
        call.save_as(WHY)
        return call
    caller = said.known
    home = caller.household if caller else None
    if home is None and (call.kind in PLANNED or said.of_leaving or said.consents):
        home = _new_household(call)
        people = people_of(call)
        if caller is not None:
            caller.household = home
            caller.save_as(WHY)
            people = people[1:]
        for one in people:
            one.household = home
            one.save_as(WHY)
        home.unnamed = max(call.people - len(people) - (1 if caller else 0), 0)
        home.save_as(WHY)
        caller = caller or next((one for one in people if one.speaks), None)
    call.household, call.caller = home, caller
    if home is not None:
        call.shelter = call.shelter or home.shelter
        _hear(home, call, said, by)
    call.save_as(WHY)
    _need(call, said)
    if caller is not None:
        for purpose in said.consents:
            Consent(person=caller, purpose=purpose, given=True, taken_by=by).save_as(WHY)
    return call


def _new_household(call: Request) -> Household:
    home = Household(
        shelter=call.shelter, address=call.address, phone=call.caller_phone, pet_cages=call.pet_cages,
        priority=call.triage, deadline=call.by if call.kind == RequestKind.EVACUATION else None,
    )  # fmt: skip
    home.save_as(WHY)
    return home


def _hear(home: Household, call: Request, said: Said, by: User | None) -> None:
    """What the call changes of a household: how urgent it is, and what it says about leaving."""
    if call.triage < home.priority:
        home.priority = call.triage
        home.save_as(WHY)
    choice = said.choice or (Choice.LEAVE if call.kind == RequestKind.EVACUATION else "")
    if choice or said.of_leaving:
        decide(
            Decision(
                household=home, choice=choice or Choice.UNDECIDED, reasons=said.reasons,
                would_change=said.would_change, ask_again=said.ask_again, heard_by=by,
            )
        )  # fmt: skip


def _need(call: Request, said: Said) -> None:
    """The load that the call asks for: the item named; water where there is none; else the matter in words."""
    item, amount = said.item, said.amount
    if item is None and call.no_water:
        item = Item.objects.filter(key=WATER).first()
        amount = round(call.people * item.per_person_day * supply.TARGET_DAYS, 1) if item else None
    if item is None and call.kind not in THINGS:
        return
    Need(
        request=call, household=call.household, shelter=call.shelter, item=item, by=call.by, priority=call.triage,
        service="" if item else str(RequestKind(call.kind).label), amount=amount or float(call.people),
    ).save_as(WHY)  # fmt: skip


def people_of(call: Request) -> list[Person]:
    """People worth a record of their own: the caller, and those whose age or mobility a vehicle must know. Pure.

    Wheelchairs and stretchers are taken to be the old people's first, the urgent illness that of whoever is weakest.
    Nobody is counted twice: at most ``call.people`` records.
    """
    ways = [Mobility.STRETCHER] * call.stretchers + [Mobility.WHEELCHAIR] * call.wheelchairs
    ages = [AgeGroup.ELDER] * call.elders
    ages += [AgeGroup.UNKNOWN] * max(len(ways) - len(ages), 0)
    weak = [
        Person(age_group=age, mobility=ways[place] if place < len(ways) else Mobility.WALKS)
        for place, age in enumerate(ages)
    ]
    children = [Person(age_group=AgeGroup.CHILD) for _one in range(call.children)]
    named = call.caller_name.strip()
    room = call.people
    if named and (weak or children) and len(weak) + len(children) >= room > len(children):
        # Everybody is counted already: the caller is one of them.
        speaker = weak[-1] if weak else None
    else:
        speaker = Person() if named else None
        weak = [speaker, *weak] if speaker else weak
    if speaker is not None:
        speaker.family_name, speaker.given_name, speaker.patronymic = split_name(named)
        speaker.phone, speaker.speaks = call.caller_phone, True
        weak = [speaker, *(one for one in weak if one is not speaker)]
    found = [*weak, *children][: max(room, 1 if speaker else 0)]
    if call.medical and found:
        order = {Mobility.STRETCHER: 0, Mobility.WHEELCHAIR: 1}
        ill = min(found, key=lambda one: (order.get(Mobility(one.mobility), 2), one.age_group != AgeGroup.ELDER))
        ill.medical_priority = True
    return found


def split_name(name: str) -> tuple[str, str, str]:
    """Family name, given name, patronymic, in the order in which lists here are written; one word is a given name."""
    parts = name.split()
    if len(parts) == 1:
        return "", parts[0], ""
    return parts[0], parts[1] if len(parts) > 1 else "", " ".join(parts[2:])
