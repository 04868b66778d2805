from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from corridor.domain.profiles import Profile
from corridor.osm.reader import read_roads
from corridor.routing.islands import components, edges_within

CAR = Profile.CAR.bit

TOWN = """<osm version="0.6">
<node id="1" lon="30.00" lat="50.0"/><node id="2" lon="30.01" lat="50.0"/><node id="3" lon="30.02" lat="50.0"/>
<node id="4" lon="30.03" lat="50.0"/><node id="5" lon="30.04" lat="50.0"/>
<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
<way id="2"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way>
<way id="3"><nd ref="3"/><nd ref="4"/><tag k="highway" v="footway"/></way>
<way id="4"><nd ref="4"/><nd ref="5"/><tag k="highway" v="residential"/></way>
</osm>"""


@pytest.fixture
def network(tmp_path: Any) -> Any:
    path = tmp_path / "town.osm"
    path.write_text(TOWN)
    return read_roads(path).network


def parts(network: Any, label: np.ndarray) -> list[list[float]]:
    """Longitudes of the nodes of each component."""
    found: dict[int, list[float]] = {}
    for lon, number in sorted(zip(network.node_lon.tolist(), label.tolist(), strict=True)):
        found.setdefault(number, []).append(lon)
    return sorted(found.values())


def test_joined_at_all_and_joined_both_ways(network: Any) -> None:
    assert parts(network, components(network, CAR, strong=False)) == [[30.0, 30.01, 30.02], [30.03, 30.04]]
    assert parts(network, components(network, CAR, strong=True)) == [[30.0, 30.01], [30.02], [30.03, 30.04]]


def test_on_foot_everything_is_one(network: Any) -> None:
    assert len(parts(network, components(network, Profile.FOOT.bit, strong=True))) == 1


def test_metres_count_each_road_once(network: Any) -> None:
    label = components(network, CAR, strong=True)
    inside, metres = edges_within(network, CAR, label)
    assert sorted(set(network.osm_way[inside].tolist())) == [1, 4]
    assert sorted(metres[metres > 0].tolist()) == pytest.approx([717.0, 717.0], abs=1)
