"""How much of the harm falls inside the cells that a forecast marks first.

Hit rate: share of events inside the marked area. PAI (prediction accuracy index): hit rate over share of area
(Chainey, Tompson and Uhlig 2008). PEI (prediction efficiency index): hits over the most that any choice of as many
cells could have had (Hunt 2016). Cells of equal forecast share their chance, so that ties win nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

AREAS = (0.01, 0.05, 0.10)


def hits(share: npt.NDArray[np.float64], counts: npt.NDArray[np.float64], marked: int) -> float:
    """Events inside the ``marked`` cells of highest ``share`` [cells]; expected over ties."""
    edge = np.partition(share, -marked)[-marked]
    above, level = share > edge, share == edge
    room = (marked - int(above.sum())) / max(int(level.sum()), 1)
    return float(counts[above].sum() + room * counts[level].sum())


def most_hits(counts: npt.NDArray[np.float64], marked: int) -> float:
    """Events inside the best ``marked`` cells in hindsight."""
    return float(np.sort(counts)[::-1][:marked].sum())
