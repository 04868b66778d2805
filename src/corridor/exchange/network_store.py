"""A road network on disk: a folder of Arrow IPC files, memory-mapped when opened, and a manifest that vouches for them.

    network.json    format, version, source, names, report, and size and digests of every file; its own digest
    nodes.arrow     node_lon, node_lat
    rows.arrow      first_out
    edges.arrow     every [E] column of RoadNetwork
    lines.arrow     line_start
    vertices.arrow  vertex_lon, vertex_lat
    names.arrow     names
    base_map.arrow  layer, name, name_uk, name_en, rank, wkb

Opening checks the manifest's own digest, every file's size and a digest over samples of it (its head, its tail and
4 KiB of every MiB), and that indices stay inside their arrays; that costs milliseconds and touches few pages.
``verify_network`` reads everything and compares full SHA-256 digests. The digests find damage, not malice.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from corridor.domain.base_map import BaseMap
from corridor.domain.network import RoadNetwork
from corridor.errors import InputRefused
from corridor.files import replacing_folder
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corridor.domain.import_report import ImportReport

FORMAT = "corridor-road-network"
VERSION = 1
MANIFEST = "network.json"
BASE_MAP = "base_map.arrow"
NODES = ("node_lon", "node_lat")
EDGES = (
    *("head", "length_m", "road_class", "surface", "smoothness", "flags", "access", "width_m", "maxspeed_kmh"),
    *("max_weight_t", "max_height_m", "osm_way", "name", "line", "reverse"),
)
VERTICES = ("vertex_lon", "vertex_lat")
FILES: dict[str, tuple[str, ...]] = {
    "nodes.arrow": NODES,
    "rows.arrow": ("first_out",),
    "edges.arrow": EDGES,
    "lines.arrow": ("line_start",),
    "vertices.arrow": VERTICES,
}
NAMES = "names.arrow"
SAMPLE_BYTES, SAMPLE_EVERY = 4096, 1 << 20


def _refused(code: str, what: str, folder: Path, remedy: str = "") -> InputRefused:
    return InputRefused(
        f"network.{code}",
        what,
        folder.name,
        remedy or _("Import the roads again: corridor roads import FILE --out DIR."),
    )


def _sampled(path: Path) -> str:
    """BLAKE2 digest of the size and of samples spread over the file."""
    size = path.stat().st_size
    digest = hashlib.blake2b(str(size).encode(), digest_size=16)
    with path.open("rb") as stream:
        for offset in (*range(0, size, SAMPLE_EVERY), max(size - SAMPLE_BYTES, 0)):
            stream.seek(offset)
            digest.update(stream.read(SAMPLE_BYTES))
    return digest.hexdigest()


def _full(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _seal(manifest: Mapping[str, object]) -> str:
    body = {key: value for key, value in manifest.items() if key != "digest"}
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _write_arrow(path: Path, columns: Mapping[str, pa.Array[Any]]) -> None:
    batch = pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)


def _plain(values: np.ndarray[Any, Any]) -> pa.Array[Any]:
    """An Arrow array over the same memory; booleans as bytes, because Arrow packs them into bits."""
    array: pa.Array[Any] = pa.array(values.view(np.uint8) if values.dtype == bool else values)
    return array


def save_network(folder: Path, network: RoadNetwork, base_map: BaseMap, report: ImportReport) -> None:
    """Write everything to ``folder`` atomically, replacing a network that is there.

    Raises:
        InputRefused: ``network.not_ours`` where ``folder`` exists and holds something else.
    """
    if folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise _refused(
            "not_ours", _("The folder holds something other than a road network."), folder, _("Name another folder.")
        )
    with replacing_folder(folder) as draft:
        for file, columns in FILES.items():
            _write_arrow(draft / file, {name: _plain(getattr(network, name)) for name in columns})
        _write_arrow(draft / NAMES, {"names": pa.array(network.names, pa.string())})
        _write_arrow(
            draft / BASE_MAP,
            {
                "layer": _plain(base_map.layer),
                "name": pa.array(base_map.name, pa.string()),
                "name_uk": pa.array(base_map.name_uk, pa.string()),
                "name_en": pa.array(base_map.name_en, pa.string()),
                "rank": _plain(base_map.rank),
                "wkb": pa.array(base_map.wkb, pa.large_binary()),
            },
        )
        manifest: dict[str, object] = {
            "format": FORMAT,
            "version": VERSION,
            "source": network.source,
            "report": report.as_dict(),
            "files": {
                path.name: {"bytes": path.stat().st_size, "sample": _sampled(path), "sha256": _full(path)}
                for path in sorted(draft.iterdir())
            },
        }
        manifest["digest"] = _seal(manifest)
        (draft / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a stored network, its own digest and version checked.

    Raises:
        InputRefused: ``network.missing``, ``network.damaged`` or ``network.version``.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise _refused("missing", _("The folder holds no road network."), folder)
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise _refused("damaged", _("The network's manifest is damaged."), folder) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _refused("missing", _("The folder holds no road network."), folder)
    if manifest.get("version") != VERSION:
        raise _refused(
            "version",
            _("The network was stored as version {theirs}; this program reads version {ours}.").format(
                theirs=manifest.get("version"), ours=VERSION
            ),
            folder,
        )
    if manifest.get("digest") != _seal(manifest):
        raise _refused("damaged", _("The network's manifest is damaged."), folder)
    return manifest


def _check_files(folder: Path, manifest: dict[str, Any], names: tuple[str, ...], *, full: bool) -> None:
    for name in names:
        path, facts = folder / name, manifest["files"].get(name)
        if facts is None or not path.is_file():
            raise _refused("damaged", _("The network lacks its file {file}.").format(file=name), folder)
        if path.stat().st_size != facts["bytes"]:
            raise _refused("damaged", _("The network's file {file} is cut short or grown.").format(file=name), folder)
        if _sampled(path) != facts["sample"] or (full and _full(path) != facts["sha256"]):
            raise _refused("damaged", _("The network's file {file} is damaged.").format(file=name), folder)


def _mapped(folder: Path, file: str) -> pa.RecordBatch:
    try:
        source = pa.memory_map(str(folder / file), "r")
        return pa.ipc.open_file(source).get_batch(0)
    except (pa.ArrowInvalid, OSError, IndexError) as error:
        raise _refused("damaged", _("The network's file {file} is damaged.").format(file=file), folder) from error


def _numbers(batch: pa.RecordBatch, name: str) -> np.ndarray[Any, Any]:
    values = batch.column(name).to_numpy(zero_copy_only=True)
    return values.view(np.bool_) if name == "reverse" else values


def verify_network(folder: Path) -> dict[str, Any]:
    """Read every byte and compare digests; the manifest.

    Raises:
        InputRefused: as ``open_network``.
    """
    manifest = read_manifest(folder)
    _check_files(folder, manifest, (*FILES, NAMES, BASE_MAP), full=True)
    open_network(folder)
    return manifest


def open_network(folder: Path) -> RoadNetwork:
    """Open a stored network; columns are read-only views of memory maps.

    Raises:
        InputRefused: ``network.missing``, ``network.version`` or ``network.damaged``.
    """
    manifest = read_manifest(folder)
    _check_files(folder, manifest, (*FILES, NAMES), full=False)
    columns: dict[str, Any] = {}
    try:
        for file, names in FILES.items():
            batch = _mapped(folder, file)
            columns |= {name: _numbers(batch, name) for name in names}
        columns["names"] = tuple(_mapped(folder, NAMES).column("names").to_pylist())
    except (KeyError, pa.ArrowInvalid) as error:
        raise _refused("damaged", _("The network lacks a column."), folder) from error
    network = RoadNetwork(**columns, source=str(manifest["source"]))
    if not _consistent(network):
        raise _refused("damaged", _("The network's tables do not fit together."), folder)
    return network


def _consistent(network: RoadNetwork) -> bool:
    """Indices stay inside their arrays, so that compiled code never reads past an end."""
    edges, nodes, vertices = network.edge_count, network.node_count, len(network.vertex_lon)
    lines = len(network.line_start) - 1
    if len(network.first_out) != nodes + 1 or any(len(getattr(network, name)) != edges for name in EDGES):
        return False

    def counts_up(offsets: np.ndarray[Any, Any], to: int) -> bool:
        return bool(offsets[0] == 0 and offsets[-1] == to and (offsets[1:] >= offsets[:-1]).all())

    def within(index: np.ndarray[Any, Any], size: int) -> bool:
        return not len(index) or bool(index.min() >= 0 and index.max() < size)

    return (
        counts_up(network.first_out, edges)
        and counts_up(network.line_start, vertices)
        and within(network.head, nodes)
        and within(network.line, lines)
        and within(network.name, len(network.names))
    )


def open_base_map(folder: Path) -> BaseMap:
    """Read the base map stored beside a network.

    Raises:
        InputRefused: as ``open_network``.
    """
    manifest = read_manifest(folder)
    _check_files(folder, manifest, (BASE_MAP,), full=False)
    batch = _mapped(folder, BASE_MAP)

    def values(name: str) -> tuple[Any, ...]:
        return tuple(batch.column(name).to_pylist())

    return BaseMap(
        layer=_numbers(batch, "layer"),
        name=values("name"),
        name_uk=values("name_uk"),
        name_en=values("name_en"),
        rank=_numbers(batch, "rank"),
        wkb=values("wkb"),
    )
