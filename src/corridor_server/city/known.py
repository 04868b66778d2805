"""The city as the desk knows it now, for the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.domain import operation as engine
from corridor.domain.city import BusFleet
from corridor.workflows.known_city import known_city
from corridor_server.operations.bridge import known_now
from corridor_server.operations.models import Depot

if TYPE_CHECKING:
    from collections.abc import Mapping

LENT = "lent"
"""Fleet of the buses beside the desk's vehicles."""


def city_now(files: Mapping[str, str], buses: Mapping[str, Any] | None) -> Any:
    """Shelters or the zones given, vehicles and further ``buses``, centres, closures, and areas that close.

    Raises:
        InputRefused: ``city.nothing_usable``, with what is wrong with each row.
    """
    known = known_now()
    operation, more = known.operation, []
    if buses:
        depot = Depot.objects.get(pk=buses["depot"])
        code = known.codes.code("depot", depot.pk)
        if not code:  # no vehicle that is ready stands there
            code = known.codes.give("depot", "D", depot.pk)
            added = engine.Depot(id=code, name=depot.name, lon=depot.lon, lat=depot.lat)
            operation = operation.model_copy(update={"depots": (*operation.depots, added)})
        more.append(BusFleet(id=LENT, depot_id=code, count=buses["count"], seats=buses["seats"]))
    return known_city(operation, files, more)
