"""Whole-number flows that satisfy linear rows, by CP-SAT: the whole face of OR-Tools that we use.

OR-Tools is an extra (``proofs``), because it weighs more than the rest of the engine; without it nothing is lost but
the proofs of small cases that column generation leaves open.

Source: L. Perron and F. Didier, CP-SAT, https://developers.google.com/optimization/cp/cp_solver.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

import numpy as np

from corridor.errors import InputRefused
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt


@dataclass(frozen=True)
class Row:
    """``lower <= sum of coefficient x variable <= upper``, all whole."""

    variables: Sequence[int]
    coefficients: Sequence[int]
    lower: int
    upper: int


@dataclass(frozen=True, eq=False)
class Verdict:
    """``found`` with values, ``none`` proven, or ``unknown`` when the time was up."""

    kind: Literal["found", "none", "unknown"]
    values: npt.NDArray[np.int64]


def available() -> bool:
    """Whether OR-Tools is installed."""
    return find_spec("ortools") is not None


def satisfy(upper: Sequence[int], rows: Sequence[Row], *, seconds: float, seed: int) -> Verdict:
    """Find whole numbers ``0 <= x <= upper`` that keep every row, or prove that there are none.

    Raises:
        InputRefused: ``optimise.no_ortools`` where OR-Tools is not installed.
    """
    if not available():
        raise InputRefused(
            "optimise.no_ortools",
            _("Proofs of small cases need OR-Tools, which is not installed."),
            "ortools",
            _("Install it with: pip install “corridor[proofs]”."),
        )
    from ortools.sat.python import cp_model  # noqa: PLC0415 - an extra

    model = cp_model.CpModel()
    variables = [model.new_int_var(0, int(high), "") for high in upper]
    for row in rows:
        total = cp_model.LinearExpr.weighted_sum([variables[v] for v in row.variables], list(row.coefficients))
        model.add_linear_constraint(total, row.lower, row.upper)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    solver.parameters.num_workers = 2
    # Workers take turns, so that the same seed finds the same flows.
    solver.parameters.interleave_search = True
    solver.parameters.random_seed = seed % 2**31

    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Verdict("none", np.empty(0, np.int64))
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Verdict("found", np.array([solver.value(v) for v in variables], np.int64))
    return Verdict("unknown", np.empty(0, np.int64))
