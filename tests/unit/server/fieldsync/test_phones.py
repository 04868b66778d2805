"""Phones and the desk: pairing once, signed requests, sealed records exactly once, what waits, what is revoked."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from corridor_server.accounts.models import User
from corridor_server.audit.models import Event
from corridor_server.fieldsync import phones, taking
from corridor_server.fieldsync.models import DeskKey, FieldRecord, Nonce, Pairing, Phone, Standing
from corridor_server.operations.models import Crew, Mission

Paired = Callable[[], Any]


def test_a_code_pairs_one_phone_once_and_lasts_ten_minutes(
    paired: Paired, crew: Crew, coordinator: User, mission: Mission
):
    first = paired()
    assert Phone.objects.get().pk == first.device
    code = phones.code_for(crew, coordinator)
    assert type(first)(mission.pk).pair(code).status_code == 200
    assert type(first)(mission.pk).pair(code).status_code == 403
    late = phones.code_for(crew, coordinator)
    Pairing.objects.filter(used=None).update(expires=timezone.now() - timedelta(seconds=1))
    assert type(first)(mission.pk).pair(late).status_code == 403
    assert Event.objects.filter(action="phone.paired").count() == 2


def test_the_desks_private_key_lies_sealed(paired: Paired):
    paired()
    stored = DeskKey.objects.values_list("private", flat=True).get()
    assert str(stored) == "—"
    assert DeskKey.objects.get().private


def test_a_request_is_taken_once_and_only_as_signed(paired: Paired):
    phone = paired()
    envelopes = [phone.record("checkin")]
    body = json.dumps({"envelopes": envelopes}).encode()
    said = phone.headers("POST", "/crew/api/ops", body)
    assert phone.send(envelopes, headers=said).status_code == 200
    assert phone.send(envelopes, headers=said).json()["code"] == "crew.nonce"
    fresh = phone.headers("POST", "/crew/api/ops", body)
    assert phone.send([], headers=fresh).json()["code"] == "crew.signature"
    assert phone.send(envelopes, headers=fresh | {"X-Nonce": "short"}).status_code == 401
    assert phone.send(envelopes, path="/crew/api/carried", headers=fresh).status_code == 401
    stranger = type(phone)(phone.mission, phone.device, phone.desk_key)
    assert stranger.send(envelopes).status_code == 401
    assert Nonce.objects.count() == 1


def test_a_clock_twenty_years_off_is_told_the_desks_time(paired: Paired):
    phone = paired()
    phone.clock += 20 * 365 * 86_400_000
    answer = phone.send([phone.record("checkin")])
    assert abs(answer.json()["now"] - timezone.now().timestamp() * 1000) < 3_600_000
    assert answer.json()["results"][0]["state"] == "acknowledged"


def test_records_arrive_once_however_often_and_by_whomever_they_are_sent(paired: Paired):
    """Lost replies, repeats, other carriers and any order: each record once, and each acknowledged in the end."""
    rng = random.Random(7)
    one, other = paired(), paired()
    waiting = {row["id"]: row for row in (one.record("delivered", stop="s", amounts={"water": 2}) for _ in range(60))}
    wanted = set(waiting)
    while waiting:
        batch = rng.sample(list(waiting.values()), min(len(waiting), rng.randrange(1, 20)))
        carrier, path = rng.choice([(one, "/crew/api/ops"), (other, "/crew/api/carried")])
        answer = carrier.send(batch + batch[:2], path=path)
        if rng.random() < 0.6:  # else the reply is lost
            for said in answer.json()["results"]:
                assert said["state"] in ("acknowledged", "duplicate")
                waiting.pop(said["id"], None)
    assert set(FieldRecord.objects.values_list("pk", flat=True)) == wanted
    assert FieldRecord.objects.filter(carried_by=other.device).exists()


def test_what_depends_on_something_missing_waits_and_is_freed(paired: Paired):
    phone = paired()
    first = phone.record("refused", household="h", reason="pets")
    second = phone.record("taken", household="h", people=2, depends=[first["id"]])
    third = phone.record("checkin", depends=[second["id"]])
    answer = phone.send([third, second]).json()["results"]
    assert [(one["state"], one.get("waiting_for")) for one in answer] == [
        ("held", [second["id"]]), ("held", [first["id"]])]  # fmt: skip
    assert phone.states([first]) == ["acknowledged"]
    assert set(FieldRecord.objects.values_list("standing", flat=True)) == {Standing.TAKEN}
    assert FieldRecord.objects.exclude(waits=[]).count() == 0


def test_changes_are_what_others_of_the_crew_said_after_a_cursor(paired: Paired, crew: Crew, coordinator: User):
    one, other = paired(), paired()
    one.send([one.record("note", stop="s", text="ключ"), one.record("handover", centre="c", people=1, signed="N. N.")])
    answer = other.changes().json()
    assert [row["op"]["kind"] for row in answer["changes"]] == ["note", "handover"]
    assert "N. N." not in json.dumps(answer)
    assert other.changes(answer["cursor"]).json()["changes"] == []
    assert one.changes().json()["changes"] == []
    stranger = type(one)(one.mission)
    stranger.pair(phones.code_for(Crew.objects.create(name="Sova"), coordinator))
    assert stranger.changes().json()["changes"] == []
    assert stranger.changes("x").status_code == 400


def test_a_revoked_phone_is_told_to_wipe_gets_no_data_and_its_late_records_wait_for_a_human(
    paired: Paired, coordinator: User
):
    lost, other = paired(), paired()
    other.send([other.record("note", stop="s", text="двері")])
    late = [lost.record("checkin"), lost.record("note", stop="s", text="x")]
    phones.revoke(Phone.objects.get(pk=lost.device), coordinator)
    answer = lost.changes().json()
    assert answer["wipe"] is True
    assert set(answer) == {"now", "wipe"}
    assert lost.states(late[:1]) == ["quarantined"]
    assert other.states(late[1:], path="/crew/api/carried") == ["quarantined"]
    assert other.changes().json()["changes"] == []
    assert FieldRecord.objects.filter(standing=Standing.QUARANTINED, why="revoked").count() == 2
    assert Phone.objects.get(pk=lost.device).told is not None


def test_records_about_another_crews_mission_wait_for_a_human(paired: Paired):
    phone = paired()
    phone.mission = "somewhere-else"
    assert phone.states([phone.record("checkin")]) == ["quarantined"]
    assert FieldRecord.objects.get().why == "mission"


def test_a_changed_or_foreign_envelope_is_refused_and_the_others_are_taken(paired: Paired):
    phone = paired()
    good, bent, moved = (phone.record("checkin") for _ in range(3))
    bent["sealed"] = bent["sealed"][:-4] + "AAAA"
    moved["hlc"] = good["hlc"]
    foreign = phone.record("checkin") | {"device": "nobody"}
    resolves = phone.record("resolve", conflict="c", chosen="a")
    floats = phone.record("delivered", stop="s", amounts={"water": 1.5})
    rows = [good, bent, moved, foreign, {"id": 1}, "x", resolves, floats]
    answer = phone.send(rows).json()["results"]
    found = [one.get("code", one["state"]) for one in answer]
    assert found == ["acknowledged", "signature", "signature", *["malformed"] * 3, "record", "record"]
    assert FieldRecord.objects.count() == 1


def test_another_record_under_a_known_id_is_refused(paired: Paired, monkeypatch: Any):
    phone = paired()
    first = phone.record("checkin")
    phone.send([first])
    monkeypatch.setattr("uuid_utils.uuid7", lambda: first["id"])
    answer = phone.send([phone.record("sos")]).json()["results"]
    assert answer == [{"id": first["id"], "state": "refused", "code": "id_taken"}]


def test_nothing_is_freed_by_nothing(paired: Paired):
    paired()
    taking.release([])
    assert FieldRecord.objects.count() == 0
