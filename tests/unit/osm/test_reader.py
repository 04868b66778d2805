"""The report of an import."""

from __future__ import annotations

from typing import Any

from corridor.domain.network import RoadClass

ROAD = {"highway": "residential"}


def test_islands_are_found_and_reported(town: Any, row: dict[int, Any]) -> None:
    far = {20: (31.0, 50.0), 21: (31.001, 50.0), 30: (32.0, 50.0), 31: (32.0005, 50.0)}
    ways = [([1, 2, 3], ROAD), ([20, 21], ROAD), ([30, 31], ROAD), ([4, 5], {"highway": "footway"})]
    report = town(row | far, ways).report
    assert report.island_count == 2
    assert [island.length_km for island in report.islands] == [0.072, 0.036]
    assert (report.islands[0].lat, round(report.islands[0].lon)) == (50.0, 31)
    assert report.class_km["path"] == 0.072


def test_a_one_way_that_leads_only_out_is_counted(town: Any, row: dict[int, Any]) -> None:
    ways = [([1, 2, 3], ROAD), ([3, 4], ROAD | {"oneway": "yes"})]
    report = town(row, ways).report
    assert (report.island_count, report.one_way_traps_km) == (0, 0.072)


def test_what_was_left_out_and_not_understood(town: Any, row: dict[int, Any]) -> None:
    ways = [
        ([1, 2], ROAD | {"maxspeed": "fast"}),
        ([2, 3], ROAD | {"maxspeed": "fast", "lit": "yes"}),
        ([3, 4], {"highway": "construction"}),
        ([4, 5], ROAD | {"access": "no"}),
        ([5], ROAD),
    ]
    report = town(row, ways).report
    assert report.refused == {"access": 1, "class": 1, "geometry": 1}
    assert report.unparsed == {"maxspeed=fast": 2}
    assert (report.ways_read, report.ways_kept, report.road_nodes) == (5, 2, 3)


def test_rare_tags_count_beside_many_idle_ones(town: Any, row: dict[int, Any]) -> None:
    idle = {"name": "A", "lit": "yes", "layer": "1", "source": "x"}
    network = town(row, [([1, 2], ROAD | idle | {"hgv": "no"}), ([2, 3], ROAD | idle)]).network
    assert sorted(set(network.access.tolist())) == [0b101111, 0b111111]


def test_the_report_is_plain_values(town: Any, row: dict[int, Any]) -> None:
    plain = town(row, [([1, 2], ROAD)]).report.as_dict()
    assert plain["class_km"] == {RoadClass.RESIDENTIAL.name.lower(): 0.072}
    assert plain["islands"] == ()


def test_progress_is_told_and_never_passes_its_end(tmp_path: Any, town: Any, row: dict[int, Any]) -> None:
    from corridor.osm.reader import read_roads

    town(row, [([1, 2], ROAD)])
    told: list[tuple[str, float, float | None]] = []
    read_roads(tmp_path / "town.osm", lambda *step: told.append(step))
    assert len({step for step, _done, _total in told}) == 3
    assert all(total is None or done <= total for _step, done, total in told)
    assert told[-1][1] == told[-1][2]
