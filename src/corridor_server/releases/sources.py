"""Lists that can be released: a model, its columns, and how a row is placed and grouped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps

from corridor_server.releases.coarsen import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Source:
    """A list.

    Args:
        name: stable name, stored with releases.
        label: in words.
        model: ``app.Model``; one row each.
        columns: field paths (``household.phone``) and their headings, for row by row.
        lon, lat: field paths of the place in degrees.
        group: field path of what people are counted by.
        people: field path of how many people a row stands for; empty: one.
    """

    name: str
    label: Any
    model: str
    columns: tuple[tuple[str, Any], ...]
    lon: str
    lat: str
    group: str
    people: str = ""


SOURCES: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Make ``source`` releasable.

    Raises:
        ValueError: its name is taken.
    """
    if source.name in SOURCES:
        raise ValueError(f"two sources named {source.name}")
    SOURCES[source.name] = source
    return source


def records(source: Source) -> Iterator[Model]:
    """Rows of the list, with what their paths need."""
    model: Any = apps.get_model(source.model)
    paths = (source.lon, source.lat, source.group, source.people, *(path for path, _heading in source.columns))
    related = {path.rpartition(".")[0].replace(".", "__") for path in paths if "." in path}
    yield from model.objects.select_related(*related).order_by("pk").iterator(chunk_size=1000)


def value_at(record: Any, path: str) -> Any:
    """The value at ``path`` (names between dots); None where a link on the way is empty. Choices come in words."""
    for name in path.split(".")[:-1]:
        record = getattr(record, name, None)
        if record is None:
            return None
    last = path.rpartition(".")[2]
    in_words = getattr(record, f"get_{last}_display", None)
    return in_words() if callable(in_words) else getattr(record, last, None)


def persons(source: Source) -> Iterator[Person]:
    """People of the list, as far as coarsening needs to know them."""
    for one in records(source):
        lon, lat = value_at(one, source.lon), value_at(one, source.lat)
        placed = lon is not None and lat is not None
        count = int(value_at(one, source.people) or 0) if source.people else 1
        group = str(value_at(one, source.group) or "")
        for _each in range(count):
            yield Person(float(lon) if placed else None, float(lat) if placed else None, group)
