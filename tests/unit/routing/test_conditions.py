"""Reports, checkpoints and curfews laid on a road of four edges each way, one kilometre or so each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import numpy as np
import pytest

from corridor.domain.operation import Checkpoint, RoadReport
from corridor.domain.profiles import Profile
from corridor.routing.conditions import FOREVER, off_road, resolve_conditions

DAY = date(2023, 2, 1)
ROAD = [(0, 1, 1000), (1, 0, 1000), (1, 2, 1000), (2, 1, 1000), (2, 3, 1000), (3, 2, 1000), (3, 4, 1000), (4, 3, 1000)]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 2, 1, hour, minute, tzinfo=UTC)


def report(name, hour, lon, to_lon=None, **more):
    ends = {} if to_lon is None else {"to_lon": to_lon, "to_lat": 0.0}
    return RoadReport(id=name, lon=lon, lat=0.0005, reported=at(hour), **ends, **more)


@pytest.fixture
def resolve(build_network):
    network = build_network(ROAD)

    def resolved(reports=(), checkpoints=(), curfew=(None, None), as_of=12):
        found = resolve_conditions(
            network, reports, checkpoints, curfew, DAY, "Europe/Kyiv", int(at(as_of).timestamp())
        )
        columns = zip(found.closed_edge, found.closed_from_s, found.closed_until_s, strict=True)
        return [(int(edge), int(start), int(end)) for edge, start, end in columns], found.delay_s.tolist()

    return resolved


def seconds(hour: int) -> int:
    return int(at(hour).timestamp())


def test_one_report_shuts_the_nearest_road_both_ways_from_then_on(resolve):
    windows, delay = resolve([report("r", 5, 0.015)])
    assert windows == [(2, seconds(5), FOREVER), (3, seconds(5), FOREVER)]
    assert delay == [0] * 8


def test_a_stretch_shuts_every_road_between_its_ends(resolve):
    windows, _ = resolve([report("r", 5, 0.005, 0.025, starts=at(6), ends=at(9))])
    assert windows == [(edge, seconds(6), seconds(9)) for edge in range(6)]


def test_what_is_reported_later_is_not_known(resolve):
    assert resolve([report("r", 13, 0.015)])[0] == []


@pytest.mark.parametrize(
    ("voices", "believed"),
    [
        ([("x", False)], False),
        ([("x", False), ("x", False)], False),
        ([("", False), ("", False)], False),
        ([("x", False), ("y", False)], True),
        ([("x", True)], True),
    ],
)
def test_opening_needs_two_reporters_or_a_coordinator(resolve, voices, believed):
    opens = [
        report(f"o{place}", 6 + place, 0.015, effect="open", reporter=who, coordinator=sure)
        for place, (who, sure) in enumerate(voices)
    ]
    windows, _ = resolve([report("r", 5, 0.015), *opens])
    until = seconds(5 + len(voices)) if believed else FOREVER
    assert windows == [(2, seconds(5), until), (3, seconds(5), until)]


def test_a_road_said_open_can_be_shut_again_by_one(resolve):
    told = [report("a", 5, 0.015), report("b", 6, 0.015, effect="open", coordinator=True), report("c", 8, 0.015)]
    assert resolve(told)[0][:2] == [(2, seconds(5), seconds(6)), (2, seconds(8), FOREVER)]


def test_opening_holds_where_it_was_said_only(resolve):
    told = [report("a", 5, 0.015, 0.035), report("b", 6, 0.015, effect="open", coordinator=True)]
    windows, _ = resolve(told)
    assert {edge for edge, _, end in windows if end == FOREVER} == {4, 5, 6, 7}


def test_a_checkpoint_keeps_its_hours_and_its_queue(resolve):
    gate = Checkpoint(id="k", lon=0.035, lat=0, opens=time(8), closes=time(18), queue_minutes=5)
    windows, delay = resolve(checkpoints=[gate])
    assert (6, seconds(16), seconds(16) + 14 * 3600) in windows
    assert {edge for edge, _, _ in windows} == {6, 7}
    assert delay == [0, 0, 0, 0, 0, 0, 300, 300]


def test_a_checkpoint_without_hours_is_open(resolve):
    assert resolve(checkpoints=[Checkpoint(id="k", lon=0.035, lat=0)])[0] == []


def test_curfew_shuts_every_edge_and_joins_other_windows(resolve):
    windows, _ = resolve([report("r", 3, 0.015, starts=at(3), ends=at(5))], curfew=(time(20), time(6)))
    night = (seconds(18) - 86_400, seconds(4))
    assert (0, *night) in windows
    assert (2, night[0], seconds(5)) in windows
    assert windows == sorted(windows)


def test_what_lies_off_every_road_is_named(build_network, resolve):
    lost = RoadReport(id="lost", lon=0.02, lat=0.5, reported=at(5))
    assert resolve([lost])[0] == []
    assert off_road(build_network(ROAD), [lost, report("r", 5, 0.015)], []) == ("lost",)


def test_both_carriageways_of_a_named_road_are_meant(build_network):
    """Two one-way lines thirty metres apart; a point beside the one shuts the other too."""
    network = build_network(
        [(0, 1, 1000), (2, 3, 1000)],
        lon=[0, 0.01, 0.01, 0],
        lat=[0, 0, 0.00027, 0.00027],
        names=["H20", "H20"],
    )
    told = [RoadReport(id="r", lon=0.005, lat=-0.0001, reported=at(5))]
    found = resolve_conditions(network, told, [], (None, None), DAY, "Europe/Kyiv", seconds(12))
    assert found.closed_edge.tolist() == [0, 1]


def test_the_road_is_meant_not_the_footway_beside_it(build_network):
    network = build_network([(0, 1, 1000), (2, 3, 1000)], lon=[0, 0.01, 0, 0.01], lat=[0, 0, 0.0005, 0.0005])
    network = replace(network, access=np.array([Profile.CAR.bit, Profile.FOOT.bit], np.uint8))
    told = [RoadReport(id="r", lon=0.005, lat=0.0005, reported=at(5))]
    found = resolve_conditions(network, told, [], (None, None), DAY, "Europe/Kyiv", seconds(12))
    assert found.closed_edge.tolist() == [0]
