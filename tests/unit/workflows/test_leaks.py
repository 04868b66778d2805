"""What is written for sharing holds nothing exact: a thousand planted facts, none to be found.

The same search must find them in a packet after it is opened, or it would prove nothing.
"""

from __future__ import annotations

import base64
import io
import json
import re
import zlib

import numpy as np
import pytest
from pypdf import PdfReader

from corridor.exchange.coarse import cell_of
from corridor.exchange.packets import unseal
from corridor.exchange.page import ASSETS
from corridor.workflows.write_plan import write_plan

WORDS = "verbena-lantern-oxbow-nine"


def number_forms(value):
    """How a coordinate may stand in a file: four decimals cut or rounded, or whole hundred-thousandths."""
    return {f"{value:.4f}", f"{value:.6f}"[:-2], str(round(value * 100_000))}


def planted(day):
    """Everything exact about ``day``: ids, names, coordinates of places and routes, road names, sources."""
    operation = day.operation
    places = (*operation.shelters, *operation.depots, *operation.centres, *operation.checkpoints)
    exact = {place.id for place in places} | {place.name for place in places}
    exact |= {household.id for household in operation.households}
    exact |= {name for name in day.network.names if name} | {source.name for source in day.plan.rests_on}
    for mission in day.plan.missions:
        for trip in mission.trips:
            exact |= {delivery.need_id for stop in trip.stops for delivery in stop.deliveries}
    coarse = "".join(f" {lon:.6f} {lat:.6f}" for lon, lat in (cell_of(p.lon, p.lat).centre for p in places))
    coarse += " ".join(str(round(value * 100_000)) for p in places for value in cell_of(p.lon, p.lat).centre)
    numbers = {form for place in places for value in (place.lon, place.lat) for form in number_forms(value)}
    return exact | {form for form in numbers if form not in coarse}


def readable(name, content):
    """Everything that could be read out of a file, compressed parts opened."""
    if name.endswith(".pdf"):
        reader = PdfReader(io.BytesIO(content))
        pages = [page.extract_text() for page in reader.pages]
        # A title, an outline, the tags for the blind stand in the objects; the numbers there are layout.
        objects = [str(reader.get_object(number)) for number in range(1, len(reader.xref[0]) + 1)]
        return "\n".join((*pages, str(reader.metadata), *(re.sub(r"\d+\.\d+", "", one) for one in objects)))
    return content.decode()


def page_numbers(html):
    """Every place drawn on the page, whole hundred-thousandths of a degree."""
    payload = json.loads(re.search(r'id="payload">(.*?)</script>', html, re.S)[1])
    block = zlib.decompress(base64.b64decode(payload["map"]["block"]))

    def column(name):
        start, length = payload["map"]["sections"][name]
        return np.frombuffer(block[start : start + length], "<i4").cumsum()

    return payload, np.column_stack((column("road_dx"), column("road_dy")))


@pytest.fixture(scope="module")
def big_day(invent):
    return invent(stops=60)


@pytest.fixture(scope="module")
def coarse_tree(big_day, tmp_path_factory):
    if not (ASSETS / "page.js").exists() or not (ASSETS / "page.css").exists():
        pytest.skip("the page's front end is not built; “uv sync” does it")
    out = tmp_path_factory.mktemp("leak") / "out"
    write_plan(big_day, out)
    return out


def test_nothing_planted_is_in_what_may_be_shared(big_day, coarse_tree):
    markers = planted(big_day)
    assert len(markers) >= 1000
    shared = [path for path in coarse_tree.rglob("*") if path.is_file() and path.name != "plan.json"]
    assert len(shared) == 6
    for path in shared:
        text = readable(path.name, path.read_bytes()) + path.name
        found = sorted(marker for marker in markers if marker in text)
        assert found == [], (path.name, found[:5])


def test_the_desks_record_has_ids_but_no_place_on_earth(big_day, coarse_tree):
    text = (coarse_tree / "plan.json").read_text()
    ids = {household.id for household in big_day.operation.households}
    ids |= {place.id for place in (*big_day.operation.shelters, *big_day.operation.depots)}
    ids |= {place.id for place in (*big_day.operation.centres, *big_day.operation.checkpoints)}
    needs = {m for m in planted(big_day) if m.startswith("need-")}
    sources = {source.name for source in big_day.plan.rests_on}
    assert [marker for marker in planted(big_day) - ids - needs - sources if marker in text] == []


def test_the_pages_roads_do_not_end_or_bend_at_shelters_more_than_elsewhere(big_day, coarse_tree):
    payload, drawn = page_numbers((coarse_tree / "index.html").read_text())
    assert payload["coarse"] is True
    stops = [stop for mission in payload["plan"]["missions"] for trip in mission["trips"] for stop in trip["stops"]]
    spots = {tuple(stop["at"]) for stop in stops}
    exact = {(round(s.lon * 100_000), round(s.lat * 100_000)) for s in big_day.operation.shelters}
    assert spots.isdisjoint(exact)
    assert len(drawn)


def test_the_search_finds_everything_in_an_opened_packet(invent, tmp_path):
    if not (ASSETS / "page.js").exists() or not (ASSETS / "page.css").exists():
        pytest.skip("the page's front end is not built; “uv sync” does it")
    day = invent(stops=5)
    write_plan(day, tmp_path / "out", for_crew=True, passphrase=WORDS)
    sealed = (tmp_path / "out" / "packets" / "M-1.zip.age").read_bytes()
    text = "\n".join(readable(name, content) for name, content in unseal(sealed, WORDS).items())
    stops = [stop for stop in day.plan.missions[0].trips[0].stops if stop.taken]
    assert stops
    names = {shelter.id: shelter.name for shelter in day.operation.shelters}
    for stop in stops:
        for marker in (stop.place_id, names[stop.place_id], *stop.taken, f"{stop.lon:.6f}", f"{stop.lat:.6f}"):
            assert marker in text, marker
    assert day.network.names[2] in text
    assert not any(marker.encode() in sealed for marker in planted(day))
