"""Changes by hand: what a place costs before it is chosen is what the changed plan costs; locked stops stay."""

from __future__ import annotations

import pytest
from django.urls import reverse

from corridor.domain.draft import Draft
from corridor.missions.assemble import figures_of
from corridor.workflows.change_plan import Changes
from corridor_server.jobs.models import Job
from corridor_server.jobs.work import run
from corridor_server.operations import approving, moving
from corridor_server.operations.kept import draft_of, snapshot_of
from corridor_server.operations.models import Plan, Stop

ROADS_AGAINST_TABLES = 0.05
"""Trips are priced from tables of the day's slots, then driven minute by minute."""


@pytest.fixture
def stop(plan: Plan) -> Stop:
    """A stop that another mission could take."""
    for one in Stop.objects.filter(mission__plan=plan, visit__gte=0).select_related("mission__plan"):
        if any(place.mission not in ("", one.mission_id) and not place.broken for place in moving.options(one)):
            return one
    raise AssertionError("no stop of the plan fits another mission")


def other_mission(stop: Stop) -> moving.ShownOption:
    """The cheapest place in another mission."""
    places = [one for one in moving.options(stop) if not one.broken and one.mission]
    return next(one for one in places if one.mission != stop.mission_id)


def test_the_price_shown_is_that_of_the_changed_plan_priced_anew(plan, stop):
    for shown in moving.options(stop)[:6]:
        option = shown.option
        concerned = {stop.trip, option.trip_id}
        anew = Changes(snapshot_of(plan), bytes(plan.book), option.draft)
        columns = [anew._columns[one.id].figures for one in option.draft.trips if one.id in concerned]
        figures = figures_of(columns).model_dump()
        assert figures == pytest.approx(option.after.model_dump(), rel=1e-9)


def test_places_are_cheapest_first_and_what_cannot_be_done_last(stop):
    places = moving.options(stop)
    can = [one.exposure for one in places if not one.broken and one.option.vehicle_id]
    assert can == sorted(can)
    broken = [bool(one.broken) for one in places]
    assert broken == sorted(broken)
    assert any(not one.option.vehicle_id for one in places), "leaving it out is always a place"


def test_a_stop_pulled_over_is_driven_in_the_other_mission_at_the_price_shown(plan, stop, signed_in, make_user):
    approving.approve(plan.missions.select_related("plan"), make_user("olha", "coordinator"))
    plan.refresh_from_db()
    chosen, shelter = other_mission(stop), stop.shelter_id
    concerned = {stop.mission_id, chosen.mission}
    exposure = _exposure(plan, concerned)
    client = signed_in("planner")
    sent = {"place": chosen.key, "seen": str(int(plan.changed.timestamp()))}
    client.post(reverse("operations:stop_move", kwargs={"pk": stop.pk}), sent)
    plan.refresh_from_db()
    assert Draft.model_validate(plan.pending) == chosen.option.draft
    run(Job.objects.get(pk=plan.job_id))
    plan.refresh_from_db()
    assert plan.pending == {}
    assert draft_of(plan) == chosen.option.draft
    assert Stop.objects.filter(mission=chosen.mission, shelter=shelter).exists()
    promised = chosen.option.after.person_exposure_upper - chosen.option.before.person_exposure_upper
    assert _exposure(plan, concerned) - exposure == pytest.approx(promised, abs=ROADS_AGAINST_TABLES * exposure)
    for mission in plan.missions.all():
        whole = approving.approved(mission)
        assert whole == (mission.pk not in concerned), "what changed must be approved again, nothing else"
        assert bytes(mission.sheet_en).startswith(b"%PDF")


def _exposure(plan, missions) -> float:
    return sum(one.figures["person_exposure_upper"] for one in plan.missions.filter(pk__in=missions))


def test_a_plan_that_changed_meanwhile_takes_no_old_choice(plan, stop, signed_in):
    chosen = other_mission(stop)
    sent = {"place": chosen.key, "seen": str(int(plan.changed.timestamp()) - 1)}
    signed_in("planner").post(reverse("operations:stop_move", kwargs={"pk": stop.pk}), sent)
    plan.refresh_from_db()
    assert plan.pending == {}


def test_a_stop_held_fast_has_no_places_and_nothing_is_put_into_its_trip(plan, stop, signed_in):
    held = other_mission(stop)
    into = Stop.objects.filter(mission=held.mission, trip=held.option.trip_id, visit__gte=0).first()
    if into is None:
        pytest.skip("the cheapest place is a trip of its own")
    client = signed_in("planner")
    client.post(reverse("operations:stop_lock", kwargs={"pk": into.pk}))
    into.refresh_from_db()
    assert into.locked
    assert moving.options(into) == []
    assert held.key not in {one.key for one in moving.options(stop)}
    client.post(reverse("operations:stop_lock", kwargs={"pk": into.pk}))
    into.refresh_from_db()
    assert not into.locked


def test_the_places_are_a_page_without_scripts_and_a_part_with_them(stop, signed_in):
    client, address = signed_in("planner"), reverse("operations:stop_places", kwargs={"pk": stop.pk})
    assert b"<h1" in client.get(address).content
    assert b"<h1" not in client.get(address, headers={"HX-Request": "true"}).content
