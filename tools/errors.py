"""Write ``docs/reference/errors.md`` from the calls in the source that make errors and row problems.

    python tools/errors.py

A code is the first or second argument of a call that also holds a translated sentence, or that makes an error;
helpers that put a prefix before their first argument (``f"network.{code}"``) are followed. The test
``tests/unit/test_errors_documented.py`` fails while the page is out of date.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "errors.md"
EXITS = {"InputRefused": "2", "NothingFeasible": "3", "Interrupted": "130", "InternalFault": "1"}
CODE = re.compile(r"[a-z]+\.[a-z0-9_]+")
TRANSLATORS = ("_", "gettext", "ngettext")
HEAD = """# Errors

Every error and every refused value carries a stable code. Programs read it from `--json`, as `error.code` or
`problems[].code`; people read the sentence beside it, in their language.

Made by `python tools/errors.py` from the source; a test keeps this page equal to it.

| exit code | meaning |
|---|---|
| 0 | fine; warnings may stand |
| 1 | our own fault: please report it |
| 2 | input refused, as a whole or in some rows |
| 3 | nothing feasible: the input is fine, and no plan or route exists |
| 130 | interrupted before there was anything to keep |

A **refusal** ends the command, with the exit code given. A **row** problem concerns one value, row or file: `check` and
`record` end with 2 when one was refused and use all others; a warning leaves the row in use and the exit code as it is.
With `--json`, a refusal leaves `{"error": {"code", "what", "where", "remedy", "problems"}}`, and each problem has
`code`, `file`, `line`, `column`, `value`, `reason`, `remedy` and `fatal` (false: a warning).
"""


@dataclass(frozen=True)
class Found:
    """A code as one call makes it."""

    code: str
    exit: str
    sentence: str


def sentence_of(node: ast.AST) -> str | None:
    """The first translated sentence inside ``node``; what stands in braces stays."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in TRANSLATORS:
            texts = [a.value for a in inner.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if texts:
                return texts[-1]
    return None


def name_of(call: ast.Call) -> str:
    """The last part of the called name."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def prefixes(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Helpers of a module that put a prefix before the code: their prefix and the error they make."""
    made: dict[str, tuple[str, str]] = {}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in (inner for inner in ast.walk(function) if isinstance(inner, ast.Call) and inner.args):
            first = call.args[0]
            if (
                name_of(call) in EXITS
                and isinstance(first, ast.JoinedStr)
                and isinstance(first.values[0], ast.Constant)
            ):
                made[function.name] = (str(first.values[0].value), name_of(call))
    return made


def codes_in(tree: ast.Module) -> Iterator[Found]:
    """Every code that the calls of a module make."""
    helpers = prefixes(tree)
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        name = name_of(call)
        prefix, error = helpers.get(name, ("", name))
        written = [a.value for a in call.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        code = next((prefix + text for text in written if CODE.fullmatch(prefix + text)), "")
        rest = [*(k.value for k in call.keywords if k.arg == "reason"), *call.args[1:]]
        sentence = next((found for part in rest if (found := sentence_of(part))), None)
        if not code or (sentence is None and error not in EXITS):
            continue
        yield Found(code, EXITS.get(error, "row"), sentence or "")


def found() -> list[Found]:
    """Every code of the source, once for each kind of call that makes it, sorted."""
    rows: dict[tuple[str, str], str] = {}
    for path in sorted((ROOT / "src" / "corridor").rglob("*.py")):
        for one in codes_in(ast.parse(path.read_text(encoding="utf-8"))):
            key = (one.code, one.exit)
            rows[key] = rows.get(key) or one.sentence
    return [Found(code, leaves, sentence) for (code, leaves), sentence in sorted(rows.items())]


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    area = ""
    for one in found():
        if one.code.split(".")[0] != area:
            area = one.code.split(".")[0]
            lines.append(f"\n## {area}\n\n| code | exit | what is said |\n|---|---|---|")
        sentence = one.sentence.replace("|", "\\|")
        lines.append(f"| `{one.code}` | {one.exit} | {sentence} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
