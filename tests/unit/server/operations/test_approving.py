"""Approval: one person within the crew's budget, two different ones above it; papers leave only after it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from corridor_server.operations import approving
from corridor_server.operations.kept import answer_of, packed
from corridor_server.operations.models import Mission, Plan
from corridor_server.operations.models.plan import MissionState, PlanState
from corridor_server.operations.unfold import unfold


@pytest.fixture
def above(mission: Mission) -> Mission:
    """A mission above its crew's risk budget."""
    mission.budget = mission.crew_upper / 2
    mission.save()
    return mission


def test_one_person_approves_within_the_budget_and_puts_the_plan_in_force(plan, mission, make_user):
    assert not mission.above_budget
    assert approving.approve([mission], make_user("olha", "coordinator")) == [mission]
    mission.refresh_from_db()
    plan.refresh_from_db()
    assert mission.state == MissionState.APPROVED
    assert plan.state == PlanState.IN_FORCE


def test_above_the_budget_the_same_person_twice_is_one_person(above, make_user):
    olha = make_user("olha", "coordinator")
    assert approving.approve([above], olha) == []
    assert approving.approve([above], olha) == []
    above.refresh_from_db()
    assert above.state == MissionState.PLANNED
    assert above.approvals.count() == 1
    assert approving.approve([above], make_user("ivan", "coordinator")) == [above]
    above.refresh_from_db()
    assert above.state == MissionState.APPROVED


def test_the_page_counts_two_people_and_no_fewer(above, signed_in, make_user):
    first, second = signed_in("coordinator"), signed_in(user=make_user("second", "coordinator"))
    address = reverse("operations:mission_approve", kwargs={"pk": above.pk})
    sheet = reverse("operations:sheet", kwargs={"pk": above.pk})
    for _again in range(2):
        first.post(address)
        assert first.get(sheet).status_code == 302, "no sheet before the second person"
    second.post(address)
    printed = first.get(sheet)
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")


def test_approving_all_leaves_those_above_the_budget_alone(plan, above, signed_in):
    signed_in("coordinator").post(reverse("operations:plan_approve", kwargs={"pk": plan.pk}))
    above.refresh_from_db()
    assert above.approvals.count() == 0
    others = plan.missions.exclude(pk=above.pk)
    assert {one.state for one in others} == {MissionState.APPROVED}


@pytest.mark.parametrize("role", ["planner", "registrar", "crew_lead", "tracing", "auditor", "administrator"])
def test_only_coordinators_and_the_officer_approve(mission, signed_in, role):
    answer = signed_in(role).post(reverse("operations:mission_approve", kwargs={"pk": mission.pk}))
    assert answer.status_code == 403
    assert mission.approvals.count() == 0


def test_two_vehicles_of_one_crew_share_its_budget(plan):
    answer = answer_of(plan)
    first, second, *rest = answer.missions
    shared = second.model_copy(update={"crew_id": first.crew_id})
    plan.answer = packed(answer.model_copy(update={"missions": (first, shared, *rest)}))
    written = unfold(plan)
    both = first.figures.crew_exposure_upper + second.figures.crew_exposure_upper
    assert written[first.id].crew_upper == pytest.approx(both)
    assert written[second.id].crew_upper == pytest.approx(both)


def test_a_second_plan_in_force_ends_the_first(plan, mission, make_user):
    olha = make_user("olha", "coordinator")
    approving.approve([mission], olha)
    newer = Plan.objects.create(day=plan.day, state=PlanState.READY)
    copy = Mission.objects.create(
        plan=newer, code=mission.code, label=mission.label, vehicle=mission.vehicle, crew=mission.crew,
        departs=mission.departs, returns=mission.returns, latest_return=mission.latest_return, budget=1,
    )  # fmt: skip
    approving.approve([copy], olha)
    plan.refresh_from_db()
    mission.refresh_from_db()
    assert plan.state == PlanState.REPLACED
    assert mission.state == MissionState.CANCELLED
    assert approving.approve([mission], make_user("ivan", "coordinator")) == [], "a replaced plan is not approved"


def test_a_plan_that_is_just_being_changed_is_not_approved(plan, mission, make_user):
    plan.pending = {"trips": []}
    plan.save()
    mission.plan.refresh_from_db()
    assert approving.approve([mission], make_user("olha", "coordinator")) == []
