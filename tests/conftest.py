"""Fixtures that tests of every level share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def external_data() -> Path:
    """The folder of real data that is not in the repository; tests that need it are skipped without it."""
    named = os.environ.get("CORRIDOR_EXTERNAL_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no real data: set CORRIDOR_EXTERNAL_DATA to the folder that holds it")
    return folder
