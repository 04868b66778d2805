"""The worked case, drawn once for all its tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corridor.osm.reader import read_roads
from corridor.workflows.demo import DangerProcess, demo_process, write_demo_folder

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.osm.reader import OsmImport


@pytest.fixture(scope="session")
def process() -> DangerProcess:
    return demo_process(2023)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("demo") / "operation"
    write_demo_folder(target, 2023)
    return target


@pytest.fixture(scope="session")
def roads(folder: Path) -> OsmImport:
    return read_roads(folder / "roads.osm")
