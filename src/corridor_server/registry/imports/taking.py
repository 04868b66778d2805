"""Checked rows become records, all in one transaction; and can be taken back while nobody has changed them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from corridor_server.registry import erasing, naming
from corridor_server.registry.imports.checking import Checked, check
from corridor_server.registry.imports.columns import age_group
from corridor_server.registry.models import Decision, Household, Import, ImportKind, ImportState, Person, Shelter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corridor.progress import Progress
    from corridor_server.accounts.models import User

WHY = "import"
HOME = ("pets", "address", "household", "shelter", "choice")
"""Fields of a row of people that belong to the household."""


def known_shelters() -> dict[str, str]:
    """Names and outside ids, lower case, to ids; a name that two shelters share stands for none."""
    rows = list(Shelter.objects.values_list("pk", "name", "outside_id"))
    names = [name.casefold() for _pk, name, _outside in rows]
    found = {name.casefold(): pk for pk, name, _outside in rows if names.count(name.casefold()) == 1}
    return found | {outside.casefold(): pk for pk, _name, outside in rows if outside}


def checked(batch: Import) -> Checked:
    """The rows of an import under its present mapping."""
    return check(batch.kind, json.loads(batch.content or "[[]]"), batch.mapping, known_shelters())


@transaction.atomic
def take_over(batch: Import, by: User | None) -> Checked:
    """Make records of the good rows; rows with mistakes stay with the import until they are thrown away."""
    found = checked(batch)
    rows = json.loads(batch.content)
    if batch.kind == ImportKind.SHELTERS:
        _shelters([values for _row, values in found.good], by)
    else:
        _people(batch, [values for _row, values in found.good], by)
    bad = sorted({one.row for one in found.mistakes})
    batch.content = json.dumps([rows[0], *(rows[number - 1] for number in bad)]) if bad else ""
    batch.taken, batch.refused, batch.state = len(found.good), len(bad), ImportState.DONE
    batch.save()
    return found


def _kept(model: Any, records: list[Any], by: User | None) -> None:
    bulk_create_with_history(records, model, batch_size=500, default_user=by, default_change_reason=WHY)


def _shelters(rows: list[dict[str, Any]], by: User | None) -> None:
    moment = timezone.now()
    _kept(Shelter, [Shelter(**row, counted_at=moment if "headcount" in row else None) for row in rows], by)


def _people(batch: Import, rows: list[dict[str, Any]], by: User | None) -> None:
    places, homes, people, said = known_shelters(), {}, [], []
    this_year = timezone.localdate().year
    for number, row in enumerate(rows):
        about = {name: row.pop(name) for name in HOME if name in row}
        key = _home_key(about, row, number)
        if key not in homes:
            homes[key] = Household(
                imported=batch, shelter_id=places.get(about.get("shelter", "").casefold()), pets=about.get("pets", ""),
                address=about.get("address", ""), phone=row.get("phone", ""), outside_id=about.get("household", ""),
                choice=about.get("choice", "undecided"),
            )  # fmt: skip
            if "choice" in about:
                said.append(Decision(household=homes[key], choice=about["choice"], heard_by=by))
        person = Person(household=homes[key], imported=batch, **row)
        if person.birth_year and "age_group" not in row:
            person.age_group = age_group(this_year - person.birth_year)
        people.append(person)
    _kept(Household, list(homes.values()), by)
    _kept(Decision, said, by)
    _kept(Person, people, by)
    naming.index(people)


def _home_key(about: Mapping[str, str], row: Mapping[str, str], number: int) -> tuple[str, ...]:
    """Rows of one household: the same mark in the file, or the same phone and place; else each its own."""
    if about.get("household"):
        return ("mark", about["household"], about.get("shelter", ""))
    if row.get("phone"):
        return ("phone", "".join(one for one in row["phone"] if one.isdigit())[-9:], about.get("shelter", ""))
    return ("row", str(number))


def take_over_job(params: Mapping[str, Any], progress: Progress, cancelled: Callable[[], bool]) -> dict[str, int]:
    """Job: the same for long files."""
    from corridor_server.accounts.models import User  # noqa: PLC0415 - apps above load later

    batch = Import.objects.get(pk=params["import"], state=ImportState.READ)
    progress("", 0, 1)
    if cancelled():
        return {}
    found = take_over(batch, User.objects.filter(pk=params.get("by") or "").first())
    progress("", 1, 1)
    return {"taken": len(found.good), "refused": found.bad_rows}


def take_back(batch: Import, by: User | None) -> tuple[int, int]:
    """Erase what an import brought, except what has been changed since; households erased, and kept."""
    homes = Household.objects.filter(imported=batch)
    touched = 0
    for home in homes.annotate(others=Count("requests") + Count("acceptances")):
        people = list(home.people.all())
        versions = home.history.count() + sum(one.history.count() for one in people)
        strangers = any(one.imported_id != batch.pk for one in people)
        if versions > 1 + len(people) or strangers or home.others:
            touched += 1
            continue
        erasing.erase(home, erasing.of_household(home), why="import taken back", by=by)
    batch.state, batch.content = ImportState.UNDONE, ""
    batch.save()
    return batch.taken, touched
