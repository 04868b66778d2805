"""What happened is recorded once; stocks, people, exposure and roads follow; goods are conserved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from corridor_server.operations import approving, holdings
from corridor_server.operations.following import log_entry
from corridor_server.operations.models import (
    Delivery,
    Evacuation,
    Handover,
    Mission,
    Outcome,
    Passage,
    ReceptionCentre,
    StockMovement,
)
from corridor_server.operations.models.happened import LogKind
from corridor_server.registry.models import Household, Item
from corridor_server.registry.supply import newest_stocks


@pytest.fixture
def out(mission: Mission, make_user) -> Mission:
    """The mission, approved, on its way today, its stops done."""
    approving.approve([mission], make_user("olha", "coordinator"))
    mission.refresh_from_db()
    earlier = timezone.now() - timedelta(minutes=5)
    log_entry(mission, LogKind.LEFT, at=earlier)
    for stop in mission.stops.filter(kind="shelter"):
        log_entry(mission, LogKind.DONE, stop=stop, at=earlier)
    return Mission.objects.select_related("plan", "vehicle", "crew").get(pk=mission.pk)


def entries(mission: Mission, choice: str = "taken") -> dict[str, str]:
    """The form as a person fills it: amounts as planned, ``choice`` for each household."""
    sent = {"driven": "on"}
    for stop in mission.stops.filter(kind="shelter"):
        sent |= {f"{stop.pk}.g.{key}": str(amount) for key, amount in stop.goods}
        for home in stop.taken:
            sent[f"{stop.pk}.h.{home}.what"] = choice
            if choice == "refused":
                sent[f"{stop.pk}.h.{home}.reason"] = "home"
    return sent


def state_of_the_store() -> tuple[object, ...]:
    """Everything that outcomes move."""
    return (
        {key: (stock.amount, stock.counted) for key, stock in newest_stocks().items()},
        set(Household.objects.filter(gone=None).values_list("pk", flat=True)),
        list(ReceptionCentre.objects.values_list("pk", "capacity")),
        Outcome.objects.count(), Delivery.objects.count(), Evacuation.objects.count(), Passage.objects.count(),
        StockMovement.objects.aggregate(n=Sum("amount"))["n"],
        list(Mission.objects.values_list("crew__cumulative_exposure", flat=True)),
    )  # fmt: skip


def test_recording_twice_changes_nothing(out, signed_in):
    client, address = signed_in("registrar"), reverse("operations:outcomes", kwargs={"pk": out.pk})
    assert client.post(address, entries(out)).status_code == 302
    once = state_of_the_store()
    assert Outcome.objects.filter(mission=out).exists()
    assert client.post(address, entries(out)).status_code == 302
    assert state_of_the_store() == once


def test_stocks_grow_by_what_was_delivered(out, signed_in):
    before, items = newest_stocks(), {item.key: item for item in Item.objects.all()}
    stop = next(one for one in out.stops.filter(kind="shelter") if one.goods)
    key, amount = stop.goods[0]
    client, address = signed_in("registrar"), reverse("operations:outcomes", kwargs={"pk": out.pk})
    client.post(address, {f"{stop.pk}.g.{key}": "12.5"})
    delivered = Delivery.objects.get(mission=out)
    assert (delivered.amount, delivered.shelter_id, delivered.item) == (12.5, stop.shelter_id, items[key])
    was = before.get((stop.shelter_id, items[key].pk))
    now = newest_stocks()[stop.shelter_id, items[key].pk]
    assert now.amount <= (was.amount if was else 0) + 12.5 + 1e-6
    assert now.amount >= 12.5 - 1e-6, "what was there is used up first, what came is all there"
    assert amount > 0


def test_people_who_came_are_gone_from_their_shelter_and_expected_at_the_centre(out, signed_in):
    homes = [home for stop in out.stops.filter(kind="shelter") for home in stop.taken]
    address = reverse("operations:outcomes", kwargs={"pk": out.pk})
    signed_in("registrar").post(address, entries(out))
    assert not Household.objects.filter(pk__in=homes, gone=None).exists()
    left = Evacuation.objects.filter(mission=out)
    assert {str(one.household_id) for one in left} == set(homes)
    assert Handover.objects.count() == 0, "on the way is not handed over"
    for stop in out.stops.filter(kind="centre"):
        log_entry(out, LogKind.DONE, stop=stop)
    assert Handover.objects.aggregate(n=Sum("people"))["n"] == left.aggregate(n=Sum("people"))["n"]


def test_a_centre_counts_people_in_once(out, signed_in):
    client = signed_in("registrar")
    client.post(reverse("operations:outcomes", kwargs={"pk": out.pk}), entries(out))
    row = Evacuation.objects.filter(mission=out).exclude(centre=None).first()
    address = reverse("operations:centre_handovers", kwargs={"pk": row.centre_id})
    for counted in (row.people, 0):
        client.post(address, {"evacuation": row.pk, "people": counted})
    assert [one.people for one in Handover.objects.filter(evacuation=row)] == [row.people]


def test_a_refusal_needs_a_reason_and_becomes_a_decision(out, signed_in):
    client, address = signed_in("registrar"), reverse("operations:outcomes", kwargs={"pk": out.pk})
    said = entries(out, "refused")
    assert client.post(address, {key: value for key, value in said.items() if "reason" not in key}).status_code == 422
    assert client.post(address, said).status_code == 302
    homes = [home for stop in out.stops.filter(kind="shelter") for home in stop.taken]
    assert set(Household.objects.filter(pk__in=homes).values_list("reasons", flat=True)) == {"home"}
    assert not Household.objects.filter(pk__in=homes).exclude(gone=None).exists()


def test_exposure_is_added_to_the_crew_once(out, signed_in):
    met = out.crew.cumulative_exposure
    client, address = signed_in("registrar"), reverse("operations:outcomes", kwargs={"pk": out.pk})
    first = next(one for one in out.stops.filter(kind="shelter") if one.goods)
    for key, amount in entries(out).items():
        if key.startswith(f"{first.pk}.g."):
            client.post(address, {key: amount})
    out.crew.refresh_from_db()
    assert out.crew.cumulative_exposure == pytest.approx(met + out.figures["crew_exposure_mean"])


def test_nothing_can_have_happened_before_the_crew_left(mission, signed_in):
    answer = signed_in("registrar").post(reverse("operations:outcomes", kwargs={"pk": mission.pk}), entries(mission))
    assert answer.status_code == 302
    assert Outcome.objects.count() == 0


def test_goods_are_conserved_between_depot_and_mission(out):
    loaded = StockMovement.objects.filter(mission=out, why=StockMovement.Why.LOADED)
    wanted: dict[str, float] = {}
    for stop in out.stops.all():
        for key, amount in stop.goods:
            wanted[key] = wanted.get(key, 0.0) + amount
    assert {row.item.key: -row.amount for row in loaded} == pytest.approx(wanted)
    held = {row.name: row.amount for row in holdings.held_by_depot()[str(out.vehicle.depot_id)]}
    holdings.load_goods(out, None)
    again = {row.name: row.amount for row in holdings.held_by_depot()[str(out.vehicle.depot_id)]}
    assert again == held, "loading twice takes nothing twice"


def test_movements_by_hand_have_the_right_sign_and_sum(out, signed_in):
    depot, item = out.vehicle.depot, Item.objects.get(key="water")
    address, client = reverse("operations:depot_stock", kwargs={"pk": depot.pk}), signed_in("coordinator")
    before = StockMovement.objects.filter(depot=depot, item=item).aggregate(n=Sum("amount"))["n"]
    for amount, why in ((100, "received"), (30, "lost"), (-5, "counted")):
        client.post(address, {"item": item.pk, "amount": amount, "why": why})
    after = StockMovement.objects.filter(depot=depot, item=item).aggregate(n=Sum("amount"))["n"]
    assert after - before == pytest.approx(100 - 30 - 5)
