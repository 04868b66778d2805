"""Published bus instances by their own checker, and real road networks against the bound, CCRP and each other."""

from __future__ import annotations

import csv
import subprocess
import sys

import pytest

from corridor.workflows.evacuate_buses import evacuate_buses
from corridor.workflows.evacuate_roads import evacuate_roads

pytestmark = pytest.mark.external

SMALL = ("rand/set2/BEP-1-2-2-2-i1.txt", "rand/set3/BEP-1-3-3-2-i5.txt", "rand/set4/BEP-1-4-4-3-i4.txt")
NETWORKS = (("Anaheim_net.tntp", "anaheim"), ("ChicagoSketch_net.tntp", "chicago_sketch"))


@pytest.mark.parametrize("name", SMALL)
def test_published_bus_instances_are_proven(external_data, tmp_path, name):
    folder = external_data / "bep"
    with (folder / "reference.csv").open(encoding="utf-8") as rows:
        reference = {row["instance"]: float(row["reference"]) for row in csv.DictReader(rows)}
    out = tmp_path / "routes.json"
    done = evacuate_buses(folder / "instances" / name, out, time_limit=120)
    assert done.status == "optimal"
    judged = subprocess.run(
        [sys.executable, folder / "checker.py", folder / "instances" / name, out],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.stdout.split() == ["makespan", f"{reference[name]:g}"]


@pytest.mark.parametrize(("net", "stem"), NETWORKS)
def test_real_networks_lie_within_one_percent_of_the_bound(external_data, net, stem):
    folder = external_data / "flow"
    found = evacuate_roads(folder / net, folder / f"{stem}_zones.csv", folder / f"{stem}_exits.csv", time_limit=20)
    assert found.quickest.gap <= 0.01
    assert found.replayed.out == pytest.approx(28_000, abs=0.5)
    assert found.ccrp is not None
    assert found.ccrp > found.quickest.seconds
