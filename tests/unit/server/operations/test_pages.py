"""Pages of operations: what is asked wrongly is said, what is looked at is there, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from corridor_server.jobs.models import Job
from corridor_server.operations.models import Crew, Depot, Plan, ReceptionCentre, Vehicle
from corridor_server.operations.models.plan import PlanState

KINDS = ("vehicles", "crews", "depots", "centres", "checkpoints")


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_page_opens(plan, mission, signed_in, language):
    client = signed_in("coordinator")
    client.cookies["django_language"] = language
    stop = mission.stops.filter(visit__gte=0).first()
    addresses = [
        reverse("operations:plan"), reverse("operations:plan_new"),
        reverse("operations:plan_show", kwargs={"pk": plan.pk}), reverse("operations:replan", kwargs={"pk": plan.pk}),
        reverse("operations:mission", kwargs={"pk": mission.pk}),
        reverse("operations:stop_places", kwargs={"pk": stop.pk}), reverse("operations:profile"),
        *(f"{reverse('operations:resources')}?kind={kind}" for kind in KINDS),
        *(reverse("operations:resource_new", kwargs={"kind": kind}) for kind in KINDS),
        reverse("operations:vehicle", kwargs={"pk": mission.vehicle_id}),
        reverse("operations:depot_stock", kwargs={"pk": Depot.objects.first().pk}),
        reverse("operations:centre_handovers", kwargs={"pk": ReceptionCentre.objects.first().pk}),
    ]  # fmt: skip
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert f'<html lang="{language}"' in answer.content.decode()


def test_a_plan_is_asked_for_as_a_job(plan, signed_in):
    client = signed_in("planner")
    day = timezone.localdate() + timedelta(days=1)
    sent = {"day": day.isoformat(), "day_starts": "06:00", "day_ends": "12:00", "effort": "quick", "budget": "0.05"}
    sent["vehicles"] = [one.pk for one in Vehicle.objects.all()[:2]]
    answer = client.post(reverse("operations:plan_new"), sent)
    made = Plan.objects.latest("created")
    assert answer.url == reverse("operations:plan_show", kwargs={"pk": made.pk})
    assert made.asked["vehicles"] == sent["vehicles"]
    assert made.asked["budget"] == 0.05
    assert Job.objects.get(pk=made.job_id).params == {"plan": made.pk}
    progress = client.get(reverse("operations:plan_progress", kwargs={"pk": made.pk}))
    assert b"<progress" in progress.content


@pytest.mark.parametrize(
    "wrong",
    [{"day": "2020-01-01"}, {"day_ends": "05:00"}, {"vehicles": []}, {"budget": "-1"}, {"day": "tomorrow"}],
    ids=["over", "ends-early", "nobody", "negative", "not-a-day"],
)
def test_what_cannot_be_planned_is_said_at_its_field(plan, signed_in, wrong):
    day = timezone.localdate() + timedelta(days=1)
    right = {"day": day.isoformat(), "day_starts": "06:00", "day_ends": "12:00", "effort": "usual"}
    right["vehicles"] = [Vehicle.objects.first().pk]
    answer = signed_in("coordinator").post(reverse("operations:plan_new"), right | wrong)
    assert answer.status_code == 422
    assert b'class="error"' in answer.content


def test_a_vehicle_goes_out_of_service_and_back(plan, signed_in):
    client, vehicle = signed_in("crew_lead"), Vehicle.objects.first()
    address = reverse("operations:vehicle_out", kwargs={"pk": vehicle.pk})
    for ready in (False, True):
        client.post(address)
        assert Vehicle.objects.get(pk=vehicle.pk).ready is ready


def test_a_crew_is_entered_and_changed(plan, signed_in):
    client = signed_in("coordinator")
    sent = {"name": "Swift", "members": 2, "risk_budget": "0.01", "active": "on"}
    client.post(reverse("operations:resource_new", kwargs={"kind": "crews"}), sent)
    crew = Crew.objects.get(name="Swift")
    client.post(reverse("operations:crew", kwargs={"pk": crew.pk}), sent | {"members": 3})
    assert Crew.objects.get(pk=crew.pk).members == 3


def test_planners_see_the_plan_without_doors(plan, mission, signed_in):
    told = signed_in("planner").get(reverse("operations:mission", kwargs={"pk": mission.pk})).content.decode()
    assert "/people/household" not in told
    assert "At the doors" not in told


def test_the_plan_in_force_is_what_opens_and_a_newer_one_is_told(plan, mission, signed_in):
    client = signed_in("coordinator")
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.IN_FORCE)
    newer = Plan.objects.create(day=plan.day, asked={}, state=PlanState.READY)
    page = client.get(reverse("operations:plan"))
    assert page.context["plan"].pk == plan.pk
    assert reverse("operations:plan_show", kwargs={"pk": newer.pk}) in page.content.decode()
    assert "A newer plan waits to be approved" in page.content.decode()
    newer.delete()
    assert client.get(reverse("operations:plan")).context["newer"] is None


def test_what_a_plan_wrote_is_read_in_the_readers_language(plan, signed_in):
    client = signed_in("coordinator")
    address = reverse("operations:plan_show", kwargs={"pk": plan.pk})
    reasons = {}
    for language in ("en", "uk"):
        client.cookies["django_language"] = language
        answer = client.get(address)
        reasons[language] = {row.reason for row in answer.context["left"]}
    assert reasons["en"], "something is left out of a plan for three vehicles"
    assert len(reasons["en"]) == len(reasons["uk"])
    assert not reasons["en"] & reasons["uk"]
