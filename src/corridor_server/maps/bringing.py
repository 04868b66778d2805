"""The import of roads with all that maps need. It loads the engine: for jobs only."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _

from corridor.errors import InputRefused
from corridor.files import replacing_folder, write_text
from corridor.progress import silent
from corridor.workflows.import_roads import import_roads
from corridor_server.maps.lines import write_lines
from corridor_server.maps.models import RoadsImport
from corridor_server.maps.roads import road_files
from corridor_server.maps.tiles import write_tiles

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.progress import Progress


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
