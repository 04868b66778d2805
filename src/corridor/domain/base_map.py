"""What an offline base map needs beside roads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class MapLayer(IntEnum):
    """Layers of the base map."""

    WATER = 0
    WATERWAY = 1
    WOOD = 2
    BUILT_UP = 3
    FARMLAND = 4
    BUILDING = 5
    PLACE = 6


@dataclass(frozen=True, eq=False)
class BaseMap:
    """F features: a layer, a name (may be empty), a rank (places: population or 0), and a WKB geometry, WGS84."""

    layer: npt.NDArray[np.uint8]
    name: tuple[str, ...]
    name_uk: tuple[str, ...]
    """``name:uk`` where mapped, else the name."""
    name_en: tuple[str, ...]
    rank: npt.NDArray[np.int64]
    wkb: tuple[bytes, ...]
