"""Instance files of the Bus Evacuation Problem benchmark, and its solution format.

Whitespace-separated numbers, line breaks do not matter: ``B Q``; depots with their buses; points with their demand;
shelters with their capacity; a numbered row of distances for each depot (to points) and each point (to shelters).

Source: Loyola Vitali et al., IEEE Congress on Evolutionary Computation 2017.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.buses import BusTask
from corridor.errors import InputRefused, NothingFeasible
from corridor.files import write_text
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.domain.buses import Routes

LARGEST_COUNT = 100_000
LARGEST_STEPS = 20_000_000
FINEST = 1_000
"""Distances are taken to at most so many parts of their unit."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,2})?")


@dataclass
class _Tokens:
    """Numbers of a file, one after the other, each with its line."""

    file: str
    words: list[tuple[str, int]]
    at: int = 0

    def refuse(self, what: str, remedy: str, value: str = "") -> InputRefused:
        line = self.words[min(self.at, len(self.words) - 1)][1] if self.words else 1
        return InputRefused("bep.format", what, f"{self.file}:{line}" + (f" «{value[:40]}»" if value else ""), remedy)

    def number(self, field: str) -> Fraction:
        if self.at >= len(self.words):
            raise self.refuse(
                _("The file ends before {field}.").format(field=field), _("Check that the file was copied whole.")
            )
        word = self.words[self.at][0]
        if not _NUMBER.fullmatch(word) or len(word) > 30:
            raise self.refuse(_("{field} is not a number.").format(field=field), _("Write a number there."), word)
        self.at += 1
        return Fraction(word)

    def whole(self, field: str, most: int = LARGEST_COUNT) -> int:
        value = self.number(field)
        if value.denominator != 1 or not 0 <= value <= most:
            self.at -= 1
            raise self.refuse(
                _("{field} is not a whole number from 0 to {most}.").format(field=field, most=most),
                _("Correct the number."),
                self.words[self.at][0],
            )
        return int(value)

    def many(self, field: str, count: int) -> list[int]:
        return [self.whole(field) for _ in range(count)]

    def row(self, field: str, label: int, count: int) -> list[Fraction]:
        found = self.whole(field)
        if found != label:
            self.at -= 1
            raise self.refuse(
                _("Row {label} of the {field} is missing.").format(label=label, field=field),
                _("Number the rows from 1, without gaps."),
                str(found),
            )
        return [self.number(field) for _ in range(count)]


def read_bep(path: Path) -> BusTask:
    """Read an instance.

    Raises:
        InputRefused: ``bep.format`` with line and field; ``bep.part_bus`` for demand that is no multiple of a bus.
        NothingFeasible: ``bep.no_room`` where shelters are too small; ``bep.no_bus`` where no bus stands anywhere.
    """
    text = path.read_text("utf-8", errors="replace")
    words = [(word, n) for n, line in enumerate(text.splitlines(), 1) for word in line.split()]
    tokens = _Tokens(path.name, words)
    buses, seats = tokens.whole(_("number of buses")), tokens.whole(_("seats of a bus"))
    standing = tokens.many(_("buses of a depot"), tokens.whole(_("number of depots")))
    points = tokens.whole(_("number of assembly points"))
    tokens.whole(_("total demand"), 10**9)
    demand = tokens.many(_("demand"), points)
    shelters = tokens.whole(_("number of shelters"))
    tokens.whole(_("total capacity"), 10**9)
    capacity = tokens.many(_("capacity"), shelters)
    approach = [tokens.row(_("distances from depots"), k + 1, points) for k in range(len(standing))]
    drive = [tokens.row(_("distances from points"), i + 1, shelters) for i in range(points)]
    if tokens.at < len(words):
        raise tokens.refuse(
            _("There is more in the file than its counts tell."), _("Check the counts."), words[tokens.at][0]
        )
    if sum(standing) != buses:
        tokens.at = 0
        raise tokens.refuse(
            _("Buses at depots do not add up to the number of buses."), _("Correct one of the two."), str(sum(standing))
        )
    _sensible(path.name, seats, standing, demand, capacity)
    return _task(path.name, seats, standing, demand, capacity, approach, drive)


def _sensible(file: str, seats: int, standing: list[int], demand: list[int], capacity: list[int]) -> None:
    if seats < 1:
        raise InputRefused("bep.format", _("A bus has no seats."), file, _("Give the seats of a bus."))
    part = next((i for i, people in enumerate(demand) if people % seats), None)
    if part is not None:
        raise InputRefused(
            "bep.part_bus",
            _("Demand of a point is no whole number of full buses, as this benchmark asks."),
            _("{file}: assembly point {n}: {people} people, buses of {seats}").format(
                file=file, n=part + 1, people=demand[part], seats=seats
            ),
            _("Round the demand up to full buses."),
        )
    trips, room = sum(demand) // seats, sum(people // seats for people in capacity)
    if trips and not sum(standing):
        raise NothingFeasible("bep.no_bus", _("People wait and no bus stands anywhere."), file, _("Add buses."))
    if trips > room:
        raise NothingFeasible(
            "bep.no_room",
            _("The shelters take {room} full buses and {trips} are needed: {left} people would be left.").format(
                room=room, trips=trips, left=(trips - room) * seats
            ),
            file,
            _("Add room, or take these people off the demand."),
        )


def _task(
    file: str,
    seats: int,
    standing: list[int],
    demand: list[int],
    capacity: list[int],
    approach: list[list[Fraction]],
    drive: list[list[Fraction]],
) -> BusTask:
    every = [value for row in (*approach, *drive) for value in row]
    parts = max((value.denominator for value in every), default=1)
    scale = next((s for s in (1, 10, 100, FINEST) if all((v * s).denominator == 1 for v in every)), 0)
    if parts > FINEST or not scale:
        raise InputRefused(
            "bep.format", _("Distances are finer than a thousandth."), file, _("Round them to three decimals.")
        )
    if any(value < 0 for value in every) or any(value <= 0 for row in drive for value in row):
        raise InputRefused(
            "bep.format",
            _("A distance is negative, or one between point and shelter is 0."),
            file,
            _("Give positive distances; people already at a shelter need no bus."),
        )
    if sum(every) * scale > LARGEST_STEPS * max(len(every), 1) or max(every, default=Fraction(0)) * scale > 10**7:
        raise InputRefused("bep.format", _("A distance is absurdly long."), file, _("Correct the distances."))

    def steps(rows: list[list[Fraction]], wide: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
        return np.array([[int(v * scale) for v in row] for row in rows], np.int64).reshape(len(rows), wide)

    return BusTask(
        seats,
        np.array(standing, np.int64),
        np.array(demand, np.int64) // seats,
        np.array(capacity, np.int64) // seats,
        steps(approach, len(demand)),
        steps(drive, len(capacity)),
        1.0 / scale,
    )


def write_routes(path: Path, routes: Routes) -> None:
    """Write the benchmark's solution format: a list a bus of [point, shelter] pairs counted from 0."""
    write_text(path, json.dumps([[list(trip) for trip in route] for route in routes]) + "\n")
