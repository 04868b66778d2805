from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from corridor.domain.outcomes import Outcome
from corridor.exchange.coarse import coarse, coarse_operation
from corridor.exchange.sheet import SheetPress
from corridor.exchange.sheet.checkins import passings
from corridor.exchange.sheet.outcome_rows import columns
from corridor.exchange.sheet.words import handed_over, share_in_words
from corridor.i18n import gettext, using


def press(day, language="en"):
    return SheetPress(day.plan, day.operation, day.network, day.danger, day.base_map, language=language)


def text_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def words_of(pdf):
    """The text with every run of white space as one blank, since columns break lines."""
    return " ".join(text_of(pdf).split())


@pytest.fixture(scope="module")
def exact(demo_day):
    return press(demo_day).pdf(demo_day.plan.missions[0])


def test_a_sheet_tells_the_whole_mission(demo_day, exact):
    text = words_of(exact)
    mission = demo_day.plan.missions[0]
    for needed in ("Mission M-1", "van-1", "minibus", "crew-a", "2 people", "Friday 2023-02-24", "05:18"):
        assert needed in text, needed
    for trip in mission.trips:
        for stop in trip.stops:
            assert stop.place_id in text
            assert all(household in text for household in stop.taken)
    assert "Школа Джерело" in text
    assert "Drinking water: 118.5 litres" in text
    assert "Drinking water: 474 litres" in text
    assert "1 wheelchair" in text
    assert "about half of the exposure of the quickest plan" in text
    assert "27 % of this crew's risk budget" in text
    assert "A: Блокпост Яр, about 05:22." in text
    assert "Not past the check-in point by 06:16: turn back." in text
    assert "H-77 Verbova road" in text
    assert "go back the way you came" in text


def test_the_demonstration_says_so_on_every_page(exact):
    pages = PdfReader(io.BytesIO(exact)).pages
    assert len(pages) >= 2
    for page in pages:
        assert "Never drive by it" in page.extract_text()


def test_the_columns_to_fill_are_those_of_outcomes_csv(exact):
    assert columns() == tuple(Outcome.model_fields)
    text = text_of(exact).split("What happened", 1)[1]
    for column in Outcome.model_fields:
        assert column in text, column


def test_nothing_is_called_safe(exact):
    assert "safe" not in text_of(exact).lower()


def test_no_date_or_machine_in_the_file_and_the_same_bytes(demo_day, exact):
    assert exact == press(demo_day).pdf(demo_day.plan.missions[0])
    information = PdfReader(io.BytesIO(exact)).metadata
    assert information.get("/CreationDate") is None
    assert information.get("/Author") is None


def test_a_coarse_sheet_has_hours_and_areas_only(real_day):
    plan = coarse(real_day.plan, real_day.operation)
    shared = SheetPress(
        plan, coarse_operation(real_day.operation), real_day.network, real_day.danger, real_day.base_map, language="en"
    )
    text = words_of(shared.pdf(plan.missions[0]))
    assert "Coarse copy: not for driving." in text
    assert "area-" in text
    assert "05:00–06:00" in text
    for secret in ("sh-0", "hh-", "Джерело", "Verbova", "05:11", "household_id"):
        assert secret not in text, secret


def test_a_real_exact_sheet_says_that_it_is_secret(real_day):
    text = words_of(press(real_day).pdf(real_day.plan.missions[0]))
    assert "Exact and secret: for this crew only." in text
    assert "OpenStreetMap contributors" in text


def test_thirty_stops_with_long_names_run_over_and_lose_nothing(invent):
    day = invent(stops=30, long_names=True)
    mission = day.plan.missions[0]
    pdf = press(day).pdf(mission)
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 5
    text = words_of(pdf)
    for stop in mission.trips[0].stops:
        assert stop.place_id in text
        assert all(household in text for household in stop.taken)
    assert text.count("Сонечко") >= 30


def test_ukrainian_sheets_are_in_ukrainian(demo_day):
    try:
        pdf = press(demo_day, "uk").pdf(demo_day.plan.missions[0])
    except FileNotFoundError:
        pytest.skip("the Ukrainian catalogue is not compiled; “uv sync” does it")
    text = words_of(pdf)
    assert "Вербове" in text
    with using("uk"):
        assert gettext("Stops in order") in text
        assert gettext("Load at the depot") in text
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == "uk"


def test_text_that_looks_like_typesetting_is_text(demo_day):
    odd = "#panic() $x$ *a* _b_ @c <d> \\e `f`"
    shelters = tuple(one.model_copy(update={"name": odd}) for one in demo_day.operation.shelters)
    day = demo_day.but()
    operation = demo_day.operation.model_copy(update={"shelters": shelters})
    pdf = SheetPress(day.plan, operation, day.network, day.danger, day.base_map, language="en").pdf(
        day.plan.missions[0]
    )
    assert "#panic()" in text_of(pdf)


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.01, "far less than a tenth of"), (0.5, "about half of"), (1.0, "about as much as"), (2.1, "about twice")],
)
def test_shares_in_words(share, words):
    assert share_in_words(share) == words


def test_shares_in_words_grow_with_the_share():
    seen = list(dict.fromkeys(share_in_words(step / 200) for step in range(1, 900)))
    assert len(seen) == len({*seen})
    assert seen[-1] == "about 4 times"


def test_check_in_points_on_the_way_are_told_and_others_are_not(demo_day):
    mission = demo_day.plan.missions[0]
    ((passing,),) = passings(mission, demo_day.operation)
    assert passing.point.id == "kp-1"
    assert abs(passing.time_s - mission.trips[0].stops[1].arrive_s) <= 1
    off = tuple(one.model_copy(update={"lon": one.lon + 0.0021}) for one in demo_day.operation.checkpoints)
    silent = tuple(one.model_copy(update={"checkin": False}) for one in demo_day.operation.checkpoints)
    for checkpoints in (silent, tuple(one.model_copy(update={"lat": 49.2}) for one in off)):
        assert passings(mission, demo_day.operation.model_copy(update={"checkpoints": checkpoints})) == ((),)


def test_pieces_are_whole_and_the_load_is_enough_for_every_stop():
    assert handed_over(12.8831, "piece") == 13
    assert handed_over(13, "piece") == 13
    assert handed_over(71.3125, "litre") == 71.4
