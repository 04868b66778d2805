"""The keys of one store. They live in memory only; ``keyring`` keeps them wrapped."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, fields

KEY_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Five independent random keys of 32 bytes.

    Args:
        database: SQLCipher's raw key; every page of the file.
        fields: AES-256-GCM over single cells, a second layer under the first.
        index: HMAC of blind indexes.
        audit: HMAC of the audit chain.
        web: Django's ``SECRET_KEY``: sessions and forms.
    """

    database: bytes
    fields: bytes
    index: bytes
    audit: bytes
    web: bytes

    def __post_init__(self) -> None:
        if any(len(getattr(self, one.name)) != KEY_BYTES for one in fields(self)):
            raise ValueError("every key has 32 bytes")

    def __repr__(self) -> str:
        return "Keys(…)"

    def password(self, purpose: str) -> str:
        """A password for other files, such as certificates' keys, made from the web key (one step of HKDF)."""
        return hmac.new(self.web, f"{purpose}\x01".encode(), hashlib.sha256).hexdigest()

    @classmethod
    def random(cls) -> Keys:
        """Fresh keys from the system's generator."""
        return cls(*(secrets.token_bytes(KEY_BYTES) for _one in fields(cls)))

    def as_bytes(self) -> bytes:
        """For wrapping, and for the pipe to another process."""
        return json.dumps({one.name: getattr(self, one.name).hex() for one in fields(self)}).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Keys:
        """The inverse of ``as_bytes``."""
        return cls(**{name: bytes.fromhex(value) for name, value in json.loads(data).items()})
