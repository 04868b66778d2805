"""Events in the real store, and anchors beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from corridor_server.audit import anchors
from corridor_server.audit.chain import Damage
from corridor_server.audit.models import Event
from corridor_server.audit.record import record_by
from corridor_server.audit.workflow import verify_store


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Settings, transactional_db: None) -> Path:
    settings.DESK_FOLDER = tmp_path
    return tmp_path


def write(count: int) -> None:
    for number in range(count):
        record_by(
            "u1", "record.read", kind="registry.Person", object_id=f"p{number}", reason="call", detail={"n": number}
        )


def damages() -> set[Damage]:
    return {one.damage for one in verify_store().findings}


def test_events_make_a_whole_chain_with_anchors(own_folder: Path) -> None:
    write(300)
    verdict = verify_store()
    assert verdict.whole
    assert verdict.last == 300
    assert [one.number for one in anchors.read(own_folder / anchors.KEPT)] == [1, 256]
    assert [one.number for one in anchors.read(own_folder / anchors.HEAD)] == [300]


def test_an_event_of_a_deed_that_failed_is_not_written() -> None:
    write(2)
    with pytest.raises(RuntimeError), transaction.atomic():
        record_by("u1", "plan.approved")
        raise RuntimeError
    assert Event.objects.count() == 2
    write(1)
    assert verify_store().whole


def test_tampering_by_sql_is_found(own_folder: Path) -> None:
    write(20)
    for statement, damage in (
        ("UPDATE audit_event SET actor = 'u2' WHERE number = 7", Damage.CHANGED),
        ("DELETE FROM audit_event WHERE number = 9", Damage.MISSING),
        ("DELETE FROM audit_event WHERE number > 15", Damage.CUT_OFF),
    ):
        with pytest.raises(_Undo), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
            assert damage in damages(), statement
            raise _Undo
    assert verify_store().whole
    (own_folder / anchors.HEAD).unlink()
    assert damages() == {Damage.ANCHOR_GONE}


def test_a_crash_between_commit_and_anchor_is_no_damage(own_folder: Path) -> None:
    write(5)
    head = (own_folder / anchors.HEAD).read_bytes()
    write(1)
    (own_folder / anchors.HEAD).write_bytes(head)
    assert verify_store().whole


def test_anchors_never_go_back(own_folder: Path) -> None:
    anchors.note(own_folder, b"k" * 32, 9, "b" * 64)
    anchors.note(own_folder, b"k" * 32, 8, "a" * 64)
    assert [one.number for one in anchors.read(own_folder / anchors.HEAD)] == [9]


def test_unreadable_anchors_are_not_passed_over(own_folder: Path) -> None:
    write(3)
    (own_folder / anchors.KEPT).write_text("{broken\n")
    assert Damage.ANCHOR_FORGED in damages()


class _Undo(Exception):
    pass
