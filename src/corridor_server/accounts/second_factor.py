"""The second factor: a code from the phone or one of ten recovery codes; each works once."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import secrets
from typing import TYPE_CHECKING

import segno
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from corridor_server.accounts.models import RecoveryCode

if TYPE_CHECKING:
    from corridor_server.accounts.models import User

CODES = 10
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without characters that are taken for one another on paper."""
_TOTP = re.compile(r"\d{6}")


def holds(user: User, code: str) -> bool:
    """Whether ``code`` proves ``user``; it is used up by that.

    A code of the phone is good for its 30 seconds and one step to either side, and only above the last step used:
    RFC 6238, section 5.2. The row is read and written under one lock, so two requests at once cannot both use it.
    """
    plain = re.sub(r"[\s-]", "", code).lower()
    if _TOTP.fullmatch(plain):
        with transaction.atomic():
            device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
            return device is not None and bool(device.verify_token(plain))
    used = RecoveryCode.objects.filter(user=user, digest=_digest(user, plain), used=None)
    return used.update(used=timezone.now()) == 1


def prepare(user: User) -> TOTPDevice:
    """The secret being enrolled for ``user``: made once, and not valid until a code proves that the phone has it."""
    device, _made = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "phone"})
    return device


def confirm(user: User, code: str) -> bool:
    """Make the prepared secret the only one, if ``code`` comes from it."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        plain = re.sub(r"\s", "", code)
        if device is None or not _TOTP.fullmatch(plain):
            return False
        device.throttle_reset(commit=False)
        if not device.verify_token(plain):
            return False
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save()
        return True


def renew_recovery_codes(user: User) -> tuple[str, ...]:
    """Ten new codes of 80 bits; the old ones are void. Shown once, kept only as digests."""
    codes = tuple("-".join(_word() for _ in range(4)) for _ in range(CODES))
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        for code in codes:
            RecoveryCode.objects.create(user=user, digest=_digest(user, code.replace("-", "")))
    return codes


def picture(text: str) -> bytes:
    """``text`` as a QR code in SVG, without styles, dark on white in every theme."""
    drawing = io.BytesIO()
    segno.make(text, error="m").save(
        drawing, kind="svg", scale=5, border=3, dark="#000", light="#fff", svgclass=None, lineclass=None, xmldecl=False
    )
    return drawing.getvalue()


def secret_words(device: TOTPDevice) -> str:
    """The secret in groups of four, for a phone whose camera does not work."""

    plain = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def _word() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(4))


def _digest(user: User, code: str) -> str:
    return hashlib.sha256(f"{user.pk}|{code}".encode()).hexdigest()
