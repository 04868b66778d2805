"""The desk's roads: where they lie, and which import is in force."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from corridor_server.maps.models import RoadsImport

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
