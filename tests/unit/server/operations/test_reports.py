"""Reports: one voice adds danger or shuts a road; clearing needs two people or a coordinator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from corridor_server.operations.codes import Codes
from corridor_server.operations.danger import closures
from corridor_server.operations.models import Incident, RoadReport
from corridor_server.operations.reports import add_report, confirm, in_force
from corridor_server.operations.situation import incident_marks, report_marks

PLACE = {"lon": 37.9, "lat": 48.5, "line": 7}


@pytest.fixture
def people(make_user):
    """A registrar, another, a coordinator, at a desk that has heard nothing yet."""
    RoadReport.objects.all().delete()
    Incident.objects.all().delete()
    return make_user("r1", "registrar"), make_user("r2", "registrar"), make_user("c", "coordinator")


def shut(rows: list[RoadReport]) -> bool:
    return any(row.effect == "shut" for row in rows)


def test_one_voice_adds_danger_at_once(people):
    report = add_report(people[0], 37.9, 48.5, "danger", kind="mine")
    assert Incident.objects.get(report=report).kind == "mine"


def test_one_voice_shuts_and_one_voice_does_not_open(people):
    first, second, _coordinator = people
    add_report(first, effect="shut", reported=timezone.now() - timedelta(hours=1), **PLACE)
    assert shut(in_force())
    opening = add_report(first, effect="open", **PLACE)
    assert shut(in_force())
    confirm(opening, first)
    assert shut(in_force()), "the same person twice is one voice"
    assert confirm(opening, second).confirmed
    assert not shut(in_force())


def test_a_coordinator_alone_opens(people):
    first, _second, coordinator = people
    add_report(first, effect="shut", reported=timezone.now() - timedelta(hours=1), **PLACE)
    add_report(coordinator, effect="open", **PLACE)
    assert not shut(in_force())


def test_the_engine_hears_every_voice_under_a_number(people):
    first, second, _coordinator = people
    confirm(add_report(first, effect="open", **PLACE), second)
    rows = [row for row in closures(Codes(), timezone.now()) if row.effect.value == "open"]
    assert len({row.reporter for row in rows}) == 2
    known = {str(first.pk), str(second.pk), first.username, second.username}
    assert not {row.reporter for row in rows} & known


def test_what_expired_is_heard_no_more_and_what_is_old_fades(people):
    ended = timezone.now() - timedelta(minutes=1)
    add_report(people[0], effect="shut", expires=ended, **PLACE)
    assert not shut(in_force())
    old = add_report(people[0], 37.8, 48.4, "shut", reported=timezone.now() - timedelta(days=3))
    assert old.stale
    assert {mark.id: mark.stale for mark in report_marks()}[old.pk]


def test_outside_the_desk_impacts_are_delayed_and_coarse(people):
    now = timezone.now()
    add_report(people[0], 37.91234, 48.51234, "danger", reported=now - timedelta(hours=2), source="Qwzsource")
    add_report(people[0], 37.91234, 48.51234, "danger", reported=now - timedelta(hours=30), source="Qwzsource")
    exact, coarse = incident_marks(now), incident_marks(now, exact=False)
    assert sum(mark.source == "Qwzsource" for mark in exact) == 2
    assert [(mark.lon, mark.lat, mark.source) for mark in coarse] == [(37.915, 48.515, "")]
