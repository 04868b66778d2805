"""Independent judges of this level, loaded by path: test folders are no packages."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType


def _load(name: str, folder: str = "") -> ModuleType:
    known = f"corridor_tests_{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, Path(__file__).parent / f"{folder}{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[known] = module
        spec.loader.exec_module(module)
    return sys.modules[known]


@pytest.fixture(scope="session")
def plan_checker() -> ModuleType:
    """``plan_checker.py``: judges plans without the code that made them."""
    return _load("plan_checker")


@pytest.fixture(scope="session")
def tiny_days() -> ModuleType:
    """``tiny_days.py``: random small days, and the best plan of each by trying everything."""
    return _load("tiny_days")


@pytest.fixture(scope="session")
def merge_world() -> ModuleType:
    """``merge_world.py``: phones and desks in a bad world, and who judges them."""
    return _load("merge_world")


@pytest.fixture(scope="session")
def make_merge() -> ModuleType:
    """``vectors/make_merge.py``: what stands in the vectors of the merge."""
    return _load("make_merge", "vectors/")
