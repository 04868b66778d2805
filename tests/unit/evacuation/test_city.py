"""The city's witness catches every kind of lie; bounds and minimum cuts on what can be reckoned by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.domain.flows import FlowTask
from corridor.evacuation.city.ground import lay
from corridor.evacuation.city.plan import plan_city
from corridor.evacuation.roads.cut import best_cut, proves
from corridor.evacuation.witness.city import Stage, replay_city
from corridor.exchange.city.read import read_city
from corridor.exchange.network_store import open_network
from corridor.kernels.closing import arrivals, last_departures
from corridor.workflows.demo.city import write_demo_city


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city") / "small"
    write_demo_city(folder, people=4_000)
    read = read_city(folder)
    ground = lay(read.city, read.areas, open_network(folder / "roads"))
    return ground, plan_city(ground, seconds=5)


def staged(ground, answer):
    city = ground.city
    depots = {depot.id: int(node) for depot, node in zip(city.depots, ground.depot, strict=True)}
    return Stage(
        ground.tail,
        ground.network.head,
        ground.shut,
        ground.capacity,
        ground.car_s,
        tuple(ground.bus_s(fleet) for fleet in answer.rounds.fleets),
        answer.rounds.fleets,
        tuple(depots[fleet.depot_id] for fleet in answer.rounds.fleets),
        ground.zone,
        ground.centre,
        np.array([centre.capacity for centre in city.centres]),
        np.array([zone.people - zone.people_by_car for zone in city.zones]),
        np.array([zone.people_by_car / zone.people_per_car for zone in city.zones]),
        city.settings.evacuation.bus_in_cars,
    )


def judged(ground, answer, stage=None, runs=None, convoys=None):
    cars = answer.cars
    return replay_city(
        stage or staged(ground, answer),
        answer.table.runs if runs is None else runs,
        answer.table.left,
        cars.convoys if convoys is None else convoys,
        cars.roads.edge,
        cars.roads.zones,
        cars.left,
    ).problem


def changed(runs, **leg):
    """The first leg of the first bus with some of it changed."""
    first = runs[0]
    return (replace(first, legs=(replace(first.legs[0], **leg), *first.legs[1:])), *runs[1:])


def test_the_plan_passes(planned):
    ground, answer = planned
    assert judged(ground, answer) == ""
    assert answer.bound_s <= max(answer.replay.bus_last, answer.replay.car_last)


def test_people_may_not_vanish_or_multiply(planned):
    ground, answer = planned
    people = answer.table.runs[0].legs[0].people
    assert judged(ground, answer, runs=changed(answer.table.runs, people=people - 1))
    assert judged(ground, answer, runs=changed(answer.table.runs, people=500))
    assert judged(ground, answer, runs=answer.table.runs[1:])
    assert judged(ground, answer, convoys=answer.cars.convoys[1:])


def test_a_bus_may_neither_hurry_nor_be_in_two_places(planned):
    ground, answer = planned
    leg = answer.table.runs[0].legs[0]
    assert judged(ground, answer, runs=changed(answer.table.runs, out=replace(leg.out, arrives=leg.out.arrives - 60)))
    assert judged(ground, answer, runs=changed(answer.table.runs, out=replace(leg.out, edges=leg.out.edges[1:])))
    assert judged(ground, answer, runs=(*answer.table.runs, answer.table.runs[0]))


def test_shut_roads_full_roads_and_full_centres_are_seen(planned):
    ground, answer = planned
    stage = staged(ground, answer)
    assert "is shut" in judged(ground, answer, stage=replace(stage, shut=np.zeros_like(stage.shut)))
    assert "room for" in judged(ground, answer, stage=replace(stage, capacity=stage.capacity * 0.2))
    assert "is full" in judged(ground, answer, stage=replace(stage, room=np.full_like(stage.room, 10)))


def test_the_bound_counts_the_drive_behind_a_full_road():
    # Road 0 lets 0.5 a second through and is followed by ten minutes' drive: 900 / 0.5 + 60 + 600.
    task = FlowTask(
        4,
        np.array([0, 1, 2], np.int32),
        np.array([1, 2, 3], np.int32),
        np.array([0.5, 2.0, 2.0]),
        np.array([60.0, 300.0, 300.0]),
        np.full(3, np.inf),
        np.array([0], np.int32),
        np.array([900.0]),
        np.array([3], np.int32),
    )
    cut = best_cut(task, np.array([0]))
    assert cut.seconds == pytest.approx(2460, rel=1e-6)
    assert proves(task, cut)


def test_the_last_departure_is_the_last_moment_that_arrives():
    # 0 -> 1 -> 2, and a slower way 0 -> 2 that stays open longer.
    first_out = np.array([0, 2, 3, 3])
    tail, head = np.array([0, 0, 1], np.int32), np.array([1, 2, 2], np.int32)
    seconds, shut = np.array([100.0, 400.0, 100.0]), np.array([500.0, 700.0, 550.0])
    latest, via = last_departures(3, tail, head, seconds, shut, np.array([2]))
    assert latest[0] == 350
    assert via[0] == 0
    assert latest[1] == 450
    assert arrivals(first_out, head, seconds, shut, 0, 350.0)[0][2] == 550
    assert np.isinf(arrivals(first_out, head, seconds, shut, 0, 351.0)[0][2])
