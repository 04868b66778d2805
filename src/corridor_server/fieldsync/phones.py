"""Pairing a phone with a crew, once; revoking it, for good; and who a request is from."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from corridor_server.audit.record import record_by
from corridor_server.fieldsync.envelopes import decoded, is_point, new_desk_key, request_text, signed_by
from corridor_server.fieldsync.models import DeskKey, Nonce, Pairing, Phone

if TYPE_CHECKING:
    from django.http import HttpRequest

    from corridor_server.accounts.models import User
    from corridor_server.operations.models import Crew

CODE_LASTS = timedelta(minutes=10)
NONCE_BYTES = 16


def desk_key() -> DeskKey:
    """The desk's key pair, made when it is first needed."""
    if (found := DeskKey.objects.order_by("created").first()) is not None:
        return found  # without the one writer's place, which every request would wait for
    with transaction.atomic():
        found = DeskKey.objects.order_by("created").first()
        if found is None:
            private, public = new_desk_key()
            found = DeskKey.objects.create(private=private, public=public)
    return found


def code_for(crew: Crew, by: User) -> str:
    """A fresh code for ``crew``; older unused ones stop working."""
    code = secrets.token_urlsafe(18)
    with transaction.atomic():
        crew.pairings.filter(used=None).delete()
        made = Pairing.objects.create(digest=_digest(code), crew=crew, expires=timezone.now() + CODE_LASTS, made_by=by)
        record_by(str(by.pk), "phone.code_made", kind="fieldsync.Pairing", object_id=str(made.pk), role=by.roles)
    return code


def pair(code: str, sign_key: str) -> Phone | None:
    """The phone with ``sign_key`` becomes the crew's that ``code`` was made for; None where code or key is not good."""
    if not is_point(sign_key):
        return None
    now = timezone.now()
    with transaction.atomic():
        found = Pairing.objects.filter(digest=_digest(code), used=None, expires__gt=now).first()
        if found is None or not Pairing.objects.filter(pk=found.pk, used=None).update(used=now):
            return None
        phone = Phone.objects.create(crew=found.crew, sign_key=sign_key, paired_by=found.made_by, seen=now)
        by = str(found.made_by_id or "")
        record_by(by, "phone.paired", kind="fieldsync.Phone", object_id=str(phone.pk))
    return phone


def revoke(phone: Phone, by: User) -> None:
    """From now on ``phone`` gets nothing but the word to wipe itself."""
    with transaction.atomic():
        if Phone.objects.filter(pk=phone.pk, revoked=None).update(revoked=timezone.now()):
            record_by(str(by.pk), "phone.revoked", kind="fieldsync.Phone", object_id=str(phone.pk), role=by.roles)


def sender(request: HttpRequest) -> Phone | None:
    """The phone whose signature ``request`` carries; None where there is none, or a wrong one."""
    said = request.headers
    phone = Phone.objects.select_related("crew").filter(pk=said.get("X-Device", "")).first()
    if phone is None:
        return None
    nonce = said.get("X-Nonce", "")
    path = request.get_full_path()
    text = request_text(request.method or "", path, said.get("X-Time", ""), nonce, request.body)
    try:
        whole = len(decoded(nonce)) == NONCE_BYTES
        return phone if whole and signed_by(phone.sign_key, decoded(said.get("X-Signature", "")), text) else None
    except ValueError:
        return None


def first_time(phone: Phone, nonce: str) -> bool:
    """Whether this request was not taken before; remembers it. Within the transaction of what the request does."""
    try:
        with transaction.atomic():
            Nonce.objects.create(phone=phone, nonce=nonce)
    except IntegrityError:
        return False
    now = timezone.now()
    Phone.objects.filter(pk=phone.pk).update(seen=now)
    if phone.revoked:
        Phone.objects.filter(pk=phone.pk, told=None).update(told=now)
    return True


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
