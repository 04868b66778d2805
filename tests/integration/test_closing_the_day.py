"""A day closed: plan, drive, write down what happened, record it, and find the folder ready for tomorrow."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from corridor.domain.outcomes import Outcome

if TYPE_CHECKING:
    from pathlib import Path


def written_down(plan: dict, path: Path) -> dict[str, float]:
    """A crew's outcomes for every stop of ``plan``, all as planned; returns what was delivered by item."""
    delivered: dict[str, float] = {}
    rows = []
    for mission in plan["missions"]:
        for stop in (stop for trip in mission["trips"] for stop in trip["stops"]):
            row = {"time": datetime.fromtimestamp(stop["begin_s"], UTC).isoformat(), "mission_id": mission["id"]}
            rows += [row | {"what": "taken", "household_id": household} for household in stop["taken"]]
            for given in stop["deliveries"]:
                item = given["item_id"]
                rows.append(
                    row
                    | {
                        "what": "delivered",
                        "shelter_id": stop["place_id"],
                        "item_id": item,
                        "amount": given["amount"],
                        "detail": given["need_id"],
                    }
                )
                delivered[item] = delivered.get(item, 0) + given["amount"]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(Outcome.model_fields))
        writer.writeheader()
        writer.writerows(rows)
    return delivered


def test_a_day_moves_tomorrow(folder, corridor, tmp_path):
    first = tmp_path / "first"
    code, _, shown = corridor("plan", folder, "--out", first, "--iterations", 2)
    assert code == 0, shown
    plan = json.loads((first / "plan.json").read_text(encoding="utf-8"))
    taken = {h for m in plan["missions"] for t in m["trips"] for stop in t["stops"] for h in stop["taken"]}
    assert taken == {"h1"}
    delivered = written_down(plan, tmp_path / "outcomes.csv")

    recorded = ("record", folder, tmp_path / "outcomes.csv", "--plan", first / "plan.json")
    code, summary, _ = corridor(*recorded, figures=tmp_path / "summary.json")
    assert code == 0
    assert summary["people_out"] == plan["people_taken"] == 3
    assert summary["delivered"] == pytest.approx(delivered)
    assert sum(summary["exposure_by_crew"].values()) > 0
    after = {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert corridor(*recorded)[0] == 0
    assert {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == after

    settings = (folder / "operation.toml").read_text(encoding="utf-8")
    (folder / "operation.toml").write_text(settings.replace("2023-02-14", "2023-02-15"), encoding="utf-8")
    code, figures, _ = corridor("check", folder, figures=tmp_path / "check.json")
    assert (code, figures["counts"]["people"], figures["counts"]["households"]) == (0, 14, 1)
