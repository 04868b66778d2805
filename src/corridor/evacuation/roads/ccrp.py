"""The Capacity Constrained Route Planner as a baseline, with its results in seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.ways import reserve

if TYPE_CHECKING:
    from corridor.domain.flows import FlowTask

STEP_S = 15.0
CELLS = 120_000_000
"""Reservations kept at most: roads times steps."""


def ccrp_seconds(task: FlowTask, about_s: float) -> float | None:
    """When the last vehicle is out by CCRP at steps of 15 s; None where it does not end in four times ``about_s``.

    Drives are rounded up and capacities down to whole vehicles a step, at least one.
    """
    horizon = int(min(4 * about_s / STEP_S + 100, CELLS // max(len(task.tail), 1)))
    takes = np.where(task.seconds <= 0, 0, np.maximum(1, np.ceil(task.seconds / STEP_S - 1e-9)))
    last, _ways, left = reserve(
        task.node_count,
        task.tail,
        task.head,
        np.maximum(1, np.floor(task.capacity * STEP_S + 1e-9)).astype(np.int64),
        takes.astype(np.int64),
        task.zone,
        np.ceil(task.vehicles - 1e-9).astype(np.int64),
        task.exits,
        horizon,
    )
    return None if left else float(last + 1) * STEP_S
