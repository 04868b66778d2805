"""The desk over a real SQLCipher store, one for the whole run; each test works in a transaction of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def folder_of_the_desk() -> Iterator[None]:
    """The folder beside the store, for anchors."""
    settings.DESK_FOLDER.mkdir(parents=True, exist_ok=True)
    yield
    import shutil

    shutil.rmtree(settings.DESK_FOLDER, ignore_errors=True)
