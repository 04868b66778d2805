"""What crews record moves the desk: heard of, roads, danger and calls at once; what was brought fills the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from corridor_server.fieldsync.models import FieldRecord, Standing
from corridor_server.operations import following
from corridor_server.operations.models import (
    Crew,
    Incident,
    Mission,
    MissionLog,
    Outcome,
    Plan,
    ReceptionCentre,
    RoadReport,
    Stop,
)
from corridor_server.operations.models.happened import LogKind
from corridor_server.operations.models.plan import MissionState, StopState
from corridor_server.registry import erasing, retention
from corridor_server.registry.models import Household, Item, Request, Shelter

Paired = Callable[[], Any]
LON, LAT = 38_000_000, 48_600_000


@pytest.fixture
def shelter(db: None) -> Shelter:
    return Shelter.objects.create(name="Cellar", lon=38.0, lat=48.6)


@pytest.fixture
def home(shelter: Shelter) -> Household:
    """A household of four at the shelter."""
    return Household.objects.create(shelter=shelter, unnamed=4, choice="leave")


@pytest.fixture
def stop(mission: Mission, shelter: Shelter, home: Household) -> Stop:
    """A stop of the mission at the shelter: water for it, and the household to be taken out."""
    Item.objects.get_or_create(key="water", defaults={"name": "Water", "unit": "l"})
    return _stop(mission, order=1, shelter=shelter, goods=[["water", 60.0]], taken=[home.pk])


@pytest.fixture
def out(mission: Mission) -> Mission:
    """The mission, handed over; its time to leave is past."""
    Plan.objects.filter(pk=mission.plan_id).update(state="in_force")
    departs = timezone.now() - timedelta(minutes=30)
    Mission.objects.filter(pk=mission.pk).update(state=MissionState.HANDED_OVER, departs=departs)
    mission.refresh_from_db()
    return mission


def _stop(mission: Mission, **more: Any) -> Stop:
    now = timezone.now()
    times = dict.fromkeys(("arrives", "begins", "departs"), now) | {"latest": now + timedelta(hours=1)}
    kind = "centre" if "centre" in more else "shelter"
    given = {"trip": "t1", "trip_number": 1, "kind": kind, "lon": 38.0, "lat": 48.6, "visit": 0, "goods": []} | times
    return Stop.objects.create(mission=mission, **(given | {"taken": []} | more))


@pytest.fixture
def phone(paired: Paired, out: Mission) -> Any:
    """A phone whose clock is right."""
    made = paired()
    made.clock = int((timezone.now() - timedelta(minutes=20)).timestamp() * 1000)
    return made


def kinds(mission: Mission) -> list[str]:
    return list(mission.log.order_by("at", "pk").values_list("kind", flat=True))


def test_a_check_in_from_the_road_is_a_crew_that_has_left_and_was_heard_of(phone, out):
    assert phone.states([phone.record("checkin")]) == ["acknowledged"]
    out.refresh_from_db()
    assert out.state == MissionState.OUT
    assert kinds(out) == [LogKind.LEFT, LogKind.CHECKIN]
    assert abs((timezone.now() - out.last_heard).total_seconds() - 19 * 60) < 60, "when the crew pressed, not now"
    assert out.next_due is not None
    assert following.overdue(timezone.now()) == []


def test_a_clock_that_is_years_off_counts_as_heard_when_the_desk_heard(phone, out):
    phone.clock += 20 * 365 * 86_400_000
    phone.states([phone.record("checkin")])
    out.refresh_from_db()
    assert abs((timezone.now() - out.last_heard).total_seconds()) < 60


def test_before_its_time_a_check_in_is_no_departure(phone, out):
    Mission.objects.filter(pk=out.pk).update(departs=timezone.now() + timedelta(hours=2))
    phone.states([phone.record("checkin")])
    out.refresh_from_db()
    assert out.state == MissionState.HANDED_OVER


def test_a_call_for_help_rings_at_once(phone, out):
    phone.states([phone.record("sos", lon=LON, lat=LAT)])
    assert [one.pk for one in following.asking_for_help()] == [out.pk]
    assert out.log.get(kind=LogKind.HELP).note == "48.60000, 38.00000"


def test_sent_twice_moves_once(phone, out, stop):
    batch = [
        phone.record("checkin"), phone.record("road", road="r1", state="shut", lon=LON, lat=LAT),
        phone.record("incident", what="mine", lon=LON, lat=LAT, text="by the kiosk"),
        phone.record("need", text="insulin", lon=LON, lat=LAT), phone.record("note", stop=stop.pk, text="knock twice"),
    ]  # fmt: skip
    phone.states(batch)
    moved = (MissionLog.objects.count(), RoadReport.objects.count(), Incident.objects.count(), Request.objects.count())
    assert moved[1:] == (1, 1, 1)
    assert set(phone.states(batch)) == {"duplicate"}
    again = (MissionLog.objects.count(), RoadReport.objects.count(), Incident.objects.count(), Request.objects.count())
    assert again == moved


def test_a_road_said_shut_is_shut_and_one_said_open_waits_for_a_second_voice(phone, crew):
    phone.states([phone.record("road", road="r1", state="shut", lon=LON, lat=LAT)])
    shut = RoadReport.objects.get(effect="shut")
    assert (shut.lon, shut.lat, shut.source) == (38.0, 48.6, crew.name)
    phone.states([phone.record("road", road="r2", state="open", lon=LON, lat=LAT)])
    assert not RoadReport.objects.prefetch_related("voices").get(effect="open").confirmed


def test_somebody_met_on_the_road_is_a_call_for_a_registrar(phone, crew):
    phone.states(
        [phone.record("household", people=3, pets=1, wheelchair=1, text="cellar, left door", lon=LON, lat=LAT)]
    )
    call = Request.objects.get()
    assert (call.people, call.pet_cages, call.wheelchairs, call.caller_name) == (3, 1, 1, crew.name)
    assert call.open
    assert call.address == "48.60000, 38.00000"


def test_what_waits_moves_nothing_until_it_is_taken_in(phone):
    cause = phone.record("checkin")
    waits = phone.record("road", road="r1", state="shut", lon=LON, lat=LAT, depends=[cause["id"]])
    assert phone.states([waits]) == ["held"]
    assert not RoadReport.objects.exists()
    phone.states([cause])
    assert RoadReport.objects.count() == 1


def test_what_a_human_must_look_at_moves_nothing_before(phone, out, paired, coordinator, signed_in):
    other = Crew.objects.create(name="Somebody else's")
    Mission.objects.filter(pk=out.pk).update(crew=other)
    assert phone.states([phone.record("road", road="r1", state="shut", lon=LON, lat=LAT)]) == ["quarantined"]
    assert not RoadReport.objects.exists()
    row = FieldRecord.objects.get()
    signed_in(user=coordinator).post(reverse("fieldsync:look", kwargs={"pk": row.pk}), {"decision": "take"})
    assert RoadReport.objects.count() == 1


def test_a_stop_where_something_was_recorded_is_done_and_the_next_one_is_awaited(phone, out, stop):
    later = _stop(out, order=2, shelter=Shelter.objects.create(name="Next", lon=38.1, lat=48.6))
    phone.states([phone.record("delivered", stop=stop.pk, amounts={"water": 40})])
    stop.refresh_from_db()
    out.refresh_from_db()
    assert stop.state == StopState.DONE
    assert out.next_due <= later.latest + timedelta(seconds=1)


def test_people_handed_over_have_arrived_at_the_centre(phone, out):
    centre = ReceptionCentre.objects.create(name="Centre", lon=37.5, lat=48.7, capacity=50)
    end = _stop(out, order=3, centre=centre)
    phone.states([phone.record("handover", centre=centre.pk, people=4, signed="A nurse")])
    end.refresh_from_db()
    assert end.state == StopState.DONE


def form_of(out, client):
    return client.get(reverse("operations:outcomes", kwargs={"pk": out.pk})).context["form"]


def value(form, name):
    return form[name].value()


def test_the_form_is_filled_with_what_the_crew_said_and_recorded_by_one_press(phone, out, stop, home, signed_in):
    first = phone.record("delivered", stop=stop.pk, amounts={"water": 40})
    more = phone.record("delivered", stop=stop.pk, amounts={"water": 5})
    phone.states([first, more, phone.record("taken", household=home.pk, people=3, pets=0)])
    client = signed_in("registrar")
    form = form_of(out, client)
    goods, door = f"{stop.pk}.g.water", f"{stop.pk}.h.{home.pk}"
    assert value(form, goods) == 45, "two deliveries add"
    assert (value(form, f"{door}.what"), value(form, f"{door}.people")) == ("taken", 3)
    sent = {goods: value(form, goods), f"{door}.what": "taken", f"{door}.people": 3, "driven": "on"}
    address = reverse("operations:outcomes", kwargs={"pk": out.pk})
    assert client.post(address, sent).status_code == 302
    home.refresh_from_db()
    assert (home.unnamed, home.gone) == (1, None), "three of four left"
    assert Outcome.objects.get(what="delivered").amount == 45
    phone.states([phone.record("delivered", stop=stop.pk, amounts={"water": 2}, replaces=more["id"])])
    told = form_of(out, client).fields[goods].help_text
    assert "45" in told
    assert "42" in told


def test_who_hesitates_is_asked_again_and_stays_undecided(phone, out, stop, home, signed_in):
    again = int((timezone.now() + timedelta(days=3)).timestamp() * 1000)
    phone.states(
        [phone.record("postponed", household=home.pk, reason="pets", help="a place for the goat", again=again)]
    )
    client = signed_in("registrar")
    form, door = form_of(out, client), f"{stop.pk}.h.{home.pk}"
    assert value(form, f"{door}.what") == "postponed"
    assert "goat" in form.fields[f"{door}.what"].help_text
    sent = {f"{door}.{part}": value(form, f"{door}.{part}") or "" for part in ("what", "people", "reason", "again")}
    client.post(reverse("operations:outcomes", kwargs={"pk": out.pk}), sent)
    home.refresh_from_db()
    assert (home.choice, home.reasons) == ("undecided", "pets")
    assert home.ask_again == timezone.localdate() + timedelta(days=3)


def test_what_two_phones_contradict_is_not_filled_in(phone, paired, out, stop, home, signed_in):
    other = paired()
    other.clock = phone.clock
    phone.states([phone.record("taken", household=home.pk, people=4, pets=0)])
    other.states([other.record("refused", household=home.pk, reason="home", help="", again=None)])
    form = form_of(out, signed_in("registrar"))
    what = f"{stop.pk}.h.{home.pk}.what"
    assert value(form, what) == ""
    assert "different things" in form.fields[what].help_text


def test_a_household_that_nobody_planned_for_is_on_the_form_once_the_crew_met_it(phone, out, stop, shelter, signed_in):
    other = Household.objects.create(shelter=shelter, unnamed=2)
    phone.states([phone.record("not_found", household=other.pk)])
    assert value(form_of(out, signed_in("registrar")), f"{stop.pk}.h.{other.pk}.what") == "not_found"


def test_words_about_people_go_with_the_people_and_cannot_come_back(phone, stop, home, out):
    said = phone.record("moved", household=home.pk, to="qzmoved to the sister")
    phone.states([said])
    assert "qzmoved" in FieldRecord.objects.get().text
    assert any("qzmoved" in one.note for one in MissionLog.objects.all())
    erasing.erase(home, erasing.of_household(home), why="asked", by=None)
    row = FieldRecord.objects.get()
    assert (row.text, row.household, row.standing) == ("", "", Standing.ERASED)
    assert not any("qzmoved" in one.note for one in MissionLog.objects.all())
    assert phone.states([said]) == ["duplicate"]
    assert FieldRecord.objects.get().text == ""


def test_what_lies_longer_than_calls_are_kept_is_erased(phone, out):
    phone.states([phone.record("note", text="qzold")])
    retention.erase_due()
    assert FieldRecord.objects.get().text
    FieldRecord.objects.update(created=timezone.now() - timedelta(days=400))
    retention.erase_due()
    assert FieldRecord.objects.get().standing == Standing.ERASED
    assert not any("qzold" in one.note for one in MissionLog.objects.all())
