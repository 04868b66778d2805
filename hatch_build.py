"""Build hook: compiles the message catalogues (.po to .mo) and bundles the front end.

Runs for wheels and for editable installs alike, so a fresh clone needs neither msgfmt nor node.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Write a .mo beside every .po of the engine and the server."""
    for po in sorted(root.glob("src/*/locale/*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            catalogue = read_po(source)
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)


class CorridorBuildHook(BuildHookInterface[Any]):
    """Makes the built files that the wheel ships and git does not keep."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files."""
        compile_catalogues(Path(self.root))
        bundle = Path(self.root) / "frontend" / "bundle.py"
        if bundle.is_file():
            runpy.run_path(str(bundle))["build_frontend"](Path(self.root))
