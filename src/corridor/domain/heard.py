"""Everything heard of danger, whatever brought it: files of a folder, or the store of a desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corridor.domain.front import ControlArea
    from corridor.domain.incidents import Incidents, Passage


@dataclass(frozen=True, eq=False)
class Heard:
    """Incidents, roads driven, and published lines of control, all sources joined."""

    incidents: Incidents
    passages: tuple[Passage, ...]
    fronts: tuple[ControlArea, ...]
