from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import typer

from corridor.cli import app as application
from corridor.domain.base import Record
from corridor.domain.operation import Operation
from corridor.exchange.operation import read_operation
from corridor.exchange.operation.tables import TABLES
from corridor.exchange.schema import OUTCOMES, markdown, schemas, table_schema

REPOSITORY = Path(__file__).parents[3]


def test_the_page_of_columns_is_up_to_date():
    page = (REPOSITORY / "docs" / "reference" / "schema.md").read_text(encoding="utf-8")
    assert page == markdown(), "run: corridor schema --markdown > docs/reference/schema.md"


@pytest.mark.parametrize("name", [name for name in schemas() if name.endswith(".schema.json")])
def test_every_json_schema_is_one(name):
    schema = schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")


def test_the_minimal_example_fits_the_schemas():
    operation: Operation = read_operation(REPOSITORY / "examples" / "minimal").operation
    found = schemas()
    for spec in TABLES:
        validator = jsonschema.Draft202012Validator(found[f"{spec.file}.schema.json"])
        for record in getattr(operation, spec.attribute):
            assert isinstance(record, Record)
            validator.validate(json.loads(record.model_dump_json(exclude_none=True)))
    settings = json.loads(operation.settings.model_dump_json(exclude_defaults=True))
    jsonschema.validate(settings, found["operation.toml.schema.json"])


def test_a_row_that_does_not_fit_is_refused_by_the_schema_too():
    validator = jsonschema.Draft202012Validator(schemas()["depots.csv.schema.json"])
    assert not validator.is_valid({"id": "d1", "lon": 200, "lat": 1})
    assert not validator.is_valid({"id": "d 1", "lon": 20, "lat": 1})
    assert validator.is_valid({"id": "d1", "lon": 20, "lat": 1})


def test_table_schemas_name_keys_references_and_limits():
    schema = table_schema(next(spec for spec in TABLES if spec.file == "vehicles.csv"))
    fields = {field["name"]: field for field in schema["fields"]}
    assert schema["primaryKey"] == ["id"]
    assert {key["fields"] for key in schema["foreignKeys"]} == {"depot_id", "crew_id"}
    assert fields["profile"]["constraints"]["enum"][0] == "car"
    assert fields["seats"] == {"name": "seats", "type": "integer", "constraints": fields["seats"]["constraints"]}
    assert fields["seats"]["constraints"]["required"] is True
    assert fields["seats"]["constraints"]["minimum"] == 0
    assert "required" not in fields["width_m"].get("constraints", {})
    assert {f["type"] for f in table_schema(OUTCOMES)["fields"]} == {"string", "datetime", "number", "integer"}


def test_the_data_package_lists_every_table():
    package = schemas()["datapackage.json"]
    assert [resource["path"] for resource in package["resources"]] == [spec.file for spec in TABLES]


def run(monkeypatch, *words: str) -> None:
    monkeypatch.setattr(application, "COMMANDS", ("schema",))
    with pytest.raises((SystemExit, typer.Exit)) as left:
        application.run(["schema", *words])
    assert not getattr(left.value, "code", 0)


def test_the_command_prints_writes_and_tells(monkeypatch, capsys, tmp_path):
    run(monkeypatch)
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(schemas()))
    run(monkeypatch, "--markdown")
    assert capsys.readouterr().out == markdown()
    run(monkeypatch, "--out", str(tmp_path / "s"), "--json", str(tmp_path / "all.json"))
    assert {path.name for path in (tmp_path / "s").iterdir()} == set(schemas())
    assert set(json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))) == set(schemas())
