from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from corridor.domain.base_map import BaseMap
from corridor.domain.import_report import ImportReport, Island
from corridor.domain.network import RoadNetwork
from corridor.errors import InputRefused
from corridor.exchange.network_store import (
    COLUMNS,
    MANIFEST,
    SAMPLE_BYTES,
    open_base_map,
    open_network,
    save_network,
    verify_network,
)

if TYPE_CHECKING:
    from pathlib import Path

REPORT = ImportReport("made", 2, 1, 1, 2, 2, 0.1, islands=(Island(1, 2, 0.5, 30.0, 50.0),), unparsed={"width=ш": 1})


def ring(size: int) -> RoadNetwork:
    """``size`` nodes in a two-way ring, every column with a value of its own."""
    node = np.arange(size)
    tail = np.repeat(node, 2)
    head = np.column_stack(((node - 1) % size, (node + 1) % size)).ravel()
    edges = 2 * size
    line = np.where(np.arange(edges) % 2 == 0, (tail - 1) % size, tail)
    rng = np.random.default_rng(1)
    lon, lat = 30 + 0.001 * np.cos(node), 50 + 0.001 * np.sin(node)
    ends = np.column_stack((node, (node + 1) % size)).ravel()
    small = {
        name: rng.integers(0, 5, edges).astype(np.uint8) for name in ("surface", "smoothness", "flags", "road_class")
    }
    measures = ("length_m", "width_m", "maxspeed_kmh", "max_weight_t", "max_height_m")
    return RoadNetwork(
        node_lon=lon,
        node_lat=lat,
        first_out=np.arange(0, edges + 1, 2, dtype=np.int64),
        head=head.astype(np.int32),
        access=np.full(edges, 63, np.uint8),
        osm_way=rng.integers(1, 9, edges),
        name=(np.arange(edges) % 2).astype(np.int32),
        line=line.astype(np.int32),
        reverse=np.arange(edges) % 2 == 0,
        line_start=np.arange(0, edges + 1, 2, dtype=np.int64),
        vertex_lon=lon[ends],
        vertex_lat=lat[ends],
        names=("", "вулиця Миру"),
        source="made 2026-01-01",
        **small,
        **{name: np.where(rng.random(edges) < 0.3, np.nan, rng.random(edges)).astype(np.float32) for name in measures},
    )


EMPTY_MAP = BaseMap(np.zeros(0, np.uint8), (), (), (), np.zeros(0, np.int64), ())
A_MAP = BaseMap(np.array([6], np.uint8), ("Бахмут",), ("Бахмут",), ("Bakhmut",), np.array([71094]), (b"\x01\x02",))


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    save_network(tmp_path / "roads", ring(2000), A_MAP, REPORT)
    return tmp_path / "roads"


def refusal(folder: Path, opener: Any = open_network) -> str:
    with pytest.raises(InputRefused) as refused:
        opener(folder)
    assert refused.value.exit_code == 2
    assert refused.value.remedy
    return refused.value.code


@pytest.mark.parametrize("size", [1, 2000])
def test_what_is_stored_comes_back(tmp_path: Path, size: int) -> None:
    network = ring(size)
    save_network(tmp_path / "roads", network, A_MAP, REPORT)
    opened = open_network(tmp_path / "roads")
    for column in fields(RoadNetwork):
        mine, theirs = getattr(network, column.name), getattr(opened, column.name)
        if isinstance(mine, np.ndarray):
            assert mine.dtype == theirs.dtype, column.name
            assert np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "f"), column.name
        else:
            assert mine == theirs
    base_map = open_base_map(tmp_path / "roads")
    assert (base_map.name, base_map.wkb, base_map.rank.tolist()) == (A_MAP.name, A_MAP.wkb, [71094])
    assert verify_network(tmp_path / "roads")["report"]["unparsed"] == {"width=ш": 1}


def test_columns_are_read_only_views_of_the_disk(stored: Path) -> None:
    network = open_network(stored)
    with pytest.raises(ValueError, match="read-only"):
        network.head[0] = 1
    assert not network.head.flags.owndata


def test_an_empty_base_map(tmp_path: Path) -> None:
    save_network(tmp_path / "roads", ring(3), EMPTY_MAP, REPORT)
    assert open_base_map(tmp_path / "roads").name == ()


def test_storing_twice_replaces_and_an_open_map_survives(stored: Path) -> None:
    before = open_network(stored)
    save_network(stored, ring(10), A_MAP, REPORT)
    assert open_network(stored).node_count == 10
    assert before.node_count == 2000
    assert int(before.head.sum()) == int(ring(2000).head.sum())
    assert [path.name for path in stored.parent.iterdir()] == ["roads"]


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("x")
    with pytest.raises(InputRefused) as refused:
        save_network(tmp_path / "letters", ring(3), A_MAP, REPORT)
    assert refused.value.code == "network.not_ours"
    assert (tmp_path / "letters" / "dear.txt").read_text() == "x"


def test_a_failed_store_leaves_the_old_one(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("corridor.exchange.network_store._seal", full_disk)
    with pytest.raises(OSError, match="No space"):
        save_network(stored, ring(10), A_MAP, REPORT)
    monkeypatch.undo()
    assert open_network(stored).node_count == 2000
    assert len([*stored.parent.iterdir()]) == 1


@pytest.mark.parametrize("file", [*COLUMNS, "names", "names_ends"])
def test_a_truncated_file(stored: Path, file: str) -> None:
    file = f"{file}.npy"
    content = (stored / file).read_bytes()
    (stored / file).write_bytes(content[: len(content) // 2])
    assert refusal(stored) == "network.damaged"


@pytest.mark.parametrize("file", [*COLUMNS, "names", "names_ends"])
def test_a_missing_file(stored: Path, file: str) -> None:
    file = f"{file}.npy"
    (stored / file).unlink()
    assert refusal(stored) == "network.damaged"


def flip(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= 0xFF
    path.write_bytes(content)


def test_damage_in_head_or_tail_shows_on_opening(stored: Path) -> None:
    size = (stored / "osm_way.npy").stat().st_size
    for offset in (100, size - 100):
        flip(stored / "osm_way.npy", offset)
        assert refusal(stored) == "network.damaged"
        flip(stored / "osm_way.npy", offset)
    open_network(stored)


def test_damage_between_the_samples_shows_on_verifying(stored: Path) -> None:
    flip(stored / "osm_way.npy", 2 * SAMPLE_BYTES + 5_000)
    assert refusal(stored, verify_network) == "network.damaged"


def test_a_damaged_base_map(stored: Path) -> None:
    flip(stored / "map_wkb.npy", -1)
    assert refusal(stored, open_base_map) == "network.damaged"
    open_network(stored)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"version": 99}, "network.version"),
        ({"format": "other"}, "network.missing"),
        ({"source": "another"}, "network.damaged"),
    ],
)
def test_a_changed_manifest(stored: Path, change: dict[str, Any], code: str) -> None:
    manifest = json.loads((stored / MANIFEST).read_text("utf-8"))
    (stored / MANIFEST).write_text(json.dumps(manifest | change), "utf-8")
    assert refusal(stored) == code


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}'])
def test_a_manifest_of_nonsense(stored: Path, text: str) -> None:
    (stored / MANIFEST).write_text(text, "utf-8")
    assert refusal(stored) in {"network.damaged", "network.missing"}


def test_no_network_at_all(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "network.missing"
    assert refusal(tmp_path / "nowhere", open_base_map) == "network.missing"


@pytest.mark.parametrize(
    ("column", "value"),
    [("head", 2000), ("head", -1), ("line", 99_999), ("name", 2), ("first_out", -3)],
)
def test_indices_out_of_their_arrays_never_reach_the_kernels(tmp_path: Path, column: str, value: int) -> None:
    network = ring(2000)
    broken = getattr(network, column).copy()
    broken[7] = value
    save_network(tmp_path / "roads", replace(network, **{column: broken}), A_MAP, REPORT)
    assert refusal(tmp_path / "roads") == "network.damaged"
