"""The page of commands says what ``--help`` says."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "tools"))
import commands


def test_the_page_of_commands_is_up_to_date():
    assert commands.PAGE.read_text(encoding="utf-8") == commands.page()
