"""Published lines of control: areas by date. Only distances from them are ever used; nothing about forces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ControlArea:
    """An area under other control as published on a day; ``rings`` are closed lon, lat outlines."""

    published_s: int
    rings: tuple[tuple[tuple[float, float], ...], ...]
