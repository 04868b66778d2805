"""The daily model fitted in one go: all history rolled through quickly, the last weeks judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.hazard.daily.model import DailyModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.hazard.daily.lattice import Lattice
    from corridor.hazard.daily.streams import Stream

JUDGED_DAYS = 28
"""Over so many last days the fits are judged by what they foretold, after a fit of the weights at their start."""


def fit_daily(target: Stream, others: Sequence[Stream], lattice: Lattice, today: int) -> DailyModel:
    """A model that stands at the start of ``today`` (a local day from 1970) and knows what was reported by then.

    A scoring run judges every day of the past; here only ``JUDGED_DAYS``, which costs a fraction and changes little.
    Deterministic.
    """
    begin = min([today - 1, *(int(stream.day.min()) for stream in (target, *others) if len(stream))])
    model = DailyModel(target, others, lattice, begin)
    while model.today < today:
        left = today - model.today
        if left <= JUDGED_DAYS:
            model.forecast(fresh=left == JUDGED_DAYS)
        model.advance()
    model.shares.fit(today)
    return model
