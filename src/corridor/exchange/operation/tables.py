"""The tables of an operation folder: file, model, key, references. One list for reading, writing and schemas."""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime

from corridor.domain.city import BusFleet, RoadDamage, Zone
from corridor.domain.operation import (
    Checkpoint,
    Crew,
    Depot,
    Household,
    Item,
    Need,
    ReceptionCentre,
    RoadReport,
    Shelter,
    Stock,
    Vehicle,
)
from corridor.domain.outlook import OutlookPlace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.domain.base import Record
    from corridor.exchange.cells import CellKind

SETTINGS_FILE = "operation.toml"


@dataclass(frozen=True)
class TableSpec:
    """A CSV file of the folder. ``attribute`` is its field of ``Operation``; ``references`` name other tables' ids."""

    file: str
    attribute: str
    model: type[Record]
    required: bool = False
    key: tuple[str, ...] = ("id",)
    references: tuple[tuple[str, str], ...] = ()


TABLES: tuple[TableSpec, ...] = (
    TableSpec("depots.csv", "depots", Depot, required=True),
    TableSpec("centres.csv", "centres", ReceptionCentre),
    TableSpec("shelters.csv", "shelters", Shelter, required=True),
    TableSpec("households.csv", "households", Household, references=(("shelter_id", "shelters"),)),
    TableSpec("items.csv", "items", Item),
    TableSpec(
        "stocks.csv",
        "stocks",
        Stock,
        key=("shelter_id", "item_id", "counted"),
        references=(("shelter_id", "shelters"), ("item_id", "items")),
    ),
    TableSpec("needs.csv", "needs", Need, references=(("shelter_id", "shelters"), ("item_id", "items"))),
    TableSpec("crews.csv", "crews", Crew, required=True),
    TableSpec(
        "vehicles.csv",
        "vehicles",
        Vehicle,
        required=True,
        references=(("depot_id", "depots"), ("crew_id", "crews")),
    ),
    TableSpec("checkpoints.csv", "checkpoints", Checkpoint),
    TableSpec("closures.csv", "closures", RoadReport),
)
"""In reading order: a table comes after those it refers to."""

CITY_TABLES: tuple[TableSpec, ...] = (
    TableSpec("depots.csv", "depots", Depot),
    TableSpec("centres.csv", "centres", ReceptionCentre, required=True),
    TableSpec("zones.csv", "zones", Zone, required=True),
    TableSpec("buses.csv", "buses", BusFleet, references=(("depot_id", "depots"),)),
    TableSpec("damage.csv", "damage", RoadDamage),
    TableSpec("closures.csv", "closures", RoadReport),
)
"""What the evacuation of a whole city reads of a folder, in reading order."""

PLACES = TableSpec("places.csv", "places", OutlookPlace)
"""What the outlook measures from a line."""

CITY_ONLY = tuple(spec for spec in CITY_TABLES if spec.file not in {known.file for known in TABLES})
"""Those that a day's plan does not read."""

BY_ATTRIBUTE: Mapping[str, TableSpec] = {spec.attribute: spec for spec in TABLES}


@cache
def cell_kinds(model: type[Record]) -> Mapping[str, CellKind]:
    """What kind of cell each column of ``model`` holds."""
    return {name: _kind(field.annotation) for name, field in model.model_fields.items()}


def _kind(annotation: Any) -> CellKind:
    if annotation is AwareDatetime:
        return "datetime"
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kind(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _kind(next(part for part in get_args(annotation) if part is not type(None)))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "choice"
    kinds: dict[Any, CellKind] = {
        float: "number",
        int: "integer",
        bool: "yes_no",
        datetime: "datetime",
        date: "date",
        time: "time",
    }
    return kinds.get(annotation, "text")
