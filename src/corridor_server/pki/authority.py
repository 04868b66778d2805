"""Makes and renews certificates. The authority is name-constrained (RFC 5280, section 4.2.1.10).

Phones refuse service workers and WebCrypto on plain HTTP, and without internet nobody else can vouch for the desk. Who
trusts this authority trusts it for ``localhost``, ``.local``, the machine's name and private addresses, and for
nothing else: it cannot be used to pose as a bank. Keys are P-256 and lie encrypted under a key of the store.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from corridor.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

AUTHORITY_LASTS = timedelta(days=3650)
SERVER_LASTS = timedelta(days=397)
"""Browsers refuse longer ones (CA/Browser Forum, ballot SC31; Apple's limit)."""
RENEW_BEFORE = timedelta(days=60)
SKEW = timedelta(days=2)
"""Clocks of phones without network are off."""

PRIVATE = (
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
    "::1/128", "fc00::/7", "fe80::/10",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files of the desk's certificates in one folder."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The authority's certificate: what a phone is told to trust. Public."""
        return self.folder / "corridor-desk-ca.pem"

    @property
    def authority_key(self) -> Path:
        """Encrypted."""
        return self.folder / "ca.key"

    @property
    def server(self) -> Path:
        """The desk's certificate with the authority's behind it."""
        return self.folder / "desk.pem"

    @property
    def server_key(self) -> Path:
        """Encrypted."""
        return self.folder / "desk.key"


def ensure(folder: Path, names: Iterable[str], password: bytes, now: datetime | None = None) -> Certificates:
    """Certificates for ``names`` (host names and addresses): what is there and good is kept, the rest is made."""
    files, moment = Certificates(folder), now or datetime.now(UTC)
    wanted = tuple(dict.fromkeys(names))
    if not files.authority.exists() or not files.authority_key.exists():
        _make_authority(files, wanted, password, moment)
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    if not _serves(files, authority, wanted, moment):
        _make_server(files, authority, wanted, password, moment)
    return files


def server_key(files: Certificates, password: bytes) -> bytes:
    """The server's private key, open, as PEM: for memory only."""
    key = serialization.load_pem_private_key(files.server_key.read_bytes(), password)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def fingerprint(files: Certificates) -> str:
    """SHA-256 of the authority's certificate, in pairs, to compare by eye with what a phone shows."""
    digest = x509.load_pem_x509_certificate(files.authority.read_bytes()).fingerprint(hashes.SHA256())
    return digest.hex(":").upper()


def _serves(files: Certificates, authority: x509.Certificate, names: tuple[str, ...], now: datetime) -> bool:
    """Whether the server's certificate is there, of this authority, fresh enough, and for all ``names``."""
    if not files.server.exists() or not files.server_key.exists():
        return False
    held = x509.load_pem_x509_certificates(files.server.read_bytes())[0]
    listed = held.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        held.issuer == authority.subject
        and held.not_valid_after_utc - now > RENEW_BEFORE
        and set(_alternatives(names)) <= set(listed)
    )


def _make_authority(files: Certificates, names: tuple[str, ...], password: bytes, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    hosts = {"localhost", "local", *(name for name in names if not _is_address(name))}
    permitted: list[x509.GeneralName] = [x509.DNSName(name) for name in sorted(hosts)]
    permitted += [x509.IPAddress(ipaddress.ip_network(network)) for network in PRIVATE]
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Corridor desk {now:%Y-%m-%d %H:%M}")])
    certificate = (
        _builder(name, name, key.public_key(), now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_bytes(files.authority_key, _encrypted(key, password))
    write_bytes(files.authority, certificate.public_bytes(serialization.Encoding.PEM))


def _make_server(
    files: Certificates, authority: x509.Certificate, names: tuple[str, ...], password: bytes, now: datetime
) -> None:
    signer = serialization.load_pem_private_key(files.authority_key.read_bytes(), password)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is on a curve")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Corridor desk")])
    certificate = (
        _builder(subject, authority.subject, key.public_key(), now, SERVER_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(_alternatives(names)), critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    chain = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (certificate, authority))
    write_bytes(files.server_key, _encrypted(key, password))
    write_bytes(files.server, chain)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + lasts - SKEW)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _alternatives(names: Iterable[str]) -> list[x509.GeneralName]:
    return [x509.IPAddress(ipaddress.ip_address(n)) if _is_address(n) else x509.DNSName(n) for n in names]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _encrypted(key: ec.EllipticCurvePrivateKey, password: bytes) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )
