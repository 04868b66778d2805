"""Make an operation folder around any OpenStreetMap extract, with fictional shelters, people and incidents.

    python examples/around_extract.py town.osm.pbf FOLDER [--shelters 20] [--seed 1]
    corridor check FOLDER && corridor plan FOLDER --out today

For trying the program on real roads. Everything but the roads is drawn from a seeded generator.
"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from corridor.domain.incidents import IncidentKind, Incidents
from corridor.domain.network import RoadClass, RoadNetwork
from corridor.domain.operation import (
    Crew,
    Decision,
    Depot,
    Household,
    Item,
    Operation,
    OperationSettings,
    PlanSettings,
    ReceptionCentre,
    Shelter,
    Stock,
    Vehicle,
)
from corridor.domain.profiles import Profile
from corridor.exchange.incidents import write_incidents_csv
from corridor.exchange.network_store import open_network
from corridor.exchange.operation import write_operation
from corridor.workflows.import_roads import import_roads

DAY = date(2026, 3, 10)
AS_OF = datetime(2026, 3, 9, 18, tzinfo=UTC)


def main_island(network: RoadNetwork) -> np.ndarray:
    """Nodes that cars reach from the best connected node, and return from, over real streets."""
    usable = ((network.access & Profile.CAR.bit) > 0) & (network.road_class <= RoadClass.RESIDENTIAL)
    tails, heads = network.tail[usable], network.head[usable]
    size = network.node_count
    _, label = connected_components(
        csr_matrix((np.ones(len(tails), np.int8), (tails, heads)), (size, size)), connection="strong"
    )
    return np.flatnonzero(label == np.bincount(label).argmax())


def operation(network: RoadNetwork, shelters: int, rng: np.random.Generator) -> Operation:
    """Shelters at random junctions of the main island; two depots and a centre at its edges."""
    nodes = main_island(network)
    west_to_east = nodes[np.argsort(network.node_lon[nodes])]

    def at(node: int) -> dict[str, float]:
        return {"lon": float(network.node_lon[node]), "lat": float(network.node_lat[node])}

    homes = rng.choice(nodes, shelters, replace=False)
    people = [
        Household(
            id=f"H{s:03d}-{k}",
            shelter_id=f"S{s:03d}",
            people=int(rng.integers(1, 6)),
            wheelchairs=int(rng.random() < 0.08),
            pet_cages=int(rng.random() < 0.2),
            decision=Decision(rng.choice(["leave", "stay", "undecided"], p=[0.4, 0.35, 0.25])),
            priority=int(rng.choice([1, 2, 2, 3])),
        )
        for s in range(shelters)
        for k in range(int(rng.integers(1, 5)))
    ]
    here = {f"S{s:03d}": sum(h.people for h in people if h.shelter_id == f"S{s:03d}") for s in range(shelters)}
    counted = AS_OF - timedelta(hours=6)
    fleet = [
        (Profile.MINIBUS, 14, 900),
        (Profile.CAR, 3, 300),
        (Profile.ARMOURED_VAN, 6, 700),
        (Profile.TRUCK, 1, 4000),
    ]
    return Operation(
        settings=OperationSettings(
            name="Around an extract (fictional)",
            timezone="Europe/Kyiv",
            day=DAY,
            as_of=AS_OF,
            plan=PlanSettings(day_starts=time(6), day_ends=time(19)),
        ),
        depots=(
            Depot(id="D1", name="Depot west", **at(west_to_east[0])),
            Depot(id="D2", name="Depot east", **at(west_to_east[-1])),
        ),
        centres=(ReceptionCentre(id="C1", name="Centre west", capacity=400, **at(west_to_east[len(nodes) // 50])),),
        shelters=tuple(
            Shelter(id=f"S{s:03d}", name=f"Shelter {s}", people=here[f"S{s:03d}"], **at(node))
            for s, node in enumerate(homes)
        ),
        households=tuple(people),
        items=(
            Item(id="water", name="Water", unit="litre", kg=1, litres=1, per_person_day=3),
            Item(id="food", name="Food parcel", unit="piece", kg=6, litres=12, per_person_day=0.2),
        ),
        stocks=tuple(
            Stock(
                shelter_id=f"S{s:03d}",
                item_id=item,
                amount=round(float(rng.random() * 5 * norm * here[f"S{s:03d}"]), 1),
                counted=counted,
            )
            for s in range(shelters)
            for item, norm in (("water", 3), ("food", 0.2))
        ),
        crews=tuple(Crew(id=f"K{i + 1}", members=2, risk_budget=2.0) for i in range(len(fleet))),
        vehicles=tuple(
            Vehicle(
                id=f"V{i + 1}",
                profile=profile,
                depot_id=f"D{i % 2 + 1}",
                crew_id=f"K{i + 1}",
                seats=seats,
                wheelchair_places=int(profile is Profile.MINIBUS),
                pet_cages=2,
                load_kg=kg,
                load_litres=kg * 2,
                protection=0.5 if profile is Profile.ARMOURED_VAN else 1,
            )
            for i, (profile, seats, kg) in enumerate(fleet)
        ),
    )


def incidents(network: RoadNetwork, rng: np.random.Generator, count: int = 300) -> Incidents:
    """Clusters in the last sixty days around five centres, more towards the end."""
    centres = rng.integers(0, network.node_count, 5)
    which = rng.choice(centres, count)
    days_ago = rng.exponential(15, count).clip(0.1, 60)
    happened = (AS_OF.timestamp() - days_ago * 86400).astype(np.int64)
    order = np.argsort(happened)
    return Incidents(
        time_s=happened[order],
        time_precision_s=np.full(count, 3600, np.int64),
        reported_s=happened[order] + 3600,
        lon=(network.node_lon[which] + rng.normal(0, 0.01, count))[order],
        lat=(network.node_lat[which] + rng.normal(0, 0.007, count))[order],
        precision_m=np.full(count, 200, np.float32),
        kind=np.full(count, IncidentKind.SHELLING, np.uint8),
        confidence=np.full(count, 0.8, np.float32),
        source=np.zeros(count, np.int32),
        sources=("fictional",),
    )


def main() -> None:
    """Read the arguments, write the folder."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("extract", type=Path)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--shelters", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    rng = np.random.default_rng(given.seed)
    import_roads(given.extract, given.folder / "roads")
    network = open_network(given.folder / "roads")
    write_operation(operation(network, given.shelters, rng), given.folder)
    (given.folder / "incidents").mkdir(exist_ok=True)
    write_incidents_csv(given.folder / "incidents" / "fictional.csv", incidents(network, rng))


if __name__ == "__main__":
    main()
