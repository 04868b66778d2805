from __future__ import annotations

from corridor.domain.operation import Household, Shelter
from corridor.domain.plan import Sharing, StopKind
from corridor.exchange.coarse import areas, cell_of, coarse, coarse_operation


def stops_of(plan):
    return [stop for mission in plan.missions for trip in mission.trips for stop in trip.stops]


def test_times_are_whole_hours(real_day):
    plan = coarse(real_day.plan, real_day.operation)
    assert plan.sharing is Sharing.COARSE
    for stop in stops_of(plan):
        assert stop.arrive_s % 3600 == stop.begin_s % 3600 == stop.depart_s % 3600 == 0
    for mission in plan.missions:
        for trip in mission.trips:
            assert trip.turn_back_s % 3600 == 0
            assert all(leg.path.depart_s % 3600 == leg.path.arrive_s % 3600 == 0 for leg in trip.legs)


def test_stops_are_the_middles_of_cells_and_named_by_area(real_day):
    for stop in stops_of(coarse(real_day.plan, real_day.operation)):
        assert (stop.lon, stop.lat) == cell_of(stop.lon, stop.lat).centre
        assert stop.place_id.startswith("area-")
        assert stop.taken == stop.brought == ()


def test_no_roads_lines_reasons_or_names_of_sources(real_day):
    text = coarse(real_day.plan, real_day.operation).model_dump_json()
    for secret in ("Verbova", "Ковальська", "Липова", "Марічки", "sh-0", "hh-", "need-", "keeps off"):
        assert secret not in text
    for mission in coarse(real_day.plan, real_day.operation).missions:
        for trip in mission.trips:
            assert len(trip.legs) == len(trip.stops) - 1
            assert all(leg.second_best is None and leg.path.line == () and leg.aboard == 0 for leg in trip.legs)


def moved(day, shelter_id, lon, lat):
    """The same day with one shelter elsewhere, plan included."""
    shelters = tuple(
        one.model_copy(update={"lon": lon, "lat": lat}) if one.id == shelter_id else one
        for one in day.operation.shelters
    )
    return day.operation.model_copy(update={"shelters": shelters})


def test_where_in_its_cell_a_shelter_lies_changes_nothing(real_day):
    shelter = real_day.operation.shelters[0]
    lon, lat = cell_of(shelter.lon, shelter.lat).centre
    elsewhere = moved(real_day, shelter.id, lon + 0.0031, lat - 0.0029)
    assert cell_of(lon + 0.0031, lat - 0.0029) == cell_of(shelter.lon, shelter.lat)
    assert coarse(real_day.plan, elsewhere) == coarse(real_day.plan, real_day.operation)
    assert coarse_operation(elsewhere) == coarse_operation(real_day.operation)


def test_two_shelters_in_one_cell_give_one_point(real_day):
    one, two = real_day.operation.shelters[:2]
    together = moved(real_day, two.id, *cell_of(one.lon, one.lat).centre)
    grid = areas(together)
    assert grid.cell[one.id] == grid.cell[two.id]
    assert len(coarse_operation(together).shelters) == len(coarse_operation(real_day.operation).shelters) - 1
    trip = coarse(real_day.plan, together).missions[0].trips[0]
    before = coarse(real_day.plan, real_day.operation).missions[0].trips[0]
    assert len(trip.stops) == len(before.stops) - 1
    joined = next(stop for stop in trip.stops if stop.place_id == grid.name(grid.cell[one.id]))
    assert {delivery.item_id: delivery.amount for delivery in joined.deliveries} == {"water": 240, "food": 74}


def alone(operation, people):
    """The operation where the first shelter holds so many people only."""
    first = operation.shelters[0]
    return operation.model_copy(
        update={
            "shelters": (first.model_copy(update={"people": people}), *operation.shelters[1:]),
            "households": tuple(
                one.model_copy(update={"people": 1}) if one.shelter_id == first.id else one
                for one in operation.households
            ),
        }
    )


def test_a_cell_with_four_people_is_not_told_one_with_five_is(real_day):
    first = real_day.operation.shelters[0]
    cell = cell_of(first.lon, first.lat)
    for people, told in ((4, False), (5, True)):
        operation = alone(real_day.operation, people)
        assert (cell in {cell_of(s.lon, s.lat) for s in coarse_operation(operation).shelters}) is told
        trip = coarse(real_day.plan, operation).missions[0].trips[0]
        kept = [s for s in trip.stops if s.kind is StopKind.SHELTER]
        assert (cell in {cell_of(s.lon, s.lat) for s in kept}) is told
        assert len(trip.legs) == len(trip.stops) - 1


def test_a_leg_over_a_stop_left_out_keeps_the_whole_way(real_day):
    operation = alone(real_day.operation, 4)
    before = real_day.plan.missions[0].trips[0]
    after = coarse(real_day.plan, operation).missions[0].trips[0]
    assert abs(sum(leg.path.length_m for leg in after.legs) - sum(leg.path.length_m for leg in before.legs)) < 4000


def test_small_groups_taken_are_not_counted(real_day):
    counts = {stop.people_taken for stop in stops_of(coarse(real_day.plan, real_day.operation)) if stop.people_taken}
    assert counts <= {5, 10, 15}
    few = real_day.operation.model_copy(
        update={
            "households": tuple(one.model_copy(update={"people": 1}) for one in real_day.operation.households),
        }
    )
    shelter_stops = [s for s in stops_of(coarse(real_day.plan, few)) if s.kind is StopKind.SHELTER]
    assert shelter_stops
    assert all(stop.people_taken is None for stop in shelter_stops)


def test_the_coarse_operation_holds_no_people_places_or_reports(real_day):
    operation = coarse_operation(real_day.operation)
    assert operation.households == operation.checkpoints == operation.closures == operation.stocks == ()
    assert all(place.name == "" for place in (*operation.depots, *operation.centres, *operation.shelters))
    assert all(isinstance(place, Shelter) and place.people % 5 == 0 for place in operation.shelters)
    assert not any(isinstance(one, Household) for one in operation.needs)


def test_the_coarse_copy_of_a_coarse_copy_of_figures_is_itself(real_day):
    figures = coarse(real_day.plan, real_day.operation).figures
    assert figures.length_m % 1000 == 0
    assert figures.person_exposure_upper == 1.1
