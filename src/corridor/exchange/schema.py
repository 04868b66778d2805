"""The published schemas, all made from the models: JSON Schema, Frictionless Table Schema, and tables for the docs.

Sources: JSON Schema 2020-12; Table Schema and Data Package, https://specs.frictionlessdata.io.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from corridor.domain.city_plan import CityPlan
from corridor.domain.operation import OperationSettings
from corridor.domain.outcomes import Outcome
from corridor.domain.plan import Plan
from corridor.exchange.operation.tables import (
    BY_ATTRIBUTE,
    CITY_ONLY,
    PLACES,
    SETTINGS_FILE,
    TABLES,
    TableSpec,
    cell_kinds,
)
from corridor.exchange.operation.write import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

    from corridor.domain.base import Record

OUTCOMES = TableSpec("outcomes.csv", "outcomes", Outcome)
"""Not part of the folder that is planned from: what comes back in the evening."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TABLE_TYPES = {
    "text": "string",
    "choice": "string",
    "number": "number",
    "integer": "integer",
    "yes_no": "boolean",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
}
_IN_WORDS = {
    "text": "text",
    "choice": "one of",
    "number": "number",
    "integer": "whole number",
    "yes_no": "yes or no",
    "date": "date",
    "time": "clock time",
    "datetime": "moment with offset",
}
_LIMITS = (("ge", "minimum"), ("le", "maximum"), ("gt", "exclusiveMinimum"), ("max_length", "maxLength"))


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by its file's name: ``X.schema.json`` (JSON), ``X.table.json`` (tables), ``datapackage.json``."""
    found: dict[str, dict[str, Any]] = {f"{SETTINGS_FILE}.schema.json": _json_schema(OperationSettings, SETTINGS_FILE)}
    for spec in (*TABLES, *CITY_ONLY, PLACES, OUTCOMES):
        found[f"{spec.file}.schema.json"] = _json_schema(spec.model, f"a row of {spec.file}")
        found[f"{spec.file}.table.json"] = table_schema(spec)
    found["plan.json.schema.json"] = _json_schema(Plan, "plan.json")
    found["city_plan.json.schema.json"] = _json_schema(CityPlan, "city_plan.json")
    found["closing.geojson.schema.json"] = _features(
        "closing.geojson",
        ("LineString", "MultiLineString", "Polygon", "MultiPolygon"),
        {
            "id": {"type": "string"},
            "name": {"type": "string"},
            "metres_per_hour": {"type": "number", "minimum": 0, "description": "how fast the distance grows"},
            "starts": {"type": "string", "format": "date-time", "description": "with offset; missing: as_of"},
            "most_km": {"type": "number", "minimum": 0, "description": "the distance grows no further"},
        },
        ("metres_per_hour",),
    )
    found["passages.geojson.schema.json"] = _features(
        "passages.geojson",
        ("LineString",),
        {
            "time": {"type": "string", "format": "date-time", "description": "when it was driven, with offset"},
            "unharmed": {"type": "boolean", "default": True},
            "source": {"type": "string", "description": "anonymous id of the source"},
        },
        ("time",),
    )
    found["lines_of_control.geojson.schema.json"] = _features(
        "lines_of_control.geojson",
        ("Polygon", "MultiPolygon"),
        {"date": {"type": "string", "format": "date", "description": "local day of publication"}},
        ("date",),
    )
    found["datapackage.json"] = {
        "name": "corridor-operation-folder",
        "title": "Operation folder of Corridor",
        "resources": [
            {
                "name": spec.attribute,
                "path": spec.file,
                "profile": "tabular-data-resource",
                "schema": table_schema(spec),
            }
            for spec in TABLES
        ],
    }
    return found


def _json_schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    return {"$schema": _DIALECT} | model.model_json_schema() | {"title": title}


def _features(
    title: str, kinds: tuple[str, ...], properties: dict[str, Any], needed: tuple[str, ...]
) -> dict[str, Any]:
    feature = {
        "type": "object",
        "required": ["type", "properties", "geometry"],
        "properties": {
            "type": {"const": "Feature"},
            "properties": {"type": "object", "required": list(needed), "properties": properties},
            "geometry": {
                "type": "object",
                "required": ["type", "coordinates"],
                "properties": {
                    "type": {"enum": list(kinds)},
                    "coordinates": {"type": "array", "description": "lon, lat; WGS84 degrees (RFC 7946)"},
                },
            },
        },
    }
    return {
        "$schema": _DIALECT,
        "title": title,
        "type": "object",
        "required": ["type", "features"],
        "properties": {"type": {"const": "FeatureCollection"}, "features": {"type": "array", "items": feature}},
    }


def table_schema(spec: TableSpec) -> dict[str, Any]:
    """The Frictionless Table Schema of one CSV file, with its primary key and references."""
    kinds = cell_kinds(spec.model)
    fields = []
    for name, field in spec.model.model_fields.items():
        entry: dict[str, Any] = {"name": name, "type": _TABLE_TYPES[kinds[name]]}
        if kinds[name] == "time":
            entry["format"] = "%H:%M"
        if kinds[name] == "yes_no":
            entry |= {"trueValues": ["yes", "true", "1"], "falseValues": ["no", "false", "0"]}
        if field.description:
            entry["description"] = field.description
        if constraints := _constraints(spec.model, name, field):
            entry["constraints"] = constraints
        fields.append(entry)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""], "primaryKey": list(spec.key)}
    if spec.references:
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": BY_ATTRIBUTE[table].attribute, "fields": "id"}}
            for column, table in spec.references
        ]
    return schema


def _constraints(model: type[Record], name: str, field: FieldInfo) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if field.is_required() else {}
    whole = model.model_json_schema()
    described = whole["properties"][name]
    options = [described, *described.get("anyOf", ())]
    options += [whole["$defs"][o["$ref"].rsplit("/", 1)[1]] for o in options if "$ref" in o]
    for option in options:
        for keyword in ("minimum", "maximum", "pattern", "minLength", "maxLength", "enum"):
            if keyword in option:
                constraints[keyword] = option[keyword]
        if "exclusiveMinimum" in option:
            constraints["minimum"] = option["exclusiveMinimum"]
    return constraints


def markdown() -> str:
    """Every file with its columns as Markdown, for ``docs/reference/schema.md``."""
    parts = [
        "# Files and columns",
        "",
        "Made by `corridor schema --markdown` from the models; a test keeps this page equal to them.",
        "",
        f"## {SETTINGS_FILE}",
        "",
        *_markdown_sections(OperationSettings, ""),
    ]
    for spec in (*TABLES, *CITY_ONLY, PLACES, OUTCOMES):
        needed = "Required." if spec.required else "Optional."
        summary = (spec.model.__doc__ or "").strip().split("\n")[0].replace(f" ``{spec.file}``", "").replace("``", "`")
        if spec is PLACES:
            needed = "For the outlook."
        if spec in CITY_ONLY:
            needed = "For bringing a whole city out."
        parts += [f"## {spec.file}", "", f"{summary} {needed}" if spec is not OUTCOMES else summary, ""]
        parts += [*_markdown_table(spec.model, dict(spec.references)), ""]
    return "\n".join(parts).rstrip() + "\n"


def _markdown_sections(model: type[BaseModel], section: str) -> Iterator[str]:
    if section:
        yield from (f"### {section}", "")
    yield from (*_markdown_table(model, {}), "")
    for name, field in model.model_fields.items():
        inner = _inner(field)
        if inner is not None:
            dotted = f"{section.strip('[]')}.{name}".lstrip(".")
            many = field.annotation is not inner
            yield from _markdown_sections(inner, f"[[{dotted}]]" if many else f"[{dotted}]")


def _inner(field: FieldInfo) -> type[BaseModel] | None:
    """The model of a section, or of the entries of a list of sections; None for a plain value."""
    candidates = (field.annotation, *getattr(field.annotation, "__args__", ()))
    return next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), None)


def _markdown_table(model: type[BaseModel], references: dict[str, str]) -> Iterator[str]:
    first = "setting" if model.__name__.endswith(("Settings", "Prior")) else "column"
    yield f"| {first} | holds | if left empty | meaning |"
    yield "|---|---|---|---|"
    kinds = cell_kinds(model)
    for name, field in model.model_fields.items():
        if _inner(field) is not None:
            continue
        meaning = field.description or ""
        if name in references:
            meaning = f"`id` in `{references[name]}.csv`"
        yield f"| `{name}` | {_holds(kinds[name], field)} | {_if_empty(field)} | {meaning} |"


def _holds(kind: str, field: FieldInfo) -> str:
    if kind == "choice":
        choices = next(c for c in (field.annotation, *getattr(field.annotation, "__args__", ())) if isinstance(c, type))
        assert issubclass(choices, Enum)
        return "one of " + ", ".join(f"`{member.value}`" for member in choices)
    limits = {k: getattr(m, k) for m in field.metadata for k, _json in _LIMITS if getattr(m, k, None) is not None}
    for extra in getattr(field.annotation, "__args__", ()):
        for meta in getattr(extra, "__metadata__", ()):
            for part in getattr(meta, "metadata", (meta,)):
                limits |= {k: getattr(part, k) for k, _json in _LIMITS if getattr(part, k, None) is not None}
    words = {"ge": "≥ {}", "gt": "> {}", "le": "≤ {}", "max_length": "at most {} characters"}
    told = [words[key].format(cell_text(value)) for key, value in limits.items()]
    return ", ".join([_IN_WORDS[kind], *told])


def _if_empty(field: FieldInfo) -> str:
    if field.is_required():
        return "**needed**"
    default = field.default
    if default is None or default is PydanticUndefined or default == "":
        return "—"
    return f"`{cell_text(default)}`"
