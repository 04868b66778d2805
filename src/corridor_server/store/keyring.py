"""How a store's keys lie on disk: the keys under a random store key, the store key under a passphrase.

    passphrase --Argon2id--> wrapping key --AES-256-GCM--> store key --AES-256-GCM--> the five ``Keys``

A new passphrase rewraps 32 bytes and nothing else. The same store key is what shares are made of (``shares``), so
either the passphrase or two of three shares opens the store. Argon2id: RFC 9106, version 1.3, first recommended
option cut to a laptop's memory: 256 MiB, three passes, four lanes.
"""

from __future__ import annotations

import base64
import json
import secrets
import unicodedata
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from corridor.errors import InputRefused
from corridor.files import write_text
from corridor_server.i18n import gettext as _
from corridor_server.store.keys import KEY_BYTES, Keys

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at the passphrase costs."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class Keyring:
    """The file ``keyring.json``; opaque without a passphrase or shares.

    Args:
        sealed: the ``Keys``, encrypted under the store key.
        wrapped: the store key, encrypted under the passphrase; empty in a backup, which opens by shares only.
        salt: of Argon2id.
        cost: of Argon2id.
        shares: identifier of the shares made of this store key; None before any were made.
    """

    sealed: bytes
    wrapped: bytes
    salt: bytes
    cost: Cost
    shares: int | None = None

    def open(self, passphrase: str) -> bytes:
        """The store key.

        Raises:
            InputRefused: ``store.passphrase_wrong`` (or a changed file, which looks the same).
        """
        key = _stretch(passphrase, self.salt, self.cost)
        try:
            return _unseal(key, self.wrapped, _header(self.salt, self.cost))
        except InvalidTag as error:
            raise InputRefused(
                "store.passphrase_wrong",
                _("The passphrase does not open this store."),
                "",
                _("Check spelling, spaces and keyboard layout. If it is lost, two of the three shares open the store."),
            ) from error

    def keys(self, store_key: bytes) -> Keys:
        """The keys under ``store_key``.

        Raises:
            InputRefused: ``store.key_wrong``: it is another store's, or from before the keys were changed.
        """
        try:
            return Keys.from_bytes(_unseal(store_key, self.sealed, b"keys"))
        except InvalidTag as error:
            raise InputRefused(
                "store.key_wrong",
                _("These shares open another store, or this one before its keys were changed."),
                "",
                _("Use the newest shares of this store."),
            ) from error

    def rewrapped(self, store_key: bytes, passphrase: str, cost: Cost | None = None) -> Keyring:
        """The same store key under another passphrase."""
        salt, spent = secrets.token_bytes(16), cost or Cost()
        wrapped = _seal(_stretch(passphrase, salt, spent), store_key, _header(salt, spent))
        return replace(self, wrapped=wrapped, salt=salt, cost=spent)

    def without_passphrase(self) -> Keyring:
        """As it goes into a backup: shares open it, the passphrase of one person does not."""
        return replace(self, wrapped=b"", salt=b"")

    def as_text(self) -> str:
        """The file's content."""
        plain = asdict(self) | {name: _text(getattr(self, name)) for name in ("sealed", "wrapped", "salt")}
        return json.dumps({"format": FORMAT, **plain}, indent=1) + "\n"

    def write(self, path: Path) -> None:
        """Write the file, atomically, readable by its owner only."""
        write_text(path, self.as_text())


def new_keyring(keys: Keys, passphrase: str, cost: Cost | None = None) -> tuple[Keyring, bytes]:
    """A keyring around ``keys`` and its fresh store key."""
    store_key = secrets.token_bytes(KEY_BYTES)
    empty = Keyring(_seal(store_key, keys.as_bytes(), b"keys"), b"", b"", Cost())
    return empty.rewrapped(store_key, passphrase, cost), store_key


def read_keyring(path: Path) -> Keyring:
    """The keyring of a store.

    Raises:
        InputRefused: ``store.no_keyring`` where there is none, ``store.keyring_broken`` where it cannot be read.
    """
    if not path.exists():
        raise InputRefused(
            "store.no_keyring",
            _("There is no desk in this folder."),
            path.parent.name,
            _("Check the folder, or start a new desk with: corridor serve --data FOLDER"),
        )
    try:
        return parse_keyring(path.read_text("utf-8"))
    except (ValueError, KeyError, TypeError) as error:
        raise InputRefused(
            "store.keyring_broken",
            _("The keyring cannot be read: it was cut short or changed."),
            path.name,
            _("Put the file back from a backup of this store."),
        ) from error


def parse_keyring(text: str) -> Keyring:
    """The inverse of ``Keyring.as_text``; ValueError, KeyError or TypeError for anything else."""
    raw: dict[str, Any] = json.loads(text)
    if raw["format"] != FORMAT:
        raise ValueError("unknown format")
    binary = {name: base64.b64decode(raw[name], validate=True) for name in ("sealed", "wrapped", "salt")}
    return Keyring(**binary, cost=Cost(**raw["cost"]), shares=raw["shares"])


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """NFKC first: the same words typed on two keyboards are the same bytes. Outer blanks do not count."""
    words = unicodedata.normalize("NFKC", passphrase).strip().encode()
    if not salt:
        raise InputRefused(
            "store.shares_only",
            _("This store came from a backup: no passphrase opens it."),
            "",
            _("Bring two of the three shares: corridor admin restore"),
        )
    return hash_secret_raw(words, salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID)


def _header(salt: bytes, cost: Cost) -> bytes:
    """Bound to the wrapped key, so that a weakened cost is noticed."""
    return json.dumps([FORMAT, salt.hex(), cost.memory_kib, cost.passes, cost.lanes]).encode()


def _seal(key: bytes, plain: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
