"""Opens stored roads and their base map, for what draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.exchange.network_store import open_base_map, open_network

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.domain.base_map import BaseMap
    from corridor.domain.network import RoadNetwork


@dataclass(frozen=True, eq=False)
class StoredRoads:
    """A network and what maps show beside it."""

    network: RoadNetwork
    base_map: BaseMap


def open_roads(folder: Path) -> StoredRoads:
    """What ``import_roads`` stored in ``folder``.

    Raises:
        InputRefused: ``network.missing``, ``network.version`` or ``network.damaged``.
    """
    return StoredRoads(open_network(folder), open_base_map(folder))
