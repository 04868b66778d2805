from __future__ import annotations

import io
import zipfile

import pytest

from corridor.errors import InputRefused
from corridor.exchange.packets import check_passphrase, pack, seal, unseal

FILES = {"sheet.pdf": b"%PDF", "mission.json": "{'місія': 1}".encode()}
WORDS = "verbena-lantern-oxbow-nine"


@pytest.fixture(scope="module")
def packet():
    return seal(FILES, WORDS)


def test_a_packet_opens_with_its_passphrase(packet):
    assert packet.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert b"sheet.pdf" not in packet
    assert unseal(packet, WORDS) == FILES


@pytest.mark.parametrize("spoil", [lambda p: (p, WORDS + "x"), lambda p: (p[:-1] + bytes([p[-1] ^ 1]), WORDS)])
def test_a_wrong_passphrase_or_a_changed_byte_opens_nothing(packet, spoil):
    with pytest.raises(InputRefused) as refused:
        unseal(*spoil(packet))
    assert refused.value.code == "packet.not_opened"
    assert WORDS not in str(refused.value)


@pytest.mark.parametrize(
    ("words", "code"),
    [(None, "packet.passphrase_missing"), ("   ", "packet.passphrase_missing"), ("short", "packet.passphrase_short")],
)
def test_what_protects_nothing_is_refused(words, code):
    with pytest.raises(InputRefused) as refused:
        check_passphrase(words)
    assert refused.value.code == code
    assert "short" not in str(refused.value.where)


@pytest.mark.parametrize(
    "words",
    [
        "password1234",
        "Pass-Phrase-2024",
        "aaaaaaaaaaaa",
        "abcabcabcabcabc",
        "qwertyuiop12",
        "Corridor+2023!",
        "admin-welcome-1",
        "123456789012",
        "0987654321098",
        "пароль-123456",
    ],
)
def test_what_is_tried_first_is_refused(words):
    with pytest.raises(InputRefused) as refused:
        seal(FILES, words)
    assert refused.value.code == "packet.passphrase_guessed"
    assert refused.value.remedy
    assert words not in str(refused.value)


@pytest.mark.parametrize("words", ["welcome verbena oxbow nine", "corridor-lantern-7", "731906482257"])
def test_a_common_word_among_others_is_no_reason_to_refuse(words):
    assert check_passphrase(words) == words


def test_the_archive_is_the_same_each_time_and_private():
    assert pack(FILES) == pack(dict(reversed(FILES.items())))
    with zipfile.ZipFile(io.BytesIO(pack(FILES))) as archive:
        assert all(entry.external_attr >> 16 == 0o600 for entry in archive.infolist())
