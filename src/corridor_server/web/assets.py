"""Where the built scripts, styles and pictures are: names by content, listed in the manifest that the bundler wrote."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.templatetags.static import static

FOLDER = Path(__file__).parent / "static" / "desk"


@cache
def manifest() -> dict[str, str]:
    """Plain names to built names.

    Raises:
        FileNotFoundError: the front end was not built; ``python frontend/bundle.py`` does it.
    """
    listed: dict[str, str] = json.loads((FOLDER / "assets.json").read_text("utf-8"))
    return listed


def address(name: str) -> str:
    """URL of the built file behind ``name``, such as ``desk.js``."""
    return static(f"desk/{manifest()[name]}")


def never_changes(_path: str, url: str) -> bool:
    """Whether a browser may keep ``url`` for good, for whitenoise: built files change their name with their content."""
    return "/desk/" in url
