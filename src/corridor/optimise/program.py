"""A binary program in sparse rows, solved by HiGHS with a proven bound: the whole face of HiGHS that we use.

One thread and a fixed seed, and limits counted in nodes, so that the same program gives the same answer on any
machine; a time limit or a stop flag waives that, and the answer says so.

Source: Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", 2018,
doi:10.1007/s12532-017-0130-5 (HiGHS).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

from corridor.errors import InternalFault

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Rows:
    """R rows over C binary columns in compressed sparse form: ``lower <= A x <= upper``."""

    start: npt.NDArray[np.int32]
    """[R + 1]"""
    column: npt.NDArray[np.int32]
    """[nonzeros]"""
    value: npt.NDArray[np.float64]
    """[nonzeros]"""
    lower: npt.NDArray[np.float64]
    """[R]"""
    upper: npt.NDArray[np.float64]
    """[R]"""

    def with_row(self, value: npt.NDArray[np.float64], lower: float, upper: float) -> Rows:
        """The same rows and one more, given by its dense coefficients [C]."""
        used = np.flatnonzero(value).astype(np.int32)
        return Rows(
            np.append(self.start, self.start[-1] + len(used)).astype(np.int32),
            np.concatenate((self.column, used)),
            np.concatenate((self.value, value[used])),
            np.append(self.lower, lower),
            np.append(self.upper, upper),
        )


@dataclass(frozen=True)
class Limits:
    """When a solve ends before its proof: after ``nodes`` of the tree, after ``seconds``, when ``stop()`` is true."""

    nodes: int = 2000
    relative_gap: float = 0.0
    seconds: float | None = None
    stop: Callable[[], bool] | None = None


@dataclass(frozen=True, eq=False)
class Answer:
    """The best columns found and how good any could be."""

    chosen: npt.NDArray[np.int32]
    """Columns set to one, ascending."""
    objective: float
    bound: float
    """No feasible choice is below this."""
    proven: bool
    """The choice is optimal within the gap asked for."""
    cut_short: bool
    """A clock or the stop flag ended it: another run may differ."""


def _model(cost: npt.NDArray[np.float64], rows: Rows) -> highspy.HighsLp:
    count = len(cost)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count, len(rows.lower)
    model.col_cost_ = cost
    model.col_lower_, model.col_upper_ = np.zeros(count), np.ones(count)
    model.row_lower_, model.row_upper_ = rows.lower, rows.upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.num_col_, model.a_matrix_.num_row_ = count, len(rows.lower)
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.start, rows.column, rows.value
    model.integrality_ = [highspy.HighsVarType.kInteger] * count
    return model


class _Quiet(highspy.Highs):
    """HiGHS without a word on standard output: its constructor enables callbacks, and that prints a banner."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Called by the constructor."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def quiet_solver() -> highspy.Highs:
    """HiGHS that prints nothing."""
    return _Quiet()  # type: ignore[no-untyped-call]


def _solver(limits: Limits, seed: int) -> highspy.Highs:
    solver = quiet_solver()
    for option, value in (
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", seed % 2**31),
        ("mip_rel_gap", limits.relative_gap),
        ("mip_abs_gap", 1e-9),
        ("mip_max_nodes", limits.nodes),
        ("mip_feasibility_tolerance", 1e-7),
    ):
        solver.setOptionValue(option, value)
    if limits.seconds is not None:
        solver.setOptionValue("time_limit", max(limits.seconds, 0.05))
    return solver


def reduced_costs(
    cost: npt.NDArray[np.float64], rows: Rows, *, limits: Limits, seed: int = 0
) -> npt.NDArray[np.float64] | None:
    """[C] reduced costs of the linear relaxation: what forcing a column in would add at least.

    ``None`` where the clock or the stop flag came first.
    """
    solver = _solver(limits, seed)
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("solver", "simplex")
    model = _model(cost, rows)
    model.integrality_ = []
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.asarray(solver.getSolution().col_dual)


def keeps(rows: Rows, chosen: npt.NDArray[np.int32], tolerance: float = 1e-6) -> bool:
    """Whether setting ``chosen`` columns to one keeps every row."""
    count = int(rows.column.max()) + 1 if len(rows.column) else 0
    one = np.zeros(max(count, int(chosen.max()) + 1 if len(chosen) else 0))
    one[chosen] = 1.0
    total = (
        np.add.reduceat(np.append(rows.value * one[rows.column], 0.0), rows.start[:-1]) if len(rows.lower) else one[:0]
    )
    return bool(np.all(total <= rows.upper + tolerance) and np.all(total >= rows.lower - tolerance))


def minimise(
    cost: npt.NDArray[np.float64],
    rows: Rows,
    *,
    limits: Limits,
    seed: int = 0,
    start: npt.NDArray[np.int32] | None = None,
) -> Answer:
    """Choose the columns of least cost that keep every row.

    Args:
        cost: [C] cost of each column.
        rows: what a choice must keep.
        limits: when to end before the proof.
        seed: of the solver.
        start: columns of a known feasible choice: the answer is never worse. It is not handed to HiGHS, because
            1.16.0 loses the objective's offset when it presolves a program with a start, and calls it optimal.

    Raises:
        InternalFault: when no choice keeps the rows (ours always allow the empty one or a known start).
    """
    if not len(cost):
        return Answer(np.empty(0, np.int32), 0.0, 0.0, True, False)
    solver = _solver(limits, seed)
    if limits.stop is not None:
        stop = limits.stop

        def watch(event: highspy.HighsCallbackEvent) -> None:
            if stop():
                event.interrupt()

        solver.cbMipInterrupt += watch
        solver.cbSimplexInterrupt += watch
    solver.passModel(_model(cost, rows))
    solver.run()
    status = solver.getModelStatus()
    info = solver.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    ended = (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kInterrupt)
    answers = [np.flatnonzero(np.asarray(solver.getSolution().col_value) > 0.5).astype(np.int32)] if found else []
    if start is not None:
        answers.append(np.sort(np.asarray(start, np.int32)))
    if not answers:
        raise InternalFault("optimise.no_choice", f"HiGHS found no choice ({status.name}).")
    chosen = min(answers, key=lambda columns: float(cost[columns].sum()))
    objective = float(cost[chosen].sum())
    proven = status == highspy.HighsModelStatus.kOptimal
    bound = float(info.mip_dual_bound) if np.isfinite(info.mip_dual_bound) else -np.inf
    return Answer(chosen, objective, min(bound, objective), proven, status in ended)
