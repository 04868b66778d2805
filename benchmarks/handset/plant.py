"""A desk with one crew's mission whose words are marks that can be looked for, and a link that pairs a phone.

Run as programs of their own, as one process serves one desk: ``make`` and ``count`` while the desk is down.
"""

from __future__ import annotations

import json
import secrets
import sys
from datetime import timedelta
from pathlib import Path

from corridor_server.config import DeskConfig
from corridor_server.serving.first_start import open_or_make, passphrase_in
from corridor_server.serving.network import names_for
from corridor_server.start import start_django

STOPS = 3


def opened(folder: str, secret: str, port: str) -> DeskConfig:
    """Django started for the store in ``folder``, made where there is none."""
    config = DeskConfig(folder=Path(folder), port=int(port), names=names_for("127.0.0.1"), language="en")
    config.folder.mkdir(mode=0o700, exist_ok=True)
    start_django(config, open_or_make(config, passphrase_in(Path(secret)), lambda _question: "").keys)
    return config


def make(folder: str, secret: str, port: str) -> None:
    """Tell the code of a pairing and every mark that the phone is going to be told, as JSON."""
    config = opened(folder, secret, port)
    from django.utils import timezone

    from corridor_server.accounts.access.roles import Role
    from corridor_server.accounts.models import User
    from corridor_server.fieldsync import phones
    from corridor_server.operations.models import Crew, Depot, Mission, Plan, Stop, Vehicle
    from corridor_server.operations.models.plan import MissionState, PlanState
    from corridor_server.registry.models import Household, Item, Offer, Person, Shelter
    from corridor_server.serving.prepare import bring_up_to_date

    bring_up_to_date(config)
    marks: list[str] = []

    def mark() -> str:
        marks.append(f"mark{secrets.token_hex(8)}")
        return marks[-1]

    now = timezone.now()
    by = User.objects.first() or User.objects.enlist("coordinator", "Coordinator", frozenset({Role.COORDINATOR}))
    crew = Crew.objects.create(name=mark())
    depot = Depot.objects.create(name=mark(), lon=37.9, lat=48.5)
    vehicle = Vehicle.objects.create(name=mark(), kind="minibus", depot=depot, crew=crew)
    mission = Mission.objects.create(
        plan=Plan.objects.create(day=timezone.localdate(), state=PlanState.IN_FORCE), code="m", label=mark(),
        vehicle=vehicle, crew=crew, departs=now, returns=now + timedelta(hours=4),
        latest_return=now + timedelta(hours=6), state=MissionState.APPROVED,
    )  # fmt: skip
    Item.objects.get_or_create(key="water", defaults={"name": "Water", "unit": "l"})
    Offer.objects.create(kind="pets", title=mark(), words=mark(), pets_accepted=True)
    for order in range(STOPS):
        place = Shelter.objects.create(name=mark(), lon=37.9 + order / 100, lat=48.5, notes=mark())
        leaves = Household.objects.create(shelter=place, choice="leave", pet_cages=1, notes=mark())
        Person.objects.create(household=leaves, family_name=mark(), speaks=True)
        Household.objects.create(shelter=place, choice="stay", reasons="pets", notes=mark())
        times = {"arrives": now, "begins": now, "departs": now, "latest": now}
        Stop.objects.create(
            mission=mission, trip="t", trip_number=1, order=order + 1, kind="shelter", shelter=place, lon=place.lon,
            lat=place.lat, goods=[["water", 40]], taken=[leaves.pk], **times,
        )  # fmt: skip
    sys.stdout.write(json.dumps({"code": phones.code_for(crew, by), "marks": marks}))


def count(folder: str, secret: str, port: str) -> None:
    """How many records lie in the store, and how many check-ins among them."""
    opened(folder, secret, port)
    from corridor_server.fieldsync.models import FieldRecord

    kinds = [json.loads(one.text)["kind"] for one in FieldRecord.objects.all()]
    sys.stdout.write(json.dumps({"records": len(kinds), "checkins": kinds.count("checkin")}))


if __name__ == "__main__":
    {"make": make, "count": count}[sys.argv[1]](*sys.argv[2:])
