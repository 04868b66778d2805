"""A road network on disk: a folder of NumPy columns, memory-mapped when opened, and a manifest that vouches for them.

    network.json             format, version, source, report, and size and digests of every file; its own digest
    node_lon.npy, head.npy, ...                one file for each array of RoadNetwork
    names.npy, names_ends.npy                  road names: UTF-8 bytes, and where each one ends
    map_layer.npy, map_rank.npy                the base map's numbers
    map_name.npy, map_name_ends.npy, ...       its names in three languages and its WKB, in the same way

Opening checks the manifest's own digest, every file's size and a digest over samples of it (its head, its tail and
4 KiB of every MiB), and that indices stay inside their arrays; that costs milliseconds and touches few pages.
``verify_network`` reads everything and compares full SHA-256 digests. The digests find damage, not malice.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from corridor.domain.base_map import BaseMap
from corridor.domain.network import RoadNetwork
from corridor.errors import InputRefused
from corridor.files import replacing_folder
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from corridor.domain.import_report import ImportReport

Column: TypeAlias = "np.ndarray[Any, Any]"
FORMAT = "corridor-road-network"
VERSION = 1
MANIFEST = "network.json"
NODES = ("node_lon", "node_lat")
EDGES = (
    *("head", "length_m", "road_class", "surface", "smoothness", "flags", "access", "width_m", "maxspeed_kmh"),
    *("max_weight_t", "max_height_m", "osm_way", "name", "line", "reverse"),
)
VERTICES = ("vertex_lon", "vertex_lat")
COLUMNS = (*NODES, "first_out", *EDGES, "line_start", *VERTICES)
MAP_NUMBERS = ("layer", "rank")
MAP_WORDS = ("name", "name_uk", "name_en")
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


def _write(folder: Path, name: str, values: Column) -> None:
    np.save(folder / f"{name}.npy", np.ascontiguousarray(values), allow_pickle=False)


def _write_pieces(folder: Path, name: str, pieces: Sequence[bytes]) -> None:
    """Byte strings of any length as one column of bytes and one of where each piece ends."""
    _write(folder, name, np.frombuffer(b"".join(pieces), np.uint8))
    _write(folder, f"{name}_ends", np.cumsum([len(piece) for piece in pieces], dtype=np.int64))


def check_target(folder: Path) -> None:
    """Make sure that ``folder`` can take a network without losing anything else.

    Raises:
        InputRefused: ``network.not_ours`` where it exists and holds something other than a network.
    """
    if folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise _refused(
            "not_ours", _("The folder holds something other than a road network."), folder, _("Name another folder.")
        )


def save_network(folder: Path, network: RoadNetwork, base_map: BaseMap, report: ImportReport) -> None:
    """Write everything to ``folder`` atomically, replacing a network that is there.

    Raises:
        InputRefused: ``network.not_ours`` where ``folder`` exists and holds something else.
    """
    check_target(folder)
    with replacing_folder(folder) as draft:
        for name in COLUMNS:
            _write(draft, name, getattr(network, name))
        _write_pieces(draft, "names", [name.encode() for name in network.names])
        for name in MAP_NUMBERS:
            _write(draft, f"map_{name}", getattr(base_map, name))
        for name in MAP_WORDS:
            _write_pieces(draft, f"map_{name}", [word.encode() for word in getattr(base_map, name)])
        _write_pieces(draft, "map_wkb", base_map.wkb)
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


class _Stored:
    """The files of one stored network, each checked before it is mapped."""

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder, self.facts = folder, manifest["files"]

    def check(self, file: str, *, full: bool = False) -> Path:
        path, facts = self.folder / file, self.facts.get(file)
        if facts is None or not path.is_file():
            raise _refused("damaged", _("The network lacks its file {file}.").format(file=file), self.folder)
        if path.stat().st_size != facts["bytes"]:
            what = _("The network's file {file} is cut short or grown.").format(file=file)
            raise _refused("damaged", what, self.folder)
        if _sampled(path) != facts["sample"] or (full and _full(path) != facts["sha256"]):
            raise self.damaged(file)
        return path

    def damaged(self, file: str) -> InputRefused:
        return _refused("damaged", _("The network's file {file} is damaged.").format(file=file), self.folder)

    def column(self, name: str) -> Column:
        file = f"{name}.npy"
        path = self.check(file)
        try:
            return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
        except (ValueError, OSError) as error:
            raise self.damaged(file) from error

    def pieces(self, name: str) -> tuple[bytes, ...]:
        whole, ends = self.column(name).tobytes(), self.column(f"{name}_ends").tolist()
        if ends != sorted(ends) or (ends[-1] if ends else 0) != len(whole):
            raise self.damaged(f"{name}_ends.npy")
        return tuple(whole[start:end] for start, end in zip([0, *ends], ends, strict=False))

    def words(self, name: str) -> tuple[str, ...]:
        try:
            return tuple(piece.decode() for piece in self.pieces(name))
        except UnicodeDecodeError as error:
            raise self.damaged(f"{name}.npy") from error


def verify_network(folder: Path) -> dict[str, Any]:
    """Read every byte and compare digests; the manifest.

    Raises:
        InputRefused: as ``open_network``.
    """
    manifest = read_manifest(folder)
    stored = _Stored(folder, manifest)
    for file in manifest["files"]:
        stored.check(file, full=True)
    open_network(folder)
    open_base_map(folder)
    return manifest


def open_network(folder: Path) -> RoadNetwork:
    """Open a stored network; columns are read-only views of memory maps.

    Raises:
        InputRefused: ``network.missing``, ``network.version`` or ``network.damaged``.
    """
    manifest = read_manifest(folder)
    stored = _Stored(folder, manifest)
    columns: dict[str, Any] = {name: stored.column(name) for name in COLUMNS}
    network = RoadNetwork(**columns, names=stored.words("names"), source=str(manifest["source"]))
    if not _consistent(network):
        raise _refused("damaged", _("The network's tables do not fit together."), folder)
    return network


def _consistent(network: RoadNetwork) -> bool:
    """Indices stay inside their arrays, so that compiled code never reads past an end."""
    edges, nodes, vertices = network.edge_count, network.node_count, len(network.vertex_lon)
    lines = len(network.line_start) - 1
    if len(network.first_out) != nodes + 1 or any(len(getattr(network, name)) != edges for name in EDGES):
        return False

    def counts_up(offsets: Column, to: int) -> bool:
        return bool(offsets[0] == 0 and offsets[-1] == to and (offsets[1:] >= offsets[:-1]).all())

    def within(index: Column, size: int) -> bool:
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
    stored = _Stored(folder, read_manifest(folder))
    numbers: dict[str, Any] = {name: stored.column(f"map_{name}") for name in MAP_NUMBERS}
    words: dict[str, Any] = {name: stored.words(f"map_{name}") for name in MAP_WORDS}
    return BaseMap(**numbers, **words, wkb=stored.pieces("map_wkb"))
