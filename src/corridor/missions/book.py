"""What prices of a day rest on, as bytes to keep: travel tables and danger at places; changes by hand are priced on it.

The layout is NumPy's ``npz``: numbers only, read without pickles.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.danger import PlaceDanger, Slots
from corridor.missions.build import build_problem, sites_of
from corridor.missions.tables import TravelTables

if TYPE_CHECKING:
    from corridor.domain.operation import Operation
    from corridor.missions.problem import Problem

PARTS = ("seconds", "mean", "upper", "length_m", "grey_m")


@dataclass(frozen=True, eq=False)
class PriceBook:
    """Travel between the sites of one operation, and danger at them."""

    tables: tuple[TravelTables, ...]
    places: PlaceDanger

    def problem(self, operation: Operation) -> Problem:
        """The day as numbers; ``operation`` must be the one that the book was made for."""
        return build_problem(operation, sites_of(operation), self.tables, self.places)

    def to_bytes(self) -> bytes:
        """For keeping."""
        slots = self.places.slots
        arrays: dict[str, object] = {
            "slots": np.array([slots.start_s, slots.count, slots.length_s], np.int64),
            "place_mean": self.places.mean,
            "place_upper": self.places.upper,
            "place_grey": self.places.grey,
        }
        for number, table in enumerate(self.tables):
            arrays[f"{number}.clock"] = np.array([table.start_s, table.step_s, *table.weights], np.float64)
            arrays |= {f"{number}.{part}": getattr(table, part) for part in PARTS}
        out = io.BytesIO()
        np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
        return out.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> PriceBook:
        """What ``to_bytes`` wrote."""
        with np.load(io.BytesIO(kept), allow_pickle=False) as held:
            start, count, length = held["slots"].tolist()
            places = PlaceDanger(
                Slots(start, count, length), held["place_mean"], held["place_upper"], held["place_grey"]
            )
            tables = []
            for number in range(sum(name.endswith(".clock") for name in held.files)):
                start_s, step_s, *weights = held[f"{number}.clock"].tolist()
                parts = [held[f"{number}.{part}"] for part in PARTS]
                tables.append(TravelTables(tuple(weights), start_s, step_s, *parts))
        return cls(tuple(tables), places)
