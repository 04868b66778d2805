"""The rest of the day planned anew: what is done, under way or held fast stands, and is promised to the same people."""

from __future__ import annotations

import pytest

from corridor_server import jobs
from corridor_server.jobs.work import run
from corridor_server.operations import approving, replanning
from corridor_server.operations.following import log_entry
from corridor_server.operations.models import Mission, Plan, Stop
from corridor_server.operations.models.happened import LogKind
from corridor_server.operations.models.plan import MissionState, PlanState
from corridor_server.operations.reports import add_report


@pytest.fixture
def held(plan: Plan, mission: Mission, make_user) -> Stop:
    """A stop held fast, in a plan in force; another mission has left, with one stop done."""
    approving.approve(plan.missions.select_related("plan"), make_user("olha", "coordinator"))
    stop = next(one for one in mission.stops.filter(visit__gte=0) if one.taken)
    stop.locked = True
    stop.save()
    other = plan.missions.exclude(pk=mission.pk).first()
    log_entry(other, LogKind.LEFT)
    log_entry(other, LogKind.DONE, stop=other.stops.filter(visit__gte=0).first())
    plan.refresh_from_db()
    return stop


def test_only_trips_begun_or_held_fast_stand(plan, held):
    kept = replanning.kept_trips(plan)
    assert kept[held.mission.code] == {held.trip}
    begun = plan.missions.filter(state=MissionState.OUT).get()
    assert len(kept[begun.code]) == 1
    assert len(kept) == 2


def test_a_closure_replans_the_rest_and_keeps_what_was_promised(plan, held, make_user):
    ivan = make_user("ivan", "coordinator")
    far = Stop.objects.filter(mission__plan=plan, visit__gte=0).exclude(trip=held.trip).last()
    add_report(ivan, far.lon, far.lat, "shut", source="crew")
    begun = plan.missions.get(state=MissionState.OUT)
    done = begun.stops.get(state="done")
    new = Plan.objects.create(day=plan.day, asked=plan.asked, replaces=plan, why="A road is shut")
    job = jobs.enqueue("operations.plan", {"plan": new.pk})
    run(job)
    job.refresh_from_db()
    new.refresh_from_db()
    assert new.state == PlanState.READY, job.error
    same = Stop.objects.get(mission__plan=new, shelter=held.shelter, mission__vehicle=held.mission.vehicle, locked=True)
    assert (set(same.taken), same.goods) == (set(held.taken), held.goods)
    assert same.arrives == held.arrives
    again = Mission.objects.get(plan=new, vehicle=begun.vehicle)
    assert again.state == MissionState.OUT
    assert again.stops.get(state="done").shelter_id == done.shelter_id
    taken = [home for stop in Stop.objects.filter(mission__plan=new) for home in stop.taken]
    assert len(taken) == len(set(taken)), "nobody is fetched twice"
    plan.refresh_from_db()
    assert plan.state == PlanState.IN_FORCE, "the plan in force goes on until the new one is approved"
    approving.approve([Mission.objects.select_related("plan").get(pk=again.pk)], ivan)
    plan.refresh_from_db()
    assert plan.state == PlanState.REPLACED
    assert again.log.filter(kind=LogKind.DONE).exists(), "the log goes on under the new mission"
