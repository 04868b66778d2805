"""The city page: asked with what the desk knows and files beside it, planned by the job, read in both languages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from corridor_server.audit.models import Event
from corridor_server.city.models import AnswerState, CityAnswer
from corridor_server.jobs.models import Job
from corridor_server.jobs.work import run
from corridor_server.operations.models import Depot

ZONES = (
    "id,name,lon,lat,people,people_by_car\n"
    "Z01,Quarter by the river,37.9988,48.5952,300,100\n"
    "Z02,Quarter on the hill,38.0000,48.5900,120,0\n"
)
SECONDS = 4


@pytest.fixture
def city(plan):
    """Where the page is, over a desk that has roads, shelters, vehicles and centres."""
    return reverse("city:city")


def given(**more):
    return {"seconds": "20", "keep": "on", "depot": Depot.objects.first().pk} | more


def csv(text, name="zones.csv"):
    return SimpleUploadedFile(name, text.encode())


def planned_in(seconds):
    """The newest answer, planned by its job in fewer seconds than a person may choose."""
    row = CityAnswer.objects.latest("created")
    row.asked |= {"seconds": seconds}
    row.save()
    run(row.job)
    row.refresh_from_db()
    return row


def test_the_city_is_planned_and_read_in_both_languages(city, signed_in):
    client = signed_in("planner")
    sent = given(count="6", seats="40", zones=csv(ZONES + "Z03,Nobody,37.99,48.59,0,0\n"))
    assert client.post(city, sent).url == city
    assert b"hx-get" in client.get(reverse("city:progress")).content
    row = planned_in(SECONDS)
    assert row.state == AnswerState.READY, row.job.error
    assert [doubt["code"] for doubt in row.doubts] == ["row.nobody"]
    page = client.get(city).content.decode()
    assert "Quarter by the river" in page
    assert "420" in page
    assert "Nobody is in this zone" in page
    assert "nothing here says that a road is passable" in page
    client.cookies["django_language"] = "uk"
    page = client.get(city).content.decode()
    assert "ніщо тут не каже, що дорога прохідна" in page
    cards = client.get(reverse("city:timetable")).content.decode()
    assert "lent-01" in cards
    deeds = set(Event.objects.filter(action__startswith="city.").values_list("action", flat=True))
    assert deeds == {"city.asked", "city.made", "city.timetable_read"}


def test_without_files_every_shelter_is_a_zone(city, signed_in):
    signed_in("coordinator").post(city, given())
    row = planned_in(SECONDS)
    assert row.state == AnswerState.READY, row.job.error
    assert row.job.result["people"] > row.job.result["out"] > 0, "the demonstration has more people than places"


def test_rows_that_leave_nothing_are_told_and_nothing_is_asked(city, signed_in):
    answer = signed_in("coordinator").post(city, given(zones=csv("id,lon,lat,people\nZ01,37.9,north,40\n")))
    assert answer.status_code == 422
    assert "north" in answer.content.decode()
    assert not CityAnswer.objects.exists()
    assert not Job.objects.filter(name="city.evacuate").exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"count": "4"}, "seats"),
        ({"count": "0", "seats": "40"}, "count"),
        ({"seconds": "9999"}, "seconds"),
        ({"zones": SimpleUploadedFile("zones.csv", b"id,name\nZ01,\xff\xfe\n")}, "zones"),
    ],
    ids=["half-a-fleet", "no-buses", "for-ever", "not-text"],
)
def test_what_cannot_be_asked_is_said_at_its_field(city, signed_in, sent, field):
    answer = signed_in("coordinator").post(city, given(**sent))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not CityAnswer.objects.exists()


def test_files_are_kept_for_the_next_plan_unless_told_otherwise(city, signed_in):
    client = signed_in("coordinator")
    client.post(city, given(zones=csv(ZONES)))
    client.post(reverse("city:cancel"))
    client.post(city, given())
    assert CityAnswer.objects.latest("created").files == {"zones.csv": ZONES}
    client.post(reverse("city:cancel"))
    client.post(city, given(keep=""))
    assert CityAnswer.objects.latest("created").files == {}


def test_planning_that_is_stopped_is_dropped_and_its_job_asked_to_end(city, signed_in):
    client = signed_in("coordinator")
    client.post(city, given())
    client.post(reverse("city:cancel"))
    row = CityAnswer.objects.get()
    assert row.state == AnswerState.DROPPED
    assert row.job.over or row.job.cancel_asked
    assert client.get(reverse("city:progress")).headers["HX-Refresh"] == "true"
    assert "No plan of the city yet" not in client.get(city).content.decode(), "whoever may ask sees the form"


def test_planning_that_fails_says_why(city, signed_in):
    client = signed_in("coordinator")
    client.post(city, given())
    row = CityAnswer.objects.get()
    row.asked |= {"buses": {"depot": "gone", "count": 1, "seats": 9}}
    row.save()
    run(row.job)
    row.refresh_from_db()
    assert row.state == AnswerState.FAILED
    assert "The last planning failed" in client.get(city).content.decode()


@pytest.mark.parametrize("role", ["registrar", "tracing", "auditor", "administrator"])
def test_critical_roads_are_not_for_others(city, signed_in, role):
    client = signed_in(role)
    for name in ("city:city", "city:timetable", "city:progress"):
        assert client.get(reverse(name)).status_code == 403
