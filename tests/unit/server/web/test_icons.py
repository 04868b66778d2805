"""Every picture that a page asks for exists: a misnamed one would be an empty square."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[4]


def test_icons_named_in_templates_and_ways_are_drawn():
    drawn = set(re.findall(r"^\s+(\w+): \"", (ROOT / "frontend/design/icons.ts").read_text("utf-8"), re.MULTILINE))
    asked = {}
    for path in (ROOT / "src/corridor_server").rglob("*.html"):
        for found in re.finditer(r"""{%\s*icon\s+["'](\w+)["']|icon=["'](\w+)["']""", path.read_text("utf-8")):
            asked[found.group(1) or found.group(2)] = path.name
    for path in ("accounts/views/administration.py", "web/navigation.py"):
        text = (ROOT / "src/corridor_server" / path).read_text("utf-8")
        names = re.findall(r'Door\([^()]*(?:\([^()]*\)[^()]*)*"(\w+)",\s*\)', text) + re.findall(r'\), "(\w+)"', text)
        asked |= dict.fromkeys(names, path)
    assert len(asked) > 30
    assert {name: where for name, where in asked.items() if name not in drawn} == {}
