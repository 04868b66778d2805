"""How the desk bears many phones that come back into the network at once: time of each upload, and whether all arrived.

A desk is made in a new folder and served by ``corridor serve`` itself, over HTTPS. Phones are paired beforehand, their
records sealed and signed; then each hands them in over a minute, in batches, at random moments. In the end every
record must lie in the store exactly once. Who plays the phones shares the machine's processors with the desk, so the
times are, if anything, too long.

    python benchmarks/sync_load.py [--phones 200] [--records 100] [--batch 20] [--seconds 60] [--json FILE]

Exit status 1 when a request failed or a record is missing.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import secrets
import ssl
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import uuid_utils
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from rows import add_json, screen, write_rows

from corridor_server.config import DeskConfig
from corridor_server.fieldsync.envelopes import Envelope, encoded, envelope_text, point_of, request_text, sealed_for
from corridor_server.serving.first_start import open_or_make, passphrase_in
from corridor_server.serving.network import names_for
from corridor_server.start import start_django
from corridor_server.trial.served import free_port, served

START_MS = 1_790_000_000_000


@dataclass(frozen=True)
class Caller:
    """A paired phone: its key (PKCS 8, DER, hex), device, mission, and the desk's key."""

    key: str
    device: str
    mission: str
    desk_key: str


def plant(folder: str, secret: str, port: str, phones: str) -> None:
    """Run as a program of its own: a store with crews, missions and paired phones; tells the phones as JSON."""
    config = DeskConfig(folder=Path(folder), port=int(port), names=names_for("127.0.0.1"))
    config.folder.mkdir(mode=0o700)
    start_django(config, open_or_make(config, passphrase_in(Path(secret)), lambda _question: "").keys)
    from django.utils import timezone

    from corridor_server.fieldsync.models import Phone
    from corridor_server.fieldsync.phones import desk_key
    from corridor_server.operations.models import Crew, Depot, Mission, Plan, Vehicle
    from corridor_server.serving.prepare import bring_up_to_date

    bring_up_to_date(config)
    now, depot = timezone.now(), Depot.objects.create(name="Depot", lon=37.9, lat=48.5)
    plan, callers = Plan.objects.create(day=timezone.localdate()), []
    for number in range(int(phones)):
        crew = Crew.objects.create(name=f"Crew {number}")
        vehicle = Vehicle.objects.create(name=f"Bus {number}", kind="minibus", depot=depot, crew=crew)
        mission = Mission.objects.create(
            plan=plan, code=f"m{number}", label=f"Crew {number}", vehicle=vehicle, crew=crew, departs=now, returns=now,
            latest_return=now,
        )  # fmt: skip
        key = ec.generate_private_key(ec.SECP256R1())
        phone = Phone.objects.create(crew=crew, sign_key=encoded(point_of(key.public_key())))
        der = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        callers.append([der.hex(), phone.pk, mission.pk, desk_key().public])
    sys.stdout.write(json.dumps(callers))


def count(folder: str, secret: str, port: str) -> None:
    """Run as a program of its own, when the desk is down: how many records lie in the store, by where they stand."""
    config = DeskConfig(folder=Path(folder), port=int(port), names=names_for("127.0.0.1"))
    start_django(config, open_or_make(config, passphrase_in(Path(secret)), lambda _question: "").keys)
    from corridor_server.fieldsync.models import FieldRecord

    sys.stdout.write(json.dumps({"taken": FieldRecord.objects.filter(standing="taken").count()}))


def signature(key: ec.EllipticCurvePrivateKey, text: bytes) -> str:
    r, s = decode_dss_signature(key.sign(text, ec.ECDSA(hashes.SHA256())))
    return encoded(r.to_bytes(32) + s.to_bytes(32))


def requests_of(caller: Caller, records: int, batch: int) -> list[tuple[bytes, dict[str, str]]]:
    """Bodies and headers of everything that a phone sends, made before the clock runs."""
    key = serialization.load_der_private_key(bytes.fromhex(caller.key), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    rows = []
    for number in range(records):
        name, hlc = str(uuid_utils.uuid7()), f"{START_MS + number:015d}.0000.{caller.device}"
        body = {"v": 1, "kind": "delivered", "mission": caller.mission, "stop": f"s{number % 9}", "amounts": {"w": 3}}
        sealed = sealed_for(caller.desk_key, json.dumps(body).encode(), f"{name}|{caller.device}|{hlc}".encode())
        signed = signature(key, envelope_text(Envelope(name, caller.device, hlc, sealed, b"")))
        rows.append({"id": name, "device": caller.device, "hlc": hlc, "sealed": encoded(sealed), "signature": signed})
    made = []
    for first in range(0, records, batch):
        content = json.dumps({"envelopes": rows[first : first + batch]}).encode()
        nonce, now = encoded(secrets.token_bytes(16)), str(START_MS)
        said = {"X-Device": caller.device, "X-Time": now, "X-Nonce": nonce, "Content-Type": "application/json"}
        made.append(
            (
                content,
                said | {"X-Signature": signature(key, request_text("POST", "/crew/api/ops", now, nonce, content))},
            )
        )
    return made


def ask(link: http.client.HTTPSConnection, content: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """One upload: status and answer."""
    link.request("POST", "/crew/api/ops", content, headers)
    reply = link.getresponse()
    return reply.status, json.loads(reply.read())


def call(
    port: int, trust: ssl.SSLContext, sent: list[tuple[bytes, dict[str, str]]], at: list[float]
) -> list[tuple[float, int]]:
    """One phone's minute: seconds of each request, and how many records it had acknowledged (-1: it failed)."""
    told, link = [], http.client.HTTPSConnection("localhost", port, context=trust, timeout=60)
    for (content, headers), moment in zip(sent, at, strict=True):
        time.sleep(max(moment - time.monotonic(), 0))
        begin = time.perf_counter()
        try:
            try:
                status, answer = ask(link, content, headers)
            except (ssl.SSLEOFError, ConnectionError):  # the desk had hung up on an idle link: browsers open it anew
                link.close()
                status, answer = ask(link, content, headers)
            good = sum(one["state"] == "acknowledged" for one in answer.get("results", [])) if status == 200 else -1
        except (OSError, http.client.HTTPException, ValueError):
            good = -1
            link.close()
        told.append((time.perf_counter() - begin, good))
    link.close()
    return told


def itself(*words: object) -> str:
    """This program once more, in a process of its own: one process serves one desk."""
    done = subprocess.run([sys.executable, __file__, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout


def measure(phones: int, records: int, batch: int, seconds: float, folder: Path) -> dict[str, Any]:
    """Serve, send, count."""
    secret, data = folder / "passphrase", folder / "data"
    secret.write_text("quiet copper lantern meadow river\n", "utf-8")
    secret.chmod(0o600)
    port = free_port()
    callers = [Caller(*one) for one in json.loads(itself("plant", data, secret, port, phones))]
    with ThreadPoolExecutor(os.cpu_count()) as makers:
        sent = list(makers.map(lambda one: requests_of(one, records, batch), callers))
    with served(DeskConfig(folder=data, port=port), secret) as desk:
        trust = ssl.create_default_context(cafile=str(desk.certificate))
        rng, begin = random.Random(1), time.monotonic() + 1
        moments = [sorted(begin + rng.random() * seconds for _request in one) for one in sent]
        with ThreadPoolExecutor(phones) as pool:
            told = list(pool.map(lambda pair: call(port, trust, *pair), zip(sent, moments, strict=True)))
        took = time.monotonic() - begin
    taken = json.loads(itself("count", data, secret, port))["taken"]
    times = np.array([one[0] for phone in told for one in phone]) * 1000
    return {
        "phones": phones, "records": phones * records, "batch": batch, "requests": len(times),
        "errors": sum(one[1] < 0 for phone in told for one in phone), "taken": taken, "seconds": round(took, 1),
        "p50_ms": round(float(np.percentile(times, 50)), 1), "p95_ms": round(float(np.percentile(times, 95)), 1),
        "p99_ms": round(float(np.percentile(times, 99)), 1), "max_ms": round(float(times.max()), 1),
        "processors": os.cpu_count(),
    }  # fmt: skip


def main() -> None:
    if sys.argv[1:2] == ["plant"]:
        return plant(*sys.argv[2:])
    if sys.argv[1:2] == ["count"]:
        return count(*sys.argv[2:])
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--phones", type=int, default=200)
    options.add_argument("--records", type=int, default=100)
    options.add_argument("--batch", type=int, default=20)
    options.add_argument("--seconds", type=float, default=60, help="the time over which the requests are spread")
    add_json(options)
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        row = measure(args.phones, args.records, args.batch, args.seconds, Path(folder))
    for name, value in row.items():
        print(f"{name.replace('_', ' ')}: {value}", file=screen(args.json))
    write_rows([row], args.json)
    return sys.exit(1 if row["errors"] or row["taken"] != row["records"] else 0)


if __name__ == "__main__":
    main()
