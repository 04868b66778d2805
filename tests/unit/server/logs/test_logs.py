"""The log holds event names, ids and places in the code: nothing that a record or an exception said."""

from __future__ import annotations

import ast
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from django.apps import apps

import corridor_server
from corridor_server import logs
from corridor_server.store.fields import EncryptedTextField

SOURCE = Path(corridor_server.__file__).parent
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
SECRET = "Olha Kovalenko"


@pytest.fixture
def log_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The log of this test; everything global is put back."""
    handlers, config = logging.getLogger().handlers[:], structlog.get_config()
    monkeypatch.setattr("sys.excepthook", None)
    monkeypatch.setattr("threading.excepthook", None)
    logs.start_logs(tmp_path, "test")
    yield tmp_path / logs.NAME
    structlog.get_config()["logger_factory"]()._file.close()
    structlog.configure(**config)
    logging.getLogger().handlers = handlers


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(one) for one in path.read_text("utf-8").splitlines()]


def test_an_exception_leaves_its_type_and_places(log_file: Path) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        structlog.get_logger().error("job_failed", job="0190-1", exc_info=error)
    (line,) = lines(log_file)
    assert (line["event"], line["error"], line["part"], line["job"]) == ("job_failed", "ValueError", "test", "0190-1")
    assert "test_logs.py" in str(line["places"])
    assert SECRET not in log_file.read_text("utf-8")


def test_records_and_sentences_do_not_pass(log_file: Path) -> None:
    structlog.get_logger().warning("odd", words=SECRET, row={"name": SECRET}, cyrillic="Ольга", count=3)
    (line,) = lines(log_file)
    assert (line["words"], line["row"], line["cyrillic"], line["count"]) == ("<str>", "<dict>", "<str>", 3)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_stops_no_work_and_what_was_left_out_is_told(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.symlink_to("/dev/full")
    log = logs.Lines(path)
    assert log.write("one\n") == 4
    log.write("two\n")
    path.unlink()
    path.touch()
    os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND), log._descriptor)
    log.write("three\n")
    log.close()
    assert path.read_text() == '{"event": "lines_left_out", "count": 2}\nthree\n'


def test_libraries_words_do_not_pass(log_file: Path) -> None:
    try:
        raise KeyError(SECRET)
    except KeyError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", f"/people/?q={SECRET}")
    (line,) = lines(log_file)
    assert (line["event"], line["source"], line["error"]) == ("library_log", "django.request", "KeyError")
    assert "Kovalenko" not in log_file.read_text("utf-8")


def test_the_log_is_its_owners(log_file: Path) -> None:
    assert log_file.stat().st_mode & 0o077 == 0


def python_files() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def log_calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls like ``log.warning(...)``."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in LEVELS
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in {"log", "logger", "logging"}
        ):
            yield node


def faults_of(source: str, personal: frozenset[str]) -> list[str]:
    """What the rules of logging and raising forbid in one module."""
    tree, found = ast.parse(source), []
    for call in log_calls(tree):
        event = call.args[0] if len(call.args) == 1 else None
        constant = isinstance(event, ast.Constant) and str(event.value).replace("_", "").isalnum()
        if not constant or " " in str(getattr(event, "value", " ")):
            found.append(f"{call.lineno}: the event is one constant word")
        values = [keyword.value for keyword in call.keywords]
        if any(isinstance(one, (ast.JoinedStr, ast.Dict)) or names_in(one) & personal for one in values):
            found.append(f"{call.lineno}: only ids and counts are logged")
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.exc is not None and names_in(node.exc) & personal:
            found.append(f"{node.lineno}: an exception quotes a personal field")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            found.append(f"{node.lineno}: print")
    return found


def names_in(node: ast.AST) -> set[str]:
    """Attributes read anywhere in an expression."""
    return {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


def personal_fields() -> frozenset[str]:
    """Names of every encrypted field of every model."""
    return frozenset(
        field.name
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, EncryptedTextField)
    )


def test_no_module_formats_records_into_logs_or_exceptions() -> None:
    personal = personal_fields()
    found = [
        f"{path.relative_to(SOURCE)}:{fault}"
        for path in python_files()
        for fault in faults_of(path.read_text(), personal)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'log.info(f"opened {person.phone}")',
        'log.info("opened", who=person.phone)',
        'log.info("opened a card")',
        'log.info("opened", row={"a": 1})',
        'log.warning("x %s", 3)',
        'raise ValueError(f"no such phone {person.phone}")',
        'raise ValueError("no {}".format(person.phone))',
        "print(1)",
    ],
)
def test_the_lint_finds(source: str) -> None:
    assert faults_of(source, frozenset({"phone"}))


def test_the_lint_lets_ids_pass() -> None:
    assert (
        faults_of('log.info("opened", person=person.pk, count=len(rows))\nraise ValueError("no")', frozenset({"phone"}))
        == []
    )
