"""After erasure nothing is left in the store's own pages, its write-ahead log, or a copy made for a backup.

Everything on the disk is encrypted, so a search of the file as it lies would find nothing even of what is there. The
pages are opened with the store's key first, free ones included; what is looked for are markers in open fields and the
sealed cells of encrypted ones, byte by byte.
"""

from __future__ import annotations

import struct
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.db import connection
from django.utils import timezone

from corridor_server.registry import deciding, duplicates, erasing, naming, retention
from corridor_server.registry.models import (
    Consent,
    Decision,
    Erasure,
    Household,
    Need,
    Pair,
    Person,
    Request,
    Retention,
)
from corridor_server.store.snapshot import export

PAGE, RESERVED, SALT, IV = 4096, 80, 16, 16
LOG_HEAD, FRAME_HEAD = 32, 24
MARKER = "ZQ-marker"


def opened(page: bytes, *, first: bool) -> bytes:
    """One page of SQLCipher 4, decrypted (AES-256-CBC; its vector stands in the page's last 80 bytes)."""
    start = SALT if first else 0
    vector = page[PAGE - RESERVED : PAGE - RESERVED + IV]
    cipher = Cipher(algorithms.AES(settings.DESK_KEYS.database), modes.CBC(vector)).decryptor()
    return cipher.update(page[start : PAGE - RESERVED]) + cipher.finalize()


def store_pages(path: Path) -> bytes:
    data = path.read_bytes()
    return b"".join(opened(data[at : at + PAGE], first=at == 0) for at in range(0, len(data), PAGE))


def log_pages(path: Path) -> bytes:
    data = path.read_bytes() if path.exists() else b""
    step, found = FRAME_HEAD + PAGE, []
    for at in range(LOG_HEAD, len(data) - step + 1, step):
        number = struct.unpack(">I", data[at : at + 4])[0]
        found.append(opened(data[at + FRAME_HEAD : at + step], first=number == 1))
    return b"".join(found)


def plant() -> tuple[Household, list[bytes]]:
    """A household full of markers, with a merged double and versions; and the bytes to look for."""
    home = Household(phone="+380 50 000 99 01", pets=f"{MARKER}-pets", outside_id=f"{MARKER}-home", notes="by the mill")
    home.save()
    who = Person(household=home, family_name="Кайдаш", given_name="Омелько", languages=f"{MARKER}-l", medical="heart")
    who.save()
    who.languages = f"{MARKER}-changed"
    who.save_as(f"{MARKER}-why")
    double = Person(family_name="Kaidash", given_name="Omelko", outside_id=f"{MARKER}-double", phone=home.phone)
    double.save()
    duplicates.merge(Pair.objects.create(first=who, second=double, score=9, why=[]), who, {}, None)
    Consent(person=who, purpose="aid").save()
    deciding.decide(Decision(household=home, choice="stay", would_change="a doctor"))
    call = Request(household=home, caller=who, caller_phone=home.phone, caller_name="Кайдаш", words="fever")
    call.save()
    Need(household=home, request=call, service=f"{MARKER}-need").save()
    sealed = []
    with connection.cursor() as cursor:
        for table, column in (
            ("registry_person", "family_name"), ("registry_historicalperson", "medical"),
            ("registry_household", "notes"), ("registry_request", "words"), ("registry_decision", "would_change"),
            ("registry_person", "phone"), ("registry_merge", "before"),
        ):  # fmt: skip
            cursor.execute(f"SELECT {column} FROM {table} WHERE length({column}) > 20")
            sealed += [bytes(row[0])[-24:] for row in cursor.fetchall()]
    keys = [struct.pack(">q", key) for key in naming.keys_of(who)]
    # An id stays in the proof of erasure and the audit, on purpose: it is what the proof is about.
    return home, [MARKER.encode(), str(who.phone_index or home.phone_index).encode(), *sealed, *keys]


def looked_for(what: list[bytes], *places: bytes) -> int:
    return sum(any(one in place for place in places) for one in what)


@pytest.mark.django_db(transaction=True)
def test_erasure_leaves_nothing_in_pages_log_and_new_copies(tmp_path: Path) -> None:
    path = Path(settings.DATABASES["default"]["TEST"]["NAME"])
    log = path.with_name(f"{path.name}-wal")
    home, markers = plant()
    other = Household(pets="another dog")
    other.save()
    everything = store_pages(path) + log_pages(log)
    assert looked_for(markers, everything) == len(markers), "the control finds every marker"
    assert len(markers) > 20

    deciding.leave(home, timezone.now() - timedelta(days=400))
    Retention(household_days=30).save()
    assert retention.erase_due()["households"] == 1
    export(path, settings.DESK_KEYS.database, tmp_path / "copy.db", settings.DESK_KEYS.database)
    assert looked_for(markers, store_pages(path), log_pages(log), store_pages(tmp_path / "copy.db")) == 0
    assert b"another dog" in store_pages(path)
    assert Erasure.objects.get().checked
    assert erasing.remnants({Household: [home.pk]}) == 0
