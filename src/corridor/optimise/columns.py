"""A linear program that grows by columns, for column generation: rows fixed, one warm simplex basis throughout.

Source: Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", 2018,
doi:10.1007/s12532-017-0130-5 (HiGHS).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

from corridor.optimise.program import quiet_solver

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

INFINITY = highspy.kHighsInf


@dataclass(frozen=True, eq=False)
class LinearAnswer:
    """The optimum over the columns so far."""

    objective: float
    prices: npt.NDArray[np.float64]
    """[R] worth of one more unit of each row."""
    values: npt.NDArray[np.float64]
    """[C]"""


class Columns:
    """Minimise ``cost @ x`` with ``lower <= A x <= upper`` and ``0 <= x <= limit`` over columns added so far."""

    def __init__(self, lower: npt.ArrayLike, upper: npt.ArrayLike) -> None:
        self._solver = quiet_solver()
        for option, value in (("threads", 1), ("parallel", "off"), ("presolve", "off"), ("solver", "simplex")):
            self._solver.setOptionValue(option, value)
        none_i, none_f = np.empty(0, np.int32), np.empty(0)
        for low, high in zip(np.asarray(lower, float).tolist(), np.asarray(upper, float).tolist(), strict=True):
            self._solver.addRow(low, high, 0, none_i, none_f)
        self.count = 0

    def add(self, cost: float, rows: Sequence[int], values: Sequence[float], limit: float = INFINITY) -> int:
        """Add a column with ``values`` in ``rows``; returns its number."""
        self._solver.addCol(cost, 0.0, limit, len(rows), np.array(rows, np.int32), np.array(values, float))
        self.count += 1
        return self.count - 1

    def solve(self) -> LinearAnswer | None:
        """The optimum; ``None`` where there is none, or HiGHS gave up."""
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._solver.getSolution()
        return LinearAnswer(
            float(self._solver.getInfo().objective_function_value),
            np.array(solution.row_dual),
            np.array(solution.col_value),
        )

    def at_least(self, column: int, low: float) -> None:
        """Keep a column at ``low`` or more from now on."""
        self._solver.changeColBounds(column, low, INFINITY)
