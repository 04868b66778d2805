"""A deed and its entry in the audit are one transaction: neither is ever kept without the other.

``benchmarks/faults.py`` found calls that were kept and stood in no audit, because the desk was killed between the two.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import corridor_server

SOURCE = Path(corridor_server.__file__).parent
DEEDLESS = {
    "audit/views.py": {"verify", "anchors"},  # looking, and taking a copy of what is there
    "operations/views/missions.py": {"sheet", "packet"},  # papers made of an approved mission
    "accounts/views/login.py": {"login", "locked_out"},  # refusals, and the end of a session that guessed
    "accounts/guard.py": {"__call__", "_inside", "_with_reason", "_refused"},  # reading and refusing
    "accounts/proof.py": {"enter"},  # the session itself is saved with the answer
    "audit/record.py": {"record"},
    "fieldsync/views.py": {"answer"},  # reading, within the transaction of ``signed``
    "registry/erasing.py": {"_proof"},  # called inside the transaction of ``erase_all``
    "commands/admin/store.py": {"backup", "restore"},  # files, made before
    "commands/admin/keys.py": {"shares", "rotate", "change", "recover"},  # files, made before
}
"""Functions that change nothing of their own in the store beside the entry."""


def loose(tree: ast.AST) -> Iterator[str]:
    """Functions that record something outside a transaction of their own."""

    def walk(node: ast.AST, function: str, held: bool) -> Iterator[str]:
        if isinstance(node, ast.FunctionDef):
            function, held = node.name, any("transaction.atomic" in ast.unparse(one) for one in node.decorator_list)
        if isinstance(node, ast.With):
            held = held or any("transaction.atomic()" in ast.unparse(one) for one in node.items)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("record", "record_by") and not held:
            yield function
        for child in ast.iter_child_nodes(node):
            yield from walk(child, function, held)

    yield from walk(tree, "", False)


def test_every_deed_is_recorded_in_its_own_transaction() -> None:
    found, exempt = {}, set()
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        functions = set(loose(ast.parse(path.read_text("utf-8"))))
        exempt |= {(name, one) for one in functions & DEEDLESS.get(name, set())}
        if outside := functions - DEEDLESS.get(name, set()):
            found[name] = sorted(outside)
    assert found == {}
    assert exempt == {(name, one) for name, functions in DEEDLESS.items() for one in functions}, "out of date"


def test_the_check_sees_what_it_is_for() -> None:
    apart = "def keep(request):\n    row.save()\n    record(request, 'a.b')\n"
    together = apart.replace("    row", "    with transaction.atomic():\n        row").replace("    rec", "        rec")
    assert list(loose(ast.parse(apart))) == ["keep"]
    assert list(loose(ast.parse(together))) == []
    assert list(loose(ast.parse(f"@transaction.atomic\n{apart}"))) == []
