from __future__ import annotations

import pytest

from corridor.exchange.operation import check_places, check_vehicles, read_operation

# One road along 48.6 north, from 37.5 to 38.1 east.
EDGES = ((0, 1, 44_000.0), (1, 0, 44_000.0))


@pytest.fixture
def network(build_network):
    return build_network(EDGES, lon=(37.5, 38.1), lat=(48.6, 48.6))


def test_places_far_from_roads_are_told_by_line_with_the_distance(folder, network):
    read = read_operation(folder)
    problems = check_places(read.operation, network, read.lines)
    assert [(p.code, p.file, p.line) for p in problems] == [("place.off_roads", "centres.csv", 2)]
    assert "14.5 km" in problems[0].reason


def test_where_every_place_is_exchanged_the_roads_tell(folder, network):
    (folder / "shelters.csv").write_text("id,lon,lat,people\ns1,48.6,38.0,12\ns2,48.6,38.01,5\n", encoding="utf-8")
    (folder / "depots.csv").write_text("id,lon,lat\nd1,48.6,37.6\n", encoding="utf-8")
    for file in ("centres.csv", "checkpoints.csv", "closures.csv"):
        (folder / file).unlink()
    read = read_operation(folder)
    problems = check_places(read.operation, network, read.lines)
    assert [(p.file, p.line) for p in problems] == [("depots.csv", 2), ("shelters.csv", 2), ("shelters.csv", 3)]
    assert all("swapped" in problem.remedy for problem in problems)


def test_a_vehicle_wider_than_every_road_is_told(folder, network):
    text = (folder / "vehicles.csv").read_text(encoding="utf-8")
    (folder / "vehicles.csv").write_text(
        "".join(f"{line},{width}\n" for line, width in zip(text.split(), ("width_m", "2", "30"), strict=True)),
        encoding="utf-8",
    )
    network.width_m.setflags(write=True)
    network.width_m[:] = 3
    read = read_operation(folder)
    problems = check_vehicles(read.operation, network, read.lines)
    assert [(p.code, p.line) for p in problems] == [("vehicle.fits_no_road", 3)]
