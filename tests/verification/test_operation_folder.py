"""Whatever stands in a folder, it is read or refused in words; whatever is written reads back the same."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from corridor.domain.operation import (
    Checkpoint,
    ClosureEffect,
    Crew,
    Decision,
    Depot,
    HazardSettings,
    HourPrior,
    Household,
    Item,
    Need,
    Operation,
    OperationSettings,
    PlanSettings,
    ReceptionCentre,
    RoadReport,
    Shelter,
    Stock,
    Vehicle,
)
from corridor.domain.profiles import Profile
from corridor.errors import InputRefused, RowProblem
from corridor.exchange.operation import read_operation, write_operation
from corridor.exchange.operation.tables import TABLES
from corridor.exchange.table import read_table

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SIGNS = ";,\t\"'\n\r=#.+-:NnTtZ0123456789абвІї \ufeff\u2028😀"
text = st.text(st.sampled_from(string.ascii_letters + SIGNS), max_size=12)
blob = st.one_of(
    st.binary(max_size=300),
    st.lists(st.lists(text, max_size=6).map(",".join), max_size=8).map(lambda rows: "\n".join(rows).encode()),
)


def well_formed(problems: tuple[RowProblem, ...]) -> bool:
    return all(p.code and p.file and p.reason and p.remedy and len(p.value or "") <= 80 for p in problems)


def outcome_of(read, path):
    """What was read, or the refusal: any other exception fails the test."""
    try:
        return read(path)
    except InputRefused as refused:
        return refused


@FEW
@given(blob)
@example(b"\xff\xfe")
@example(b"\x1f\x8b")
@example(b'id\n"')
@example(b"\x1f\x8b\x08\x00\x00\x00\x00\x00")
def test_any_bytes_are_a_table_or_refused(data):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(data)
        table = outcome_of(read_table, path)
    if isinstance(table, InputRefused):
        assert table.code.startswith("table.")
        return
    assert well_formed(table.problems)
    assert all(tuple(row.values) == table.columns for row in table.rows)
    lines = [row.line for row in table.rows]
    assert lines == sorted(set(lines))


cell = st.one_of(
    text,
    st.sampled_from(["", "s1", "water", "nan", "-1", "1e400", "2023-02-14T05:00+02:00", "24:00", "2023-02-30", "k1"]),
    st.floats().map(str),
    st.integers(-5, 10**20).map(str),
)
GOOD = {
    "operation.toml": 'name = "T"\ntimezone = "Europe/Kyiv"\nday = 2023-02-14\nas_of = 2023-02-14T05:00:00+02:00\n',
    "depots.csv": "id,lon,lat\nd1,37.60,48.60\n",
    "shelters.csv": "id,lon,lat,people\ns1,38.00,48.60,12\n",
    "items.csv": "id,kg,litres\nwater,1,1\n",
    "crews.csv": "id,risk_budget\nk1,0.5\n",
    "vehicles.csv": "id,profile,depot_id,crew_id,seats,load_kg,load_litres\nv1,car,d1,k1,3,300,600\n",
}


@FEW
@given(st.data())
def test_any_cells_are_rows_or_problems(data):
    spec = data.draw(st.sampled_from(TABLES))
    columns = tuple(spec.model.model_fields)
    rows = data.draw(st.lists(st.lists(cell, min_size=len(columns), max_size=len(columns)), min_size=1, max_size=4))
    delimiter = data.draw(st.sampled_from([",", ";"]))
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in GOOD.items():
            (folder / file).write_text(content, encoding="utf-8")
        body = "\n".join(delimiter.join(row) for row in [columns, *rows])
        (folder / spec.file).write_text(body, encoding="utf-8", newline="")
        read = outcome_of(read_operation, folder)
    if isinstance(read, InputRefused):
        assert read.code == "operation.nothing_usable"
        assert well_formed(read.problems)
        return
    assert well_formed(read.problems)
    used = len(getattr(read.operation, spec.attribute))
    assert used <= len(rows) or spec.file in GOOD
    if used == 0 and any("".join(row).strip() for row in rows):
        assert any(problem.file == spec.file for problem in read.problems)


@FEW
@given(st.binary(max_size=120) | st.text(max_size=120).map(lambda t: (GOOD["operation.toml"] + t).encode()))
def test_any_settings_are_read_or_refused(data):
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in GOOD.items():
            (folder / file).write_text(content, encoding="utf-8")
        (folder / "operation.toml").write_bytes(data)
        read = outcome_of(read_operation, folder)
    if isinstance(read, InputRefused):
        assert read.code.startswith("operation.")
        assert read.remedy


ident = st.text(string.ascii_letters + string.digits + "_.:-Їжа", min_size=1, max_size=10)
words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=8)
zones = st.sampled_from([UTC, timezone(timedelta(hours=2)), timezone(-timedelta(hours=9, minutes=30))])
moments = st.datetimes(datetime(2023, 2, 1), datetime(2023, 2, 13), timezones=zones).map(  # noqa: DTZ001
    lambda moment: moment.replace(fold=0)
)
amounts = st.floats(0, 1e6, allow_subnormal=False)
measures = st.floats(0, 1e5, allow_subnormal=False)
minutes = st.floats(0, 1440, allow_subnormal=False)
lons, lats = st.floats(37, 38.4), st.floats(47, 49.4)
clocks = st.none() | st.times(time(1), time(11)).map(lambda clock: clock.replace(fold=0))
evenings = st.none() | st.times(time(12), time(23)).map(lambda clock: clock.replace(fold=0))


def records(model, fixed: dict, least: int = 0, key=lambda record: record.id):
    return st.lists(st.builds(model, **fixed), min_size=least, max_size=4, unique_by=key).map(tuple)


@st.composite
def operations(draw):
    at = {"lon": lons, "lat": lats}
    hours = {"opens": clocks, "closes": evenings}
    depots = draw(records(Depot, {"id": ident, "name": words, "loading_minutes": minutes, **at, **hours}, 1))
    shelters = draw(records(Shelter, {"id": ident, "name": words, "kind": words.filter(bool), **at, **hours}, 1))
    items = draw(
        records(Item, {"id": ident, "name": words, "unit": words.filter(bool), "kg": measures, "litres": measures})
    )
    crews = draw(records(Crew, {"id": ident, "risk_budget": amounts, "starts": clocks, "latest_return": evenings}, 1))
    shelter = st.sampled_from([s.id for s in shelters])
    item = st.sampled_from([i.id for i in items]) if items else st.nothing()
    later = st.none() | st.just(datetime(2023, 2, 20, 7, 30, tzinfo=UTC))
    vehicle = {"id": ident, "profile": st.sampled_from(Profile), "depot_id": st.sampled_from([d.id for d in depots])}
    vehicle |= {"seats": st.integers(1, 50), "reserve_seats": st.just(0), "load_kg": amounts, "load_litres": amounts}
    vehicle |= {"protection": st.floats(0.01, 1), "width_m": st.none() | st.floats(0.5, 4)}
    vehicle |= {"crew_id": st.just(crews[0].id)}
    need = {"id": ident, "shelter_id": shelter, "item_id": item, "amount": st.floats(0.1, 1e6), "by": later}
    stock = {"shelter_id": shelter, "item_id": item, "amount": amounts, "counted": moments}
    household = {"id": ident, "shelter_id": shelter, "people": st.integers(1, 9), "decision": st.sampled_from(Decision)}
    household |= {"wheelchairs": st.just(0), "stretchers": st.just(0), "reason": words, "deadline": later}
    household |= {"ask_again": st.none() | st.dates(date(2023, 1, 1), date(2024, 1, 1))}
    report = {"id": ident, **at, "to_lon": st.none(), "to_lat": st.none(), "effect": st.sampled_from(ClosureEffect)}
    report |= {"starts": st.none(), "ends": later, "reported": moments, "reporter": words, "coordinator": st.booleans()}
    checkpoint = {"id": ident, "name": words, "queue_minutes": minutes, "checkin": st.booleans(), **at, **hours}
    prior = st.builds(
        HourPrior,
        from_hour=st.integers(0, 23),
        to_hour=st.integers(1, 24),
        factor=st.floats(0.1, 20),
        stated=st.dates(),
    )
    hazard = st.builds(HazardSettings, quantile=st.floats(0.5, 0.99), hours=st.lists(prior, max_size=2).map(tuple))
    plan = st.builds(
        PlanSettings, day_starts=st.times(time(1), time(5)), max_trips=st.integers(1, 6), curfew_from=clocks
    )
    main = st.builds(
        OperationSettings,
        name=words.filter(bool),
        timezone=st.sampled_from(["Europe/Kyiv", "UTC", "Asia/Kathmandu"]),
        day=st.just(date(2023, 2, 15)),
        as_of=st.just(datetime(2023, 2, 14, 3, 0, 0, 5, UTC)),
        demonstration=st.booleans(),
        hazard=hazard,
        plan=plan,
    )
    return Operation(
        settings=draw(main),
        depots=depots,
        centres=draw(
            records(ReceptionCentre, {"id": ident, "name": words, "capacity": st.integers(0, 99), **at, **hours})
        ),
        shelters=shelters,
        households=draw(records(Household, household)),
        items=items,
        stocks=draw(records(Stock, stock, key=lambda s: (s.shelter_id, s.item_id, s.counted))) if items else (),
        needs=draw(records(Need, need)) if items else (),
        crews=crews,
        vehicles=draw(records(Vehicle, vehicle, 1))[:1],
        checkpoints=draw(records(Checkpoint, checkpoint)),
        closures=draw(records(RoadReport, report)),
    )


@settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)
@given(operations())
def test_what_is_written_reads_back_the_same(operation):
    with TemporaryDirectory() as name:
        folder = Path(name) / "op"
        write_operation(operation, folder)
        read = read_operation(folder)
        assert read.operation == operation
        assert [problem for problem in read.problems if problem.fatal] == []
        first = {path.name: path.read_bytes() for path in folder.iterdir()}
        write_operation(read.operation, folder)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_every_table_of_an_operation_has_its_file():
    attributes = set(Operation.model_fields) - {"settings"}
    assert {spec.attribute for spec in TABLES} == attributes
    assert all(get_args(Operation.model_fields[s.attribute].annotation)[0] is s.model for s in TABLES)
