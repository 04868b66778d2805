import numpy as np

from corridor.domain.incidents import Incidents
from corridor.hazard.sources import HELD_DAYS, reporting

NOW = 1_676_354_400


def state(build_incidents, **ages):
    parts = [build_incidents([(a, 38, 48.5) for a in days], now_s=NOW, source=name) for name, days in ages.items()]
    return reporting(Incidents.joined(parts), as_of_s=NOW, silent_after_days=5)


def test_a_source_is_silent_after_the_stated_days_and_its_clock_held_beyond_them(build_incidents):
    sources = state(build_incidents, quick=[1, 9], slow=[8, 30], gone=[200])
    assert dict(zip(sources.names, sources.silent.tolist(), strict=True)) == {
        "quick": False,
        "slow": True,
        "gone": True,
    }
    held = dict(zip(sources.names, sources.held_days.tolist(), strict=True))
    assert held["quick"] == 0
    assert abs(held["slow"] - 3) < 0.01
    assert held["gone"] == HELD_DAYS


def test_no_rows_no_sources():
    sources = reporting(Incidents.empty(), as_of_s=NOW, silent_after_days=5)
    assert sources.names == ()
    assert len(sources.silent) == 0


def test_a_source_whose_rows_were_all_left_out_is_not_silent(build_incidents):
    table = Incidents.joined(
        [build_incidents([(1, 38, 48.5)], now_s=NOW), build_incidents([(9, 38, 48.5)], now_s=NOW, source="x")]
    )
    kept = table.take(np.array([1]))
    assert reporting(kept, as_of_s=NOW, silent_after_days=5).silent.tolist() == [False, False]
