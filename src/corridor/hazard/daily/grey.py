"""How much of the box is grey: nothing heard near by for long, or only from sources that have fallen silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import binary_dilation

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.hazard.daily.model import DailyModel

HEARD_KM = 2.0
GREY_AFTER_DAYS = 21


def grey(model: DailyModel) -> npt.NDArray[np.bool_]:
    """[cells] true where no speaking source has told of anything within ``HEARD_KM`` in ``GREY_AFTER_DAYS``."""
    lattice = model.lattice
    rows, columns = lattice.wide_shape
    heard = np.zeros(rows * columns, bool)
    for memory in model.shares.memories:
        stream = memory.stream
        if memory.watch.silent:
            continue
        recent = (stream.known_day < model.today) & (stream.day >= model.today - GREY_AFTER_DAYS)
        heard[stream.cell[recent]] = True
    width, height = lattice.size_km
    down, across = int(HEARD_KM / height), int(HEARD_KM / width)
    j, i = np.mgrid[-down : down + 1, -across : across + 1]
    disc = np.hypot(j * height, i * width) <= HEARD_KM
    near = binary_dilation(heard.reshape(rows, columns), disc)
    top, left = lattice.margin
    unheard: npt.NDArray[np.bool_] = ~near[top : rows - top, left : columns - left].ravel()
    return unheard


def grey_share(model: DailyModel) -> float:
    """Share of the box that is grey."""
    return float(grey(model).mean())
