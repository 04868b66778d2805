"""What the engine is given: short codes and counts; no name, phone, note or record id."""

from __future__ import annotations

import re

from corridor_server.operations.bridge import heard, known_now
from corridor_server.operations.kept import answer_of, codes_of, snapshot_of
from corridor_server.operations.models import Crew, Incident, Vehicle
from corridor_server.registry.models import Household, Person, Shelter

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
PLANTED = ("Qwzname", "Qwzfamily", "Qwznote", "Qwzmedical", "0501239876", "Qwzaddress", "Qwzcontact")


def test_no_name_phone_note_or_record_id_reaches_the_engine(plan):
    home = Household.objects.filter(gone=None).exclude(shelter=None).first()
    home.notes, home.phone, home.address = "Qwznote", "0501239876", "Qwzaddress"
    home.save_as("test")
    Person(household=home, given_name="Qwzname", family_name="Qwzfamily", medical="Qwzmedical").save_as("test")
    shelter = home.shelter
    shelter.contact_name, shelter.notes = "Qwzcontact", "Qwznote"
    shelter.save_as("test")
    given = known_now(plan.day).operation.model_dump_json()
    assert [word for word in PLANTED if word in given] == []
    assert UUID.findall(given) == []
    assert shelter.name in given, "a positive control: the shelter's own name is what its crew needs"


def test_what_a_plan_keeps_of_the_engine_holds_codes_only(plan):
    assert UUID.findall(snapshot_of(plan).model_dump_json()) == []
    assert UUID.findall(answer_of(plan).model_dump_json()) == []


def test_every_code_of_the_answer_stands_for_a_record(plan):
    codes = codes_of(plan)
    for mission in answer_of(plan).missions:
        assert Vehicle.objects.filter(pk=codes.record("vehicle", mission.vehicle_id)).exists()
        assert Crew.objects.filter(pk=codes.record("crew", mission.crew_id)).exists()
        for stop in (stop for trip in mission.trips for stop in trip.stops):
            for household in stop.taken:
                assert Household.objects.filter(pk=codes.record("household", household)).exists()


def test_chosen_vehicles_hours_and_budget_are_what_the_engine_gets(plan):
    vehicle = Vehicle.objects.filter(kind="truck").first()
    asked = {"vehicles": [vehicle.pk], "day_starts": "09:00", "day_ends": "12:30", "budget": 0.5}
    operation = known_now(plan.day, asked=asked).operation
    assert [one.profile.value for one in operation.vehicles] == ["truck"]
    assert {crew.risk_budget for crew in operation.crews} == {0.5}
    assert operation.settings.plan.day_starts.isoformat("minutes") == "09:00"
    assert operation.settings.plan.day_ends.isoformat("minutes") == "12:30"


def test_vehicles_out_of_service_or_without_a_crew_are_not_planned_with(plan):
    first, second, *_rest = Vehicle.objects.all()
    first.out_since, second.crew = first.created, None
    first.save_as("test")
    second.save_as("test")
    ready = set(known_now(plan.day).codes.by_kind["vehicle"].values())
    assert first.pk not in ready
    assert second.pk not in ready
    assert len(ready) == Vehicle.objects.count() - 2


def test_cleared_incidents_are_heard_no_more(plan):
    before = len(heard().incidents.time_s)
    row = Incident.objects.order_by("-at").first()
    Incident.objects.filter(pk=row.pk).update(cleared=row.reported)
    assert len(heard().incidents.time_s) == before - 1


def test_merged_and_departed_households_are_left_out(plan):
    placed = known_now(plan.day).codes.by_kind["household"].values()
    home = Household.objects.filter(pk__in=placed).first()
    home.gone = home.created
    home.save_as("test")
    assert home.pk not in known_now(plan.day).codes.by_kind["household"].values()
    assert Shelter.objects.filter(pk=home.shelter_id).exists()
