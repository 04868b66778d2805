"""A crew with a mission, and phones that sign and seal as the app does."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import uuid_utils
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from corridor_server.accounts.models import User
from corridor_server.fieldsync import phones
from corridor_server.fieldsync.envelopes import Envelope, encoded, envelope_text, point_of, request_text, sealed_for
from corridor_server.operations.models import Crew, Depot, Mission, Plan, Vehicle

START = 1_790_000_000_000


@dataclass
class FieldPhone:
    """The app's engine as far as the wire goes."""

    mission: str
    device: str = ""
    desk_key: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    clock: int = START

    @property
    def sign_key(self) -> str:
        return encoded(point_of(self.key.public_key()))

    def signed(self, text: bytes) -> str:
        r, s = decode_dss_signature(self.key.sign(text, ec.ECDSA(hashes.SHA256())))
        return encoded(r.to_bytes(32) + s.to_bytes(32))

    def pair(self, code: str) -> HttpResponse:
        answer = Client().post(
            "/crew/api/enrol", json.dumps({"code": code, "sign_key": self.sign_key}), content_type="application/json"
        )
        if answer.status_code == 200:
            self.device, self.desk_key = answer.json()["device"], answer.json()["desk_key"]
        return answer

    def record(self, kind: str, **fields: Any) -> dict[str, Any]:
        """A sealed record, as it lies on the phone."""
        self.clock += 60_000
        name, hlc = str(uuid_utils.uuid7()), f"{self.clock:015d}.0000.{self.device}"
        plain = json.dumps({"v": 1, "kind": kind, "mission": self.mission} | fields).encode()
        sealed = sealed_for(self.desk_key, plain, f"{name}|{self.device}|{hlc}".encode())
        text = envelope_text(Envelope(name, self.device, hlc, sealed, b""))
        own = {"id": name, "device": self.device, "hlc": hlc}
        return own | {"sealed": encoded(sealed), "signature": self.signed(text)}

    def headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        nonce, now = encoded(secrets.token_bytes(16)), str(self.clock)
        return {
            "X-Device": self.device, "X-Time": now, "X-Nonce": nonce,
            "X-Signature": self.signed(request_text(method, path, now, nonce, body)),
        }  # fmt: skip

    def send(self, envelopes: list[Any], path: str = "/crew/api/ops", headers: dict[str, str] | None = None) -> Any:
        body = json.dumps({"envelopes": envelopes}).encode()
        said = headers or self.headers("POST", path, body)
        return Client().post(path, body, content_type="application/json", headers=said)

    def states(self, envelopes: list[Any], **options: Any) -> list[str]:
        return [one["state"] for one in self.send(envelopes, **options).json()["results"]]

    def changes(self, after: str = "0") -> Any:
        path = f"/crew/api/changes?after={after}"
        return Client().get(path, headers=self.headers("GET", path, b""))


@pytest.fixture
def crew(db: None, own_folder: object) -> Crew:
    return Crew.objects.create(name="Lelia")


@pytest.fixture
def mission(crew: Crew) -> Mission:
    """Today's mission of the crew."""
    now = timezone.now()
    depot = Depot.objects.create(name="Depot", lon=37.9, lat=48.5)
    vehicle = Vehicle.objects.create(name="Bus", kind="minibus", depot=depot, crew=crew)
    plan = Plan.objects.create(day=timezone.localdate())
    return Mission.objects.create(
        plan=plan, code="m", label="Lelia 1", vehicle=vehicle, crew=crew, departs=now,
        returns=now + timedelta(hours=4), latest_return=now + timedelta(hours=6),
    )  # fmt: skip


@pytest.fixture
def coordinator(make_user: Callable[..., User]) -> User:
    return make_user("olha", "coordinator")


@pytest.fixture
def paired(crew: Crew, mission: Mission, coordinator: User) -> Callable[[], FieldPhone]:
    """``paired()``: another phone of the crew."""

    def pair() -> FieldPhone:
        phone = FieldPhone(mission.pk)
        assert phone.pair(phones.code_for(crew, coordinator)).status_code == 200
        return phone

    return pair
