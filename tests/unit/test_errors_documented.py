"""Every code of an error or problem stands on the page of errors."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import errors


def test_the_page_of_errors_is_up_to_date():
    assert errors.PAGE.read_text(encoding="utf-8") == errors.page(), "run: python tools/errors.py"


def test_codes_are_found_however_they_are_made():
    source = """
def _refused(code, what):
    return InputRefused(f"store.{code}", what)
raise _refused("old", _("It is old."))
raise NothingFeasible("route.none", "no words")
problems.add("row.value", 1, None, None, reason=_("It is odd."), remedy=_("Mend it."))
tell(cells, "rows.second", _("It is second."))
open("some.file")
"""
    found = {(one.code, one.exit, one.sentence) for one in errors.codes_in(ast.parse(source))}
    assert found == {
        ("store.old", "2", "It is old."),
        ("route.none", "3", ""),
        ("row.value", "row", "It is odd."),
        ("rows.second", "row", "It is second."),
    }


def test_no_code_is_missed():
    """Nothing that looks like a code and stands beside translated words is left off the page."""
    listed = {one.code for one in errors.found()}
    written = set()
    for path in (errors.ROOT / "src" / "corridor").rglob("*.py"):
        written |= set(
            re.findall(
                r'(?:InputRefused|NothingFeasible|RowProblem|Words|add)\(\s*"([a-z]+\.[a-z_]+)"',
                path.read_text("utf-8"),
            )
        )
    assert written - listed == set()
    assert len(listed) > 80
