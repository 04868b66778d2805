"""The built wheel holds what git does not keep, compiled catalogues and bundled pages, beside the rest."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PLACES = (os.environ.get("UV"), shutil.which("uv"), ROOT / ".uv/bin/uv")
UV = next((str(one) for one in PLACES if one and Path(one).is_file()), None)


@pytest.mark.skipif(UV is None, reason="no uv to build a wheel with")
def test_the_wheel_is_whole(tmp_path):
    subprocess.run([str(UV), "build", "--wheel", "--quiet", "--out-dir", tmp_path, ROOT], check=True, timeout=600)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        assets = json.loads(packed.read("corridor_server/web/static/desk/assets.json"))
    for source in (ROOT / "src").rglob("*"):
        inside = source.relative_to(ROOT / "src").as_posix()
        if source.suffix in (".py", ".html", ".svg", ".po") and "static" not in source.parts:
            assert inside in names, "kept by git, and not in the wheel"
        if source.suffix == ".po":
            assert inside.removesuffix(".po") + ".mo" in names
    static = {name.rpartition("/")[2] for name in names if name.startswith("corridor_server/web/static/desk/")}
    assert set(assets.values()) <= static
    assert {"desk.css", "desk.js", "situation.js", "worker.js"} <= assets.keys()
    assert [name for name in names if name.startswith(("tests/", "node_modules/")) or "/node_modules/" in name] == []
