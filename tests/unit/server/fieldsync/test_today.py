"""What a phone is told of the day: its own missions, names only of those who come aboard, nothing once revoked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from corridor_server.audit.models import Event
from corridor_server.fieldsync import phones
from corridor_server.fieldsync.models import Phone
from corridor_server.fieldsync.today import today_for
from corridor_server.operations.models import Crew, Mission, Plan, ReceptionCentre, Stop
from corridor_server.operations.models.plan import MissionState, PlanState
from corridor_server.registry.models import Household, Item, Offer, Person, Shelter

Paired = Callable[[], Any]


@pytest.fixture
def planned(mission: Mission) -> Mission:
    """The mission in force, with a shelter where one household leaves and one stays, and a reception centre."""
    Plan.objects.filter(pk=mission.plan_id).update(state=PlanState.IN_FORCE)
    Mission.objects.filter(pk=mission.pk).update(state=MissionState.APPROVED)
    Item.objects.create(key="water", name="Water", unit="l")
    cellar = Shelter.objects.create(name="Cellar", lon=37.9, lat=48.5, notes="third bell")
    leaves = Household.objects.create(shelter=cellar, choice="leave", pet_cages=1, unnamed=1)
    Person.objects.create(household=leaves, family_name="Leaving", speaks=True, mobility="wheelchair")
    stays = Household.objects.create(shelter=cellar, choice="stay", reasons="pets", notes="knock twice")
    Person.objects.create(household=stays, family_name="Staying")
    Offer.objects.create(kind="pets", title="Yard", words="The dog may come", pets_accepted=True)
    centre = ReceptionCentre.objects.create(name="School", lon=37.8, lat=48.6, capacity=70)
    now = timezone.now()
    times = {"arrives": now, "begins": now, "departs": now, "latest": now}
    Stop.objects.create(mission=mission, trip="t", trip_number=1, order=1, kind="shelter", shelter=cellar, lon=37.9,
                        lat=48.5, goods=[["water", 40.4], ["gone", 1]], taken=[leaves.pk], **times)  # fmt: skip
    Stop.objects.create(
        mission=mission, trip="t", trip_number=1, order=2, kind="centre", centre=centre, lon=37.8, lat=48.6, **times
    )
    return mission


def ask(phone: Any) -> Any:
    from django.test import Client

    return Client().get("/crew/api/today", headers=phone.headers("GET", "/crew/api/today", b""))


def test_the_day_holds_what_the_doors_ask_for_and_no_more(paired: Paired, planned: Mission):
    answer = ask(paired())
    assert answer.status_code == 200
    day = answer.json()
    assert set(day) == {"now", "wipe", "expires", "cursor", "operation", "tz", "demonstration", "crew", "missions"}
    assert day["expires"] - day["now"] == pytest.approx(86_400_000, abs=5_000)
    (mission,) = day["missions"]
    assert mission["id"] == planned.pk
    assert mission["opens"] < day["now"] < mission["closes"]
    assert mission["centre"]["free"] == 70
    (trip,) = mission["trips"]
    cellar, centre = trip["stops"]
    assert cellar["load"] == [{"item": "water", "name": "Water", "amount": 40, "unit": "l"}]
    assert cellar["notes"] == "third bell"
    assert centre["households"] == []
    leaves, stays = cellar["households"]
    assert (leaves["name"], leaves["people"], leaves["wheelchair"], leaves["pets"]) == ("Leaving", 2, 1, 1)
    assert (stays["name"], stays["decision"], stays["reasons"]) == ("", "stay", ["pets"])
    assert stays["offers"] == ["The dog may come"]
    assert "Staying" not in json.dumps(day)


def test_reading_the_day_is_written_down(paired: Paired, planned: Mission):
    phone = paired()
    ask(phone)
    event = Event.objects.get(action="phone.day_read")
    assert event.actor == phone.device
    assert "Leaving" not in str(event.detail)


def test_a_revoked_phone_is_told_nothing(paired: Paired, planned: Mission, coordinator: Any):
    phone = paired()
    phones.revoke(Phone.objects.get(), coordinator)
    assert set(ask(phone).json()) == {"now", "wipe"}
    assert not Event.objects.filter(action="phone.day_read").exists()


@pytest.mark.parametrize(
    ("states", "hours"),
    [
        ({"plan": PlanState.READY}, 0), ({"plan": PlanState.REPLACED}, 0), ({"mission": MissionState.PLANNED}, 0),
        ({"mission": MissionState.CANCELLED}, 0), ({}, 30), ({}, -30),
    ],
)  # fmt: skip
def test_only_approved_missions_of_these_hours_go_out(crew: Crew, planned: Mission, states: dict[str, str], hours: int):
    Plan.objects.filter(pk=planned.plan_id).update(state=states.get("plan", PlanState.IN_FORCE))
    moved = timedelta(hours=hours)
    Mission.objects.filter(pk=planned.pk).update(
        state=states.get("mission", MissionState.APPROVED), departs=planned.departs + moved,
        latest_return=planned.latest_return + moved,
    )  # fmt: skip
    assert today_for(crew, timezone.now())["missions"] == []


def test_another_crew_is_told_nothing_of_it(planned: Mission):
    assert today_for(Crew.objects.create(name="Other"), timezone.now())["missions"] == []
