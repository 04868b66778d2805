"""Buses by the clock, on edges of a road network: what one plans and another replays. Seconds from the start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Ride:
    """A drive along ``edges``, entering the first at ``sets_off``; no stop between."""

    edges: tuple[int, ...]
    sets_off: float
    arrives: float


@dataclass(frozen=True, eq=False)
class Leg:
    """A trip of a bus as it will be: there, boarding, out, alighting."""

    zone: int
    centre: int
    people: int
    there: Ride
    out: Ride
    empty: float


@dataclass(frozen=True, eq=False)
class Run:
    """One bus: fleet, number in it, legs."""

    fleet: int
    number: int
    legs: tuple[Leg, ...]
