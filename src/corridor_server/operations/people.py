"""What the registry tells the engine, under short codes: places, households by count, stocks and needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor_server.registry import bridge
from corridor_server.registry.models import Shelter

if TYPE_CHECKING:
    from corridor.domain import operation as engine
    from corridor_server.operations.codes import Codes


@dataclass(frozen=True)
class EnginePeople:
    """Rows for an ``Operation``; ids are codes, items go by their key. A shelter's own name is all that is named."""

    shelters: tuple[engine.Shelter, ...]
    households: tuple[engine.Household, ...]
    items: tuple[engine.Item, ...]
    stocks: tuple[engine.Stock, ...]
    needs: tuple[engine.Need, ...]


def engine_people(codes: Codes) -> EnginePeople:
    """Everything that a plan needs to know of the people, as it stands now; empty shelters are left out."""
    needs = bridge.needs()
    asked = {need.shelter_id for need in needs}
    names = dict(Shelter.objects.values_list("pk", "name"))
    placed: dict[str, str] = {}
    shelters = []
    for one in bridge.shelters():
        if one.people or one.id in asked:
            placed[one.id] = codes.give("shelter", "S", one.id)
            shelters.append(one.model_copy(update={"id": placed[one.id], "name": names.get(one.id, "")}))
    return EnginePeople(
        tuple(shelters),
        tuple(
            one.model_copy(update={"id": codes.give("household", "H", one.id), "shelter_id": placed[one.shelter_id]})
            for one in bridge.households()
            if one.shelter_id in placed
        ),
        bridge.items(),
        tuple(
            one.model_copy(update={"shelter_id": placed[one.shelter_id]})
            for one in bridge.stocks()
            if one.shelter_id in placed
        ),
        tuple(
            one.model_copy(update={"id": codes.give("need", "N", one.id), "shelter_id": placed[one.shelter_id]})
            for one in needs
            if one.shelter_id in placed
        ),
    )
