"""Incidents on maps: their words told once, the table read once for each of its states, sources only to some."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from corridor_server.maps.overlays import incidents_for
from corridor_server.operations.models import Incident

pytestmark = pytest.mark.django_db


def put(hours: float, lon: float = 37.9, **more) -> Incident:
    then = timezone.now() - timedelta(hours=hours)
    return Incident.objects.create(lon=lon, lat=48.5, kind="shelling", at=then, reported=then, **more)


@pytest.fixture
def coordinator(make_user):
    Incident.objects.all().delete()
    return make_user("c", "coordinator")


def told(user, now):
    """Every row with its words: longitude, kind, source, age, freshness."""
    found = incidents_for(user, now)
    return [
        (lon, found["kinds"][kind], found["sources"][source], *found["ages"][age])
        for lon, _lat, kind, source, age in found["rows"]
    ]


def test_rows_point_into_the_words_that_they_share(coordinator):
    for minutes in range(20):
        put(50 + minutes / 60, source="relief desk")
    found = incidents_for(coordinator, timezone.now())
    assert len(found["rows"]) == 20
    assert found["sources"] == ["relief desk"]
    assert len(found["kinds"]) == len(found["ages"]) == 1


def test_older_is_fainter_and_a_fortnight_is_the_end(coordinator):
    for days, lon in ((15, 1.0), (13, 2.0), (3, 3.0), (0.1, 4.0)):
        put(24 * days, lon)
    rows = told(coordinator, timezone.now())
    assert [row[0] for row in rows] == [2.0, 3.0, 4.0]
    faint = [row[4] for row in rows]
    assert faint == sorted(faint)
    assert 0.4 <= faint[0] < faint[1] < faint[2] <= 1
    assert rows[1][3] == "3 days ago"


def test_ages_grow_though_the_table_was_read_before(coordinator):
    put(1)
    now = timezone.now()
    assert [row[3] for row in told(coordinator, now)] == ["60 minutes ago"]
    assert [row[3] for row in told(coordinator, now + timedelta(hours=3))] == ["4 hours ago"]
    assert told(coordinator, now + timedelta(days=14)) == []


def test_the_table_is_read_again_only_when_it_changed(coordinator):
    first, now = put(1), timezone.now()
    incidents_for(coordinator, now)
    with CaptureQueriesContext(connection) as queries:
        assert len(told(coordinator, now)) == 1
    assert len(queries) == 1, "how many there are and when the newest changed"
    put(2)
    assert len(told(coordinator, now)) == 2
    first.cleared = now
    first.save()
    assert len(told(coordinator, now)) == 1
    Incident.objects.all().delete()
    assert told(coordinator, now) == []


def test_the_source_is_told_only_to_those_who_may_read_it(coordinator, make_user):
    put(1, source="relief desk")
    now = timezone.now()
    assert told(coordinator, now)[0][2] == "relief desk"
    assert told(make_user("none", ""), now)[0][2] == ""
