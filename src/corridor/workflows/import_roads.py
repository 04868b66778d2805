"""Imports roads: an OpenStreetMap file becomes a stored network with its base map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.exchange.network_store import check_target, save_network
from corridor.i18n import gettext as _
from corridor.osm.reader import read_roads
from corridor.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.osm.reader import OsmImport
    from corridor.progress import Progress


def import_roads(source: Path, folder: Path, progress: Progress = silent) -> OsmImport:
    """Read ``source`` and store what it holds in ``folder``, atomically.

    Raises:
        InputRefused: where the file cannot be used (codes ``roads.*``) or the folder holds something else
            (``network.not_ours``).
    """
    check_target(folder)
    imported = read_roads(source, progress)
    step = _("Storing the network")
    progress(step, 0, 1)
    save_network(folder, imported.network, imported.base_map, imported.report)
    progress(step, 1, 1)
    return imported
