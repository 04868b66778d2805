"""What a phone signs and seals, checked and opened; no Django, no store.

ECDSA P-256 with SHA-256 as WebCrypto makes it (raw r and s), and an ECIES of ECDH P-256, HKDF-SHA-256 and AES-256-GCM
with a fresh ephemeral key for each record, so that the phone cannot read what it sealed.
``docs/reference/crew-sync.md`` names every field. Sources: FIPS 186-5, RFC 5869, NIST SP 800-38D and 800-56A.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from corridor_server.fieldsync.records import ENTRIES, HOUSEHOLD, Operation

POINT_BYTES, IV_BYTES, SIGNATURE_BYTES = 65, 12, 64
INFO = b"corridor crew v1"
KINDS = HOUSEHOLD | ENTRIES | {"delivered", "road", "note", "seats", "handover"}
"""What phones may write; ``resolve`` is the desk's."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_CLOCK = re.compile(r"[0-9]{15}\.[0-9a-f]{4}")
_CURVE = ec.SECP256R1()


class Refused(Exception):
    """An envelope that is not what it should be; ``code`` is what the phone is told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed record as any carrier brings it."""

    id: str
    device: str
    hlc: str
    sealed: bytes
    signature: bytes

    @classmethod
    def from_json(cls, row: Any) -> Envelope:
        """Raises Refused: ``malformed``."""
        try:
            made = cls(row["id"], row["device"], row["hlc"], decoded(row["sealed"]), decoded(row["signature"]))
            clock, device = made.hlc[:20], made.hlc[21:]
            whole = _ID.fullmatch(made.id) and _CLOCK.fullmatch(clock) and device == made.device
        except (KeyError, TypeError, AttributeError, ValueError):
            whole = None
        if not whole:
            raise Refused("malformed")
        return made

    @property
    def digest(self) -> str:
        """Tells two records apart that claim one id."""
        return hashlib.sha256(self.sealed).hexdigest()

    @property
    def bound(self) -> bytes:
        """What the sealing is bound to."""
        return f"{self.id}|{self.device}|{self.hlc}".encode()


def encoded(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The inverse. Raises ValueError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, TypeError) as error:
        raise ValueError("not base64url") from error


def new_desk_key() -> tuple[str, str]:
    """Private (PKCS 8, DER) and public (raw point) key of a desk, base64url."""
    key = ec.generate_private_key(_CURVE)
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return encoded(private), encoded(point_of(key.public_key()))


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """Raw uncompressed point."""
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def is_point(text: str) -> bool:
    """Whether ``text`` is a point of the curve, as phones send their keys."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, _uncompressed(decoded(text)))
    except (ValueError, TypeError):
        return False
    return True


def signed_by(sign_key: str, signature: bytes, text: bytes) -> bool:
    """Whether the phone with ``sign_key`` signed ``text``."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    half = SIGNATURE_BYTES // 2
    made = encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, decoded(sign_key))
    try:
        key.verify(made, text, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def request_text(method: str, path: str, time: str, nonce: str, body: bytes) -> bytes:
    """What is signed of a request."""
    return "\n".join((method, path, time, nonce, hashlib.sha256(body).hexdigest())).encode()


def envelope_text(one: Envelope) -> bytes:
    """What is signed of an envelope."""
    return one.bound + b"|" + one.digest.encode()


def opened(one: Envelope, sign_key: str, desk_private: str) -> Operation:
    """The record inside.

    Raises:
        Refused: ``signature``, ``sealed``, or ``record`` where what is inside is no record that phones may write.
    """
    if not signed_by(sign_key, one.signature, envelope_text(one)):
        raise Refused("signature")
    try:
        plain = unsealed(one.sealed, one.bound, desk_private)
    except (InvalidTag, ValueError) as error:
        raise Refused("sealed") from error
    try:
        row = json.loads(plain)
        found = Operation.from_json(row | {"id": one.id, "device": one.device, "hlc": one.hlc, "digest": one.digest})
        whole = row.get("v") == 1 and found.kind in KINDS and all(_ID.fullmatch(need) for need in found.needs)
        whole = whole and isinstance(found.mission, str) and _plain(dict(found.body))
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused("record") from error
    if not whole:
        raise Refused("record")
    return found


def sealed_for(desk_public: str, plain: bytes, bound: bytes) -> bytes:
    """``plain`` sealed as a phone does it: ephemeral point, IV, ciphertext with tag."""
    import secrets  # noqa: PLC0415 - only tests and load makers seal; the desk opens

    ephemeral = ec.generate_private_key(_CURVE)
    desk = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, decoded(desk_public))
    iv = secrets.token_bytes(IV_BYTES)
    box = AESGCM(_key(ephemeral.exchange(ec.ECDH(), desk))).encrypt(iv, plain, bound)
    return point_of(ephemeral.public_key()) + iv + box


def unsealed(sealed: bytes, bound: bytes, desk_private: str) -> bytes:
    """The inverse, with the desk's private key. Raises ValueError, InvalidTag."""
    point, iv = sealed[:POINT_BYTES], sealed[POINT_BYTES : POINT_BYTES + IV_BYTES]
    key = serialization.load_der_private_key(decoded(desk_private), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the desk's key is on another curve")
    other = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, _uncompressed(point))
    return AESGCM(_key(key.exchange(ec.ECDH(), other))).decrypt(iv, sealed[POINT_BYTES + IV_BYTES :], bound)


def _uncompressed(point: bytes) -> bytes:
    if len(point) != POINT_BYTES:
        raise ValueError("a point has 65 bytes")
    return point


def _key(secret: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, INFO).derive(secret)


def _plain(body: dict[str, Any]) -> bool:
    """Text, whole numbers, and one flat object of amounts: what both ends merge alike."""
    amounts = body.get("amounts", {})
    flat = isinstance(amounts, dict) and all(_whole(one) for one in amounts.values())
    counts = all(_whole(body[name]) for name in ("people", "pets", "seats", "cages") if name in body)
    others = all(value is None or isinstance(value, str) or type(value) is int
                 for name, value in body.items() if name != "amounts")  # fmt: skip
    return flat and counts and others


def _whole(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1_000_000
