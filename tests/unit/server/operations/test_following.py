"""Following crews: when the desk expects to hear of them, and the alarm on every page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from corridor_server.operations import approving, following
from corridor_server.operations.models import Mission, MissionLog
from corridor_server.operations.models.happened import LogKind
from corridor_server.operations.models.plan import MissionState, StopState

ALARM = "operations:alarm"


@pytest.fixture
def away(mission: Mission, make_user) -> Mission:
    """An approved mission that left three hours ago and was not heard of since."""
    approving.approve([mission], make_user("olha", "coordinator"))
    mission.refresh_from_db()
    following.log_entry(mission, LogKind.LEFT, at=timezone.now() - timedelta(hours=3))
    return mission


def test_a_crew_that_is_silent_too_long_is_overdue_and_a_word_ends_it(away):
    now = timezone.now()
    assert following.overdue(now) == [away]
    assert following.late_by(away, now) == pytest.approx(60, abs=1)
    following.log_entry(away, LogKind.CHECKIN)
    assert following.overdue(now) == []


def test_grace_is_given_and_no_more(away):
    due = away.next_due
    assert following.overdue(due + following.GRACE) == []
    assert following.overdue(due + following.GRACE + timedelta(seconds=1)) == [away]


def test_the_next_word_is_expected_by_the_next_stop(mission, make_user):
    approving.approve([mission], make_user("olha", "coordinator"))
    mission.refresh_from_db()
    following.log_entry(mission, LogKind.LEFT, at=mission.departs)
    first = mission.stops.filter(order__gt=0, state=StopState.AHEAD).order_by("trip_number", "order").first()
    assert mission.next_due == min(
        max(first.latest, mission.departs + following.SOON), mission.departs + following.LONGEST_SILENCE
    )


def test_the_alarm_names_vehicle_and_crew_for_the_desk_alone(away, signed_in):
    told = signed_in("registrar").get(reverse(ALARM)).content.decode()
    assert away.vehicle.name in told
    assert away.crew.name in told
    assert 'role="alert"' in told
    assert signed_in("auditor").get(reverse(ALARM)).status_code == 403


def test_no_alarm_is_an_empty_answer(mission, signed_in):
    assert signed_in("registrar").get(reverse(ALARM)).content == b""


def test_a_call_for_help_rings_until_another_word(away, signed_in):
    client = signed_in("registrar")
    following.log_entry(away, LogKind.HELP)
    assert away.crew.name in client.get(reverse(ALARM)).content.decode()
    following.log_entry(away, LogKind.CHECKIN)
    assert client.get(reverse(ALARM)).content == b""


def test_nobody_leaves_on_a_mission_that_is_not_approved(mission, signed_in):
    mission.budget = mission.crew_upper / 2
    mission.save()
    client = signed_in("coordinator")
    client.post(reverse("operations:mission_approve", kwargs={"pk": mission.pk}))
    client.post(reverse("operations:mission_log", kwargs={"pk": mission.pk}), {"kind": "left"})
    mission.refresh_from_db()
    assert mission.state == MissionState.PLANNED
    assert not MissionLog.objects.filter(mission=mission, kind=LogKind.LEFT).exists()


def test_back_ends_the_watch(away, signed_in):
    address = reverse("operations:mission_log", kwargs={"pk": away.pk})
    assert signed_in("crew_lead").post(address, {"kind": "back", "note": "all well"}).status_code == 302
    away.refresh_from_db()
    assert (away.state, away.next_due) == (MissionState.BACK, None)
    assert away.log.first().note == "all well"
