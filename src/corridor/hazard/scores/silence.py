"""What the forecast does when its source says nothing more: replayed by withholding the last days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.hazard.daily.grey import grey_share
from corridor.hazard.scores.figures import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from corridor.hazard.daily.model import DailyModel

DAYS = (14, 30)
HOT = 0.05
"""Share of the cells, the hottest before the silence, whose forecasts are compared one by one."""


def silence(
    kept: Mapping[int, DailyModel], counts: Mapping[int, npt.NDArray[np.float64]], last: int, lengths: Iterable[int]
) -> list[dict[str, Any]]:
    """For each length: forecasts of the day after it against those before, grey area, and bits on what was withheld.

    ``kept`` holds, by day, the model as it stood then with its target's later reports taken away; ``counts`` what
    happened each day. The forecast after the silence is that of day ``last``; ``grey_otherwise`` is what would be grey
    that day, had the source gone on.
    """
    rows = []
    spoken = kept.get(last)
    otherwise = grey_share(spoken) if spoken is not None else float("nan")
    for days in lengths:
        model = kept.get(last - days)
        if model is None:
            continue
        before = model.forecast(fresh=False)
        grey_before = grey_share(model)
        hot = np.argsort(-before.share, kind="stable")[: max(1, round(HOT * len(before.share)))]
        bits, events, lowest = 0.0, 0.0, np.inf
        while model.today < last:
            forecast = model.forecast(fresh=False)
            happened = counts.get(model.today, np.zeros(len(before.share)))
            at = happened > 0
            bits += float((happened[at] * np.log2(forecast.share[at] * len(at))).sum())
            events += float(happened.sum())
            model.advance()
        after = model.forecast(fresh=False)
        lowest = float((after.expected[hot] / before.expected[hot]).min())
        rows.append({
            "days": days, "withheld_events": int(events),
            "bits_per_event": plain(bits / events) if events else None,
            "expected_before": plain(before.total.mean), "expected_after": plain(after.total.mean),
            "total_ratio": plain(after.total.mean / before.total.mean), "lowest_hot_cell_ratio": plain(lowest),
            "grey_before": plain(grey_before), "grey_after": plain(grey_share(model)),
            "grey_otherwise": plain(otherwise),
        })  # fmt: skip
    return rows
