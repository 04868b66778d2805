from __future__ import annotations

import pytest

from corridor.domain.network import EdgeFlag
from corridor.osm.access import ALL_BITS, BUS_BIT, FOOT_BIT
from corridor.osm.obstacles import obstacle_of


@pytest.mark.parametrize(
    ("tags", "mask"),
    [
        ({"barrier": "bollard"}, FOOT_BIT),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, ALL_BITS),
        ({"barrier": "gate"}, ALL_BITS),
        ({"barrier": "gate", "access": "private"}, 0),
        ({"barrier": "gate", "locked": "yes"}, FOOT_BIT),
        ({"barrier": "bus_trap"}, FOOT_BIT | BUS_BIT),
        ({"barrier": "debris"}, 0),
        ({"ford": "yes"}, ALL_BITS),
        ({"ford": "stepping_stones"}, FOOT_BIT),
    ],
)
def test_who_passes(tags: dict[str, str], mask: int) -> None:
    obstacle = obstacle_of(tags)
    assert obstacle is not None
    assert obstacle.mask == mask
    assert obstacle.flags == (EdgeFlag.BARRIER if "barrier" in tags else EdgeFlag.FORD)


@pytest.mark.parametrize("tags", [{}, {"barrier": "kerb"}, {"barrier": "no"}, {"place": "town"}, {"ford": "no"}])
def test_what_stands_in_nobodys_way(tags: dict[str, str]) -> None:
    assert obstacle_of(tags) is None


def test_a_height_frame_limits() -> None:
    obstacle = obstacle_of({"barrier": "height_restrictor", "maxheight": "2.1"})
    assert obstacle is not None
    assert (obstacle.mask, obstacle.max_height_m) == (ALL_BITS, 2.1)
