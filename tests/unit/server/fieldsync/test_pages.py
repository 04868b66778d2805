"""The desk's page about phones: pairing by code, revoking, what is quarantined, conflicts and their resolution."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corridor_server.audit.models import Event
from corridor_server.fieldsync import deciding
from corridor_server.fieldsync.models import FieldRecord, Phone, Standing
from corridor_server.operations.models import Crew, Mission

PAGE = "/phones/"


@pytest.fixture
def desk(signed_in: Callable[..., Client], coordinator: Any) -> Client:
    return signed_in("coordinator", user=coordinator)


def text_of(client: Client, language: str = "en") -> str:
    return html.unescape(client.get(PAGE, headers={"Accept-Language": language}).content.decode())


def test_a_code_shown_once_pairs_a_phone(desk: Client, crew: Crew, mission: Mission, paired: Callable[[], Any]):
    kind = type(paired())
    answer = desk.post(reverse("fieldsync:code"), {"crew": crew.pk}).content.decode()
    link = re.search(r"http[^<]*/crew/#enrol=([\w-]+)", answer)
    assert link
    assert "data:image/svg+xml;base64," in answer
    assert kind(mission.pk).pair(link[1]).status_code == 200
    assert Phone.objects.count() == 2
    assert desk.post(reverse("fieldsync:code"), {"crew": "nobody"}).status_code == 302


def test_only_coordinators_see_phones(signed_in: Callable[..., Client], desk: Client):
    assert desk.get(PAGE).status_code == 200
    for role in ("registrar", "planner", "crew_lead", "officer", "tracing"):
        assert signed_in(role).get(PAGE).status_code == 403, role


def test_a_phone_revoked_here_is_told_to_wipe(desk: Client, paired: Callable[[], Any]):
    phone = paired()
    desk.post(reverse("fieldsync:revoke", args=[phone.device]))
    assert "Revoked, not heard from since" in text_of(desk)
    assert phone.changes().json()["wipe"] is True
    assert "Revoked, told to wipe itself" in text_of(desk)
    assert "Відкликано, наказано стерти дані" in text_of(desk, "uk")
    assert Event.objects.filter(action="phone.revoked").count() == 1


def test_a_human_takes_in_or_keeps_out_what_was_quarantined(desk: Client, paired: Callable[[], Any]):
    phone = paired()
    first = phone.record("refused", household="h", reason="pets")
    second, third = phone.record("checkin", depends=[first["id"]]), phone.record("sos")
    desk.post(reverse("fieldsync:revoke", args=[phone.device]))
    phone.send([first, second, third])
    assert "The phone was revoked." in text_of(desk)
    for row, decision in ((second, "take"), (first, "take"), (third, "keep_out")):
        desk.post(reverse("fieldsync:look", args=[row["id"]]), {"decision": decision})
    standing = dict(FieldRecord.objects.values_list("pk", "standing"))
    assert standing == {first["id"]: Standing.TAKEN, second["id"]: Standing.TAKEN, third["id"]: Standing.DISCARDED}


def test_a_conflict_lists_both_versions_and_stays_resolved(desk: Client, paired: Callable[[], Any]):
    one, other = paired(), paired()
    refused = one.record("refused", household="h", reason="pets")
    taken = other.record("taken", household="h", people=3, pets=1)
    one.send([refused])
    other.send([taken])
    shown = text_of(desk)
    assert "Refused: pets" in shown
    assert "Taken aboard: 3, 1" in shown
    merged, _known = deciding.merged_now()
    name = merged.conflicts[0].id
    desk.post(reverse("fieldsync:resolve"), {"conflict": name, "chosen": "neither"})
    assert deciding.conflict_named(name).chosen == ""  # type: ignore[union-attr]
    desk.post(reverse("fieldsync:resolve"), {"conflict": name, "chosen": refused["id"]})
    one.send([one.record("checkin"), refused])
    merged, _known = deciding.merged_now()
    assert [(found.id, found.chosen) for found in merged.conflicts] == [(name, refused["id"])]
    assert merged.standing["household/h"] == refused["id"]
    assert "taken/h/people" not in merged.sums
    desk.post(reverse("fieldsync:resolve"), {"conflict": name, "chosen": "both"})
    merged, _known = deciding.merged_now()
    assert [found.chosen for found in merged.conflicts] == ["both"]
    assert merged.sums["taken/h/people"] == 3
    assert Event.objects.filter(action="phone.conflict_resolved").count() == 2
    assert other.changes().json()["changes"][-1]["op"]["kind"] == "resolve"
