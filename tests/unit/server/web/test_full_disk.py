"""A full disk is told as such, whoever meets it: the store, the file system, a quota or a limit."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from sqlcipher3 import dbapi2

from corridor.errors import InputRefused
from corridor_server.registry.models import Shelter
from corridor_server.store.full import disk_full, told_when_full

GIVEN = {
    "name": "Place", "kind": "cellar", "lon": "37.9", "lat": "48.5", "power": "unknown", "water": "unknown",
    "heating": "unknown", "access_minutes": "5", "notes": "x" * 4000,
}  # fmt: skip


def test_the_store_says_that_it_is_full(tmp_path: Path) -> None:
    store = dbapi2.connect(str(tmp_path / "full.db"))
    store.execute("PRAGMA max_page_count = 2")
    store.execute("CREATE TABLE words (text)")
    with pytest.raises(dbapi2.OperationalError) as found:
        store.execute("INSERT INTO words VALUES (?)", ("x" * 20_000,))
    store.close()
    wrapped = OperationalError("as Django raises it")
    wrapped.__cause__ = found.value
    assert disk_full(found.value)
    assert disk_full(wrapped)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_so_does_the_file_system(code: int) -> None:
    assert disk_full(OSError(code, "no room"))
    with pytest.raises(InputRefused) as refused, told_when_full():
        raise OSError(code, "no room")
    assert refused.value.code == "store.disk_full"


@pytest.mark.parametrize("error", [None, ValueError("x"), OSError(errno.EACCES, "no"), OperationalError("locked")])
def test_nothing_else_is_taken_for_it(error: Exception | None) -> None:
    assert not disk_full(error)
    if error is not None:
        with pytest.raises(type(error)), told_when_full():
            raise error


@pytest.mark.django_db(transaction=True)
def test_a_form_that_finds_no_room_is_not_kept_and_the_page_says_why(
    signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("coordinator")
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        answers = [client.post("/shelters/new/", GIVEN | {"name": f"Place {n}"}) for n in range(40)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 4294967294")
    told = [one for one in answers if one.status_code == 302]
    refused = [one for one in answers if one.status_code != 302]
    assert refused
    assert {one.status_code for one in refused} == {507}
    assert "The disk of this desk is full, or it fails." in refused[0].content.decode()
    assert Shelter.objects.count() == len(told)
    assert client.post("/shelters/new/", GIVEN).status_code == 302, "goes on when there is room again"
