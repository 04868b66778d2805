"""What phones ask of the desk: pairing, records, changes. Signed requests, no session; the answers are JSON."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial, wraps
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from corridor_server.audit.record import record_by
from corridor_server.fieldsync import phones, taking
from corridor_server.fieldsync.models import FieldRecord, Standing
from corridor_server.fieldsync.today import today_for
from corridor_server.operations.models import Mission, OperationProfile

if TYPE_CHECKING:
    from django.http import HttpRequest

    from corridor_server.fieldsync.models import Phone

View = Callable[["HttpRequest", "Phone"], Callable[[], dict[str, Any]] | None]
MOST_BYTES = 1024 * 1024
MOST_ENVELOPES = 200
PAGE = 500
RECEIVERS = ("signed", "signature")
"""Who received people stays with the desk."""
_WRITER = Lock()
"""SQLite lets one write and has the others try again at random, which starves some of many; a lock lets them queue."""


def now_ms() -> int:
    """The desk's clock."""
    return time.time_ns() // 1_000_000


@csrf_exempt
@require_POST
def enrol(request: HttpRequest) -> JsonResponse:
    """A phone shows its code and its key, and is told the desk's."""
    said = _json(request)
    phone = phones.pair(str(said.get("code", "")), str(said.get("sign_key", ""))) if said else None
    if phone is None:
        return JsonResponse({"code": "crew.code", "now": now_ms()}, status=403)
    profile = OperationProfile.objects.first()
    return JsonResponse(
        {
            "device": phone.pk, "desk_key": phones.desk_key().public, "now": now_ms(),
            "operation": profile.name if profile else _("Corridor"), "tz": profile.timezone if profile else "UTC",
        }
    )  # fmt: skip


def signed(view: View) -> Callable[[HttpRequest], JsonResponse]:
    """A view for phones: 401 without a good signature and a new nonce, 400 where it finds the request malformed.

    The view reads the request and does what is slow; what it returns is done in one transaction with the nonce, so
    that a request whose answer was lost has been done wholly or not at all.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest) -> JsonResponse:
        too_long = int(request.headers.get("Content-Length") or 0) > MOST_BYTES
        phone = None if too_long else phones.sender(request)
        if phone is None:
            return JsonResponse({"code": "crew.signature", "now": now_ms()}, status=413 if too_long else 401)
        work = view(request, phone)
        if work is None:
            return JsonResponse({"code": "crew.malformed", "now": now_ms()}, status=400)
        with _WRITER, transaction.atomic():
            if not phones.first_time(phone, request.headers["X-Nonce"]):
                return JsonResponse({"code": "crew.nonce", "now": now_ms()}, status=401)
            said = work()
        return JsonResponse({"now": now_ms(), "wipe": phone.revoked is not None, **said})

    return answer


@require_POST
@signed
def ops(request: HttpRequest, phone: Phone) -> Callable[[], dict[str, Any]] | None:
    """Records, the phone's own or carried for others."""
    rows = _json(request).get("envelopes")
    if not isinstance(rows, list) or len(rows) > MOST_ENVELOPES:
        return None
    looked = taking.look_into(rows, phones.desk_key().private)
    return lambda: {"results": taking.take(phone, looked)}


@require_GET
@signed
def today(request: HttpRequest, phone: Phone) -> Callable[[], dict[str, Any]] | None:
    """The crew's missions; nothing for a revoked phone. Written into the audit as a reading by that phone."""
    del request
    told = {} if phone.revoked else today_for(phone.crew, timezone.now())

    def answer() -> dict[str, Any]:
        if told:
            missions = [one["id"] for one in told["missions"]]
            record_by(str(phone.pk), "phone.day_read", kind="operations.Crew", object_id=str(phone.crew_id),
                      detail={"missions": missions})  # fmt: skip
        return told

    return answer


@require_GET
@signed
def changes(request: HttpRequest, phone: Phone) -> Callable[[], dict[str, Any]] | None:
    """What others recorded about the missions of this phone's crew."""
    after = request.GET.get("after", "0")
    if not after.isascii() or not after.isdigit():
        return None
    return partial(_since, phone, int(after))


def _since(phone: Phone, after: int) -> dict[str, Any]:
    """Records numbered above ``after``; nothing for a revoked phone. Who received people stays with the desk."""
    if phone.revoked:
        return {}
    missions = Mission.objects.filter(crew=phone.crew).values("pk")
    rows = FieldRecord.objects.filter(number__gt=after, mission__in=missions, standing=Standing.TAKEN)
    found = list(rows.exclude(phone=phone).order_by("number")[: PAGE + 1])
    shown = found[:PAGE]
    told = []
    for one in shown:
        row = json.loads(one.text)
        for name in RECEIVERS:
            row.pop(name, None)
        told.append({"seq": one.number, "op": row})
    return {"changes": told, "cursor": str(shown[-1].number if shown else after), "more": len(found) > PAGE}


def _json(request: HttpRequest) -> dict[str, Any]:
    """The body; empty where it is no JSON object."""
    try:
        said = json.loads(request.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
