"""One cell, encrypted: AES-256-GCM bound to table, column and row, so that a cell moved elsewhere does not open.

NIST SP 800-38D: 96-bit random nonces; with one key far below the 2^32 messages that its section 8.3 allows.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from corridor.errors import InternalFault
from corridor_server.i18n import gettext as _

VERSION = b"\x01"
NONCE_BYTES = 12
DIGEST_HEX = 32
"""Length of a blind index: 128 bits, far beyond what a registry can collide."""


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def bound_to(table: str, column: str, row: str) -> bytes:
    """The associated data of a cell."""
    return f"{table}|{column}|{row}".encode()


def seal(key: bytes, text: str, place: bytes) -> bytes:
    """``text`` encrypted: version, nonce, ciphertext with tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + _cipher(key).encrypt(nonce, text.encode(), place)


def open_sealed(key: bytes, sealed: bytes, place: bytes) -> str:
    """The text of a cell.

    Raises:
        InternalFault: the cell was changed, moved from another row or column, or encrypted under another key.
    """
    start = len(VERSION) + NONCE_BYTES
    try:
        if sealed[:1] != VERSION:
            raise InvalidTag
        return _cipher(key).decrypt(sealed[1:start], sealed[start:], place).decode()
    except InvalidTag as error:
        raise InternalFault(
            "store.cell",
            _("An encrypted value does not open: it was changed, moved, or written under another key."),
            place.decode(errors="replace"),
            _("Restore the store from a backup and tell the data protection officer."),
        ) from error


def blind(key: bytes, purpose: str, normalised: str) -> str:
    """The blind index of ``normalised``: equal values of one purpose have equal indexes, and nothing else shows."""
    return hmac.new(key, f"{purpose}|{normalised}".encode(), hashlib.sha256).hexdigest()[:DIGEST_HEX]
