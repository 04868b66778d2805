"""Where the next day's reports fall: several fits of the dictionary, averaged by how well each has foretold so far.

The fits differ in how fast lessons are forgotten and in a power that sharpens or blunts the map. Nothing of this is
tuned by hand or on the days that are scored: each day's reports, once known, decide what the next day's average is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.hazard.daily.weights import Lessons, climb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from corridor.hazard.daily.memory import Memory

HALF_LIVES = (30.0, 120.0)
"""Days after which a lesson counts half."""
POWERS = (0.85, 1.0, 1.15, 1.3)
UNIFORM_LEAST = 0.01
"""The even share of every map, whatever the fit says: surprises happen everywhere."""
UNIFORM_PRIOR = 0.1
MOST_A_DAY = 2.0
"""Reports of one cell and day beyond these teach nothing more about where."""
COLD_ROUNDS, WARM_ROUNDS = 150, 12
_SAY_KEEPS = 0.98


class Shares:
    """The weights of all ``memories`` components, their lessons, and the average over fits."""

    def __init__(self, memories: Sequence[Memory]) -> None:
        self.memories = tuple(memories)
        self.cells = len(memories[0].lattice)
        parts = [np.full(m.kernels.count, 1.0) / m.kernels.count * (4.0 if i == 0 else 1.0) for i, m in
                 enumerate(self.memories)]  # fmt: skip
        kernels = np.concatenate(parts)
        self.prior = np.append((1 - UNIFORM_PRIOR) * kernels / kernels.sum(), UNIFORM_PRIOR)
        self._features: list[npt.NDArray[np.float32]] = []
        self._number: list[npt.NDArray[np.float64]] = []
        self._days: list[npt.NDArray[np.int64]] = []
        self._known: list[npt.NDArray[np.int64]] = []
        self._sums: list[npt.NDArray[np.float64]] = []
        self._first: int | None = None
        self.weights: list[npt.NDArray[np.float64] | None] = [None] * len(HALF_LIVES)
        self._score = np.zeros((len(HALF_LIVES), len(POWERS)))

    def note(self, today: int, cells: npt.NDArray[np.int64], known: npt.NDArray[np.int64]) -> None:
        """Keep today's components where today's reports will turn out to be; they are used once known."""
        self._first = today if self._first is None else self._first
        self._sums.append(np.append(np.concatenate([m.sums() for m in self.memories]), 1.0))
        if len(cells) == 0:
            return
        at, index = np.unique(np.stack((cells, known)), axis=1, return_inverse=True)
        near = np.concatenate([m.at(at[0]) for m in self.memories], axis=1)
        even = np.full((len(at[0]), 1), 1 / self.cells, np.float32)
        self._features.append(np.concatenate((near, even), axis=1))
        self._number.append(np.bincount(index.ravel()).astype(np.float64))
        self._days.append(np.full(len(at[0]), today - self._first))
        self._known.append(at[1])

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """What ``resume`` needs beside the memories."""
        width = len(self.prior)
        return {
            "features": np.concatenate([np.zeros((0, width), np.float32), *self._features]),
            "number": np.concatenate([np.zeros(0), *self._number]),
            "days": np.concatenate([np.zeros(0, np.int64), *self._days]),
            "known": np.concatenate([np.zeros(0, np.int64), *self._known]),
            "sums": np.array(self._sums).reshape(-1, width),
            "first": np.array(-1 if self._first is None else self._first),
            "weights": np.array([np.full(width, np.nan) if w is None else w for w in self.weights]),
            "score": self._score,
        }  # fmt: skip

    def resume(self, state: Mapping[str, npt.NDArray[Any]]) -> None:
        """Stand as when ``state`` was taken."""
        self._features, self._number = [state["features"]], [state["number"]]
        self._days, self._known = [state["days"]], [state["known"]]
        self._sums = list(state["sums"])
        self._first = int(state["first"]) if self._sums else None
        self.weights = [None if np.isnan(row).any() else row for row in state["weights"]]
        self._score = state["score"].copy()

    def mixture(self) -> npt.NDArray[np.float64]:
        """[K] weights of the components, the fits averaged by their say; scaled so that the map sums to 1."""
        say = np.exp(self._score - self._score.max()).sum(axis=1)
        sums = np.append(np.concatenate([memory.sums() for memory in self.memories]), 1.0)
        fits = [self.prior if weights is None else weights for weights in self.weights]
        parts = [each * weights / max(float(weights @ sums), 1e-300) for each, weights in zip(say, fits, strict=True)]
        mean: npt.NDArray[np.float64] = np.sum(parts, axis=0) / say.sum()
        return mean

    def fit(self, today: int) -> None:
        """Fit all weights to the lessons known at the start of ``today``."""
        lessons = self._lessons(today)
        for i, half in enumerate(HALF_LIVES):
            fading = Lessons(
                lessons.features, lessons.day, lessons.say * 0.5 ** ((len(lessons.sums) - lessons.day) / half),
                lessons.sums,
            )  # fmt: skip
            rounds = COLD_ROUNDS if self.weights[i] is None else WARM_ROUNDS
            # Where there are no weights yet, those of the other half-life are near.
            start = self.weights[i] if self.weights[i] is not None else self.weights[i - 1]
            self.weights[i] = climb(fading, self.prior, rounds, start)

    def _lessons(self, today: int) -> Lessons:
        width = len(self.prior)
        if self._features:
            known = np.concatenate(self._known) < today
            features, day = np.concatenate(self._features)[known], np.concatenate(self._days)[known]
            number = np.minimum(np.concatenate(self._number)[known], MOST_A_DAY)
        else:
            features, day, number = np.zeros((0, width), np.float32), np.zeros(0, np.int64), np.zeros(0)
        sums = np.array(self._sums) if self._sums else np.zeros((0, width))
        return Lessons(features, day.astype(np.intp), number, sums)

    def maps(self) -> npt.NDArray[np.float64]:
        """[fits, powers, cells] shares of the next day, each summing to 1."""
        out = np.empty((len(HALF_LIVES), len(POWERS), self.cells))
        for i, weights in enumerate(self.weights):
            level = self._mixed(self.prior if weights is None else weights)
            level = np.maximum(level / level.sum(), 1e-9 / self.cells)
            for p, power in enumerate(POWERS):
                sharp = level**power if power != 1 else level
                out[i, p] = (1 - UNIFORM_LEAST) * sharp / sharp.sum() + UNIFORM_LEAST / self.cells
        return out

    def _mixed(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        level, at = np.full(self.cells, weights[-1] / self.cells), 0
        for memory in self.memories:
            level += memory.mix(weights[at : at + memory.kernels.count])
            at += memory.kernels.count
        return level

    def average(self, maps: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """[cells] the maps averaged by their say."""
        say = np.exp(self._score - self._score.max())
        mean: npt.NDArray[np.float64] = np.tensordot(say / say.sum(), maps, axes=2)
        return mean

    def judge(self, maps: npt.NDArray[np.float64], cells: npt.NDArray[np.int64]) -> None:
        """Let what happened in ``cells`` decide how much say each fit has from now on."""
        at, number = np.unique(cells, return_counts=True)
        self._score = _SAY_KEEPS * self._score + (np.log(maps[:, :, at]) * number).sum(axis=2)
