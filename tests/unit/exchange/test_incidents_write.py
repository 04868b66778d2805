import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.domain.incidents import IncidentKind, Incidents
from corridor.exchange.incidents import read_incidents, write_incidents_csv

NOW = 1_676_354_400
COLUMNS = ("time_s", "time_precision_s", "reported_s", "kind", "confidence", "precision_m")

rows = st.lists(
    st.tuples(
        st.integers(1_500_000_000, NOW),
        st.sampled_from([60, 3600, 43_200, 86_400]),
        st.integers(0, 10**6),
        st.floats(37, 39),
        st.floats(47, 49),
        st.sampled_from([0.0, 50.0, 2500.0]),
        st.sampled_from(list(IncidentKind)),
        st.sampled_from([0.0, 0.25, 0.7, 1.0]),
        st.sampled_from(["штаб", "a,b", 'say "so"', "monitors"]),
    ),
    max_size=20,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows)
def test_what_is_written_is_read_back(tmp_path, rows):
    rows.sort(key=lambda row: row[0])
    columns = list(zip(*rows, strict=True)) or [()] * 9
    sources = tuple(dict.fromkeys(columns[8]))
    table = Incidents(
        time_s=np.array(columns[0], np.int64),
        time_precision_s=np.array(columns[1], np.int64),
        reported_s=np.array(columns[0], np.int64) + np.array(columns[2], np.int64),
        lon=np.array(columns[3], float),
        lat=np.array(columns[4], float),
        precision_m=np.array(columns[5], np.float32),
        kind=np.array(columns[6], np.uint8),
        confidence=np.array(columns[7], np.float32),
        source=np.array([sources.index(name) for name in columns[8]], np.int32),
        sources=sources,
    )
    path = tmp_path / "incidents.csv"
    write_incidents_csv(path, table)
    back, problems = read_incidents(path, "Europe/Kyiv", NOW)
    assert problems == ()
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(back, name), getattr(table, name), name)
    np.testing.assert_allclose(back.lon, table.lon, atol=1e-6)
    np.testing.assert_allclose(back.lat, table.lat, atol=1e-6)
    assert [back.sources[i] for i in back.source] == list(columns[8])
