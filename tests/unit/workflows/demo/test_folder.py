"""The folder: complete, clean, plausible, and the same bytes for the same seed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from corridor.domain.operation import Decision
from corridor.domain.supply import supplies
from corridor.errors import InputRefused
from corridor.exchange.operation import read_evidence, read_operation
from corridor.i18n import using
from corridor.workflows.demo import facts, write_demo_folder
from corridor.workflows.demo.people import PEOPLE, SHELTERS

if TYPE_CHECKING:
    from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_same_seed_same_bytes_other_seed_other_case(folder: Path, tmp_path: Path) -> None:
    write_demo_folder(tmp_path / "again", 2023)
    assert contents(tmp_path / "again") == contents(folder)
    write_demo_folder(tmp_path / "other", 5)
    other = contents(tmp_path / "other")
    assert other.keys() == contents(folder).keys()
    assert other["households.csv"] != (folder / "households.csv").read_bytes()


def test_names_follow_the_language_and_nothing_else_does(folder: Path, tmp_path: Path) -> None:
    with using("uk"):
        write_demo_folder(tmp_path / "uk", 2023)
        write_demo_folder(tmp_path / "again", 2023)
    assert contents(tmp_path / "uk") == contents(tmp_path / "again")
    ours, theirs = read_operation(tmp_path / "uk"), read_operation(folder)
    assert ours.problems == ()
    assert [place.name for place in ours.operation.depots if "Костянтинівка" in place.name]
    for kind in ("depots", "centres", "checkpoints"):
        named = getattr(ours.operation, kind)
        assert not any(town in place.name for place in named for town in facts.places())
        assert [place.model_copy(update={"name": ""}) for place in named] == [
            place.model_copy(update={"name": ""}) for place in getattr(theirs.operation, kind)
        ]
    for file in ("roads.osm", "households.csv", "stocks.csv", "needs.csv", "crews.csv", "vehicles.csv", "closures.csv"):
        assert (tmp_path / "uk" / file).read_bytes() == (folder / file).read_bytes()


def test_every_row_is_accepted(folder: Path) -> None:
    read = read_operation(folder)
    assert read.problems == ()
    evidence = read_evidence(folder, read.operation.settings)
    assert evidence.problems == ()
    assert len(evidence.files) == 5
    assert 3_000 < len(evidence.incidents) < 12_000
    assert len(evidence.fronts) == 3
    assert len(evidence.passages) > 200


def test_people_and_decisions(folder: Path) -> None:
    operation = read_operation(folder).operation
    assert operation.settings.demonstration
    assert len(operation.shelters) == sum(SHELTERS.values()) == 60
    assert sum(household.people for household in operation.households) == PEOPLE == 900
    at = Counter[str]()
    for household in operation.households:
        at[household.shelter_id] += household.people
    assert {shelter.id: shelter.people for shelter in operation.shelters} == dict(at)
    share = Counter(household.decision for household in operation.households)
    assert 0.33 < share[Decision.LEAVE] / len(operation.households) < 0.5
    assert all(household.reason for household in operation.households if household.decision is not Decision.LEAVE)
    assert sum(household.wheelchairs for household in operation.households) >= 5
    assert sum(household.stretchers for household in operation.households) >= 2


def test_fleet_and_supply(folder: Path) -> None:
    operation = read_operation(folder).operation
    assert (len(operation.depots), len(operation.centres), len(operation.vehicles)) == (3, 3, 8)
    assert len({vehicle.profile for vehicle in operation.vehicles}) == 5
    assert [point.id for point in operation.checkpoints if point.checkin] == ["P2"]
    days = sorted(supply.days_left for supply in supplies(operation, operation.as_of_s))
    assert days[0] < 0.1
    assert days[-1] > 4


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_other_seeds_are_clean_too(seed: int, tmp_path: Path) -> None:
    write_demo_folder(tmp_path, seed)
    assert read_operation(tmp_path).problems == ()


def test_folder_of_someone_else_is_refused(tmp_path: Path) -> None:
    from corridor.workflows.demo.run import MARKER, refuse_foreign

    refuse_foreign(tmp_path / "new")
    refuse_foreign(tmp_path)
    (tmp_path / MARKER).write_text("earlier run")
    (tmp_path / "plan").mkdir()
    refuse_foreign(tmp_path)
    (tmp_path / "diary.txt").write_text("mine")
    with pytest.raises(InputRefused, match=r"diary\.txt") as refused:
        refuse_foreign(tmp_path)
    assert refused.value.code == "output.not_ours"
    with pytest.raises(InputRefused):
        refuse_foreign(tmp_path / "diary.txt")
