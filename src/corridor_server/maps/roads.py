"""The desk's roads: where they lie, and their import with all that maps need."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from corridor.errors import InputRefused
from corridor.files import replacing_folder, write_text
from corridor.progress import silent
from corridor.workflows.import_roads import import_roads
from corridor_server.maps.lines import write_lines
from corridor_server.maps.models import RoadsImport
from corridor_server.maps.tiles import write_tiles

if TYPE_CHECKING:
    from corridor.progress import Progress

EXTRACTS = (".osm.pbf", ".osm", ".osm.bz2", ".osm.gz", ".osm.xml")


@dataclass(frozen=True, slots=True)
class RoadFiles:
    """Files of the roads, beside the store. They hold the public map only: nothing of people or danger."""

    folder: Path

    @property
    def current(self) -> Path:
        """Folder of what is in force; replaced as a whole."""
        return self.folder / "current"

    @property
    def network(self) -> Path:
        """The stored network, as the engine opens it."""
        return self.current / "network"

    @property
    def tiles(self) -> Path:
        """Vector tiles, PMTiles."""
        return self.current / "area.pmtiles"

    @property
    def lines(self) -> Path:
        """Plain lines for browsers without WebGL 2, gzip of JSON."""
        return self.current / "lines.json.gz"

    @property
    def version(self) -> str:
        """Digest of the tiles in force; empty where there are none."""
        path = self.current / "version"
        return path.read_text("ascii").strip() if path.is_file() else ""

    @property
    def incoming(self) -> Path:
        """Extracts laid here by hand may be imported by name; uploads are laid here too."""
        return self.folder / "incoming"

    def waiting(self) -> tuple[str, ...]:
        """Names of extracts that can be imported."""
        if not self.incoming.is_dir():
            return ()
        return tuple(sorted(path.name for path in self.incoming.iterdir() if path.name.endswith(EXTRACTS)))


def road_files() -> RoadFiles:
    """Where this desk's roads lie."""
    return RoadFiles(Path(settings.DESK_FOLDER) / "roads")


def roads_in_force() -> RoadsImport | None:
    """The import whose files are there."""
    version = road_files().version
    return RoadsImport.objects.filter(version=version).first() if version else None


def bring_in_roads(source: Path, *, by: str | None = None, name: str = "", progress: Progress = silent) -> RoadsImport:
    """Import ``source``, an OpenStreetMap extract, and make the map of it; the roads so far stay until all is done.

    Raises:
        InputRefused: the file cannot be used, or holds no roads (``maps.no_roads``).
        OSError: the disk is full; what was there stays.
    """
    files = road_files()
    with replacing_folder(files.current) as folder:
        imported = import_roads(source, folder / files.network.name, progress)
        network, base_map = imported.network, imported.base_map
        if not network.edge_count:
            raise InputRefused(
                "maps.no_roads", _("The file holds no roads."), source.name, _("Take an extract that covers your area.")
            )
        tiles = folder / files.tiles.name
        written = write_tiles(tiles, network, base_map, progress)
        write_lines(folder / files.lines.name, network, base_map)
        version = _digest(tiles)
        write_text(folder / "version", version)
    once = np.unique(network.line, return_index=True)[1]
    return RoadsImport.objects.create(
        source=name or source.name,
        by_id=by,
        version=version,
        lines=len(network.line_start) - 1,
        edges=network.edge_count,
        length_km=round(float(network.length_m[once].sum()) / 1000, 1),
        box=list(written.box),
        report=imported.report.as_dict(),
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
