"""Checked rows become records, all in one transaction; and can be taken back while nobody has changed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from corridor.errors import InputRefused
from corridor_server.registry import erasing, naming
from corridor_server.registry.imports.checking import Checked, Here, check
from corridor_server.registry.imports.columns import age_group
from corridor_server.registry.imports.reading import Sheet
from corridor_server.registry.models import (
    Decision,
    Household,
    Import,
    ImportKind,
    ImportState,
    Person,
    Request,
    Shelter,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corridor.progress import Progress
    from corridor_server.accounts.models import User

WHY, BACK = "import", "import taken back"
HOME = ("pets", "address", "household", "shelter", "choice")
"""Fields of a row of people that belong to the household."""


def here(kind: str) -> Here:
    """What the registry knows that rows are held against."""
    model: Any = Shelter if kind == ImportKind.SHELTERS else Person
    ids = model.objects.exclude(outside_id="").values_list("outside_id", flat=True)
    return Here(known_shelters(), frozenset(ids))


def known_shelters() -> dict[str, str]:
    """Names and outside ids, lower case, to ids; a name that two shelters share stands for none."""
    rows = list(Shelter.objects.values_list("pk", "name", "outside_id"))
    found: dict[str, str] = {}
    twice: set[str] = set()
    for pk, name, _outside in rows:
        plain = name.casefold()
        if plain in found:
            twice.add(plain)
        found[plain] = pk
    named = {name: pk for name, pk in found.items() if name not in twice}
    return named | {outside.casefold(): pk for pk, _name, outside in rows if outside}


def checked(batch: Import) -> Checked:
    """The rows of an import under its present mapping."""
    return check(batch.kind, Sheet.from_json(batch.content), batch.mapping, here(batch.kind))


def take_over(batch: Import, by: User | None) -> Checked:
    """Make records of the good rows; rows with mistakes stay with the import until they are thrown away.

    Raises:
        InputRefused: somebody has taken it over already.
    """
    found = checked(batch)
    sheet = Sheet.from_json(batch.content)
    with transaction.atomic():
        if not Import.objects.filter(pk=batch.pk, state=ImportState.READ).exists():
            raise InputRefused(
                "import.taken", _("These rows were taken over already."), "", _("Look at the imports so far.")
            )
        make = _shelters if batch.kind == ImportKind.SHELTERS else _people
        make(batch, [values for _row, values in found.good], by)
        bad = {one.row for one in found.mistakes}
        left = Sheet(sheet.headings, [row for row in sheet.rows if row[0] in bad])
        batch.content = left.to_json() if bad else ""
        batch.taken, batch.refused, batch.state = len(found.good), len(bad), ImportState.DONE
        batch.save()
    return found


def _kept(model: Any, records: list[Any], by: User | None) -> None:
    bulk_create_with_history(records, model, batch_size=500, default_user=by, default_change_reason=WHY)


def _shelters(batch: Import, rows: list[dict[str, Any]], by: User | None) -> None:
    moment = timezone.now()
    counted = [moment if "headcount" in row else None for row in rows]
    _kept(Shelter, [Shelter(**row, counted_at=at, imported=batch) for row, at in zip(rows, counted, strict=True)], by)


def _people(batch: Import, rows: list[dict[str, Any]], by: User | None) -> None:
    places = known_shelters()
    homes: dict[tuple[str, ...], Household] = {}
    people: list[Person] = []
    said: list[Decision] = []
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

    batch = Import.objects.get(pk=params["import"])
    progress("", 0, 1)
    if cancelled():
        return {}
    found = take_over(batch, User.objects.filter(pk=params.get("by") or "").first())
    progress("", 1, 1)
    return {"taken": len(found.good), "refused": found.bad_rows}


def take_back(batch: Import, by: User | None) -> tuple[int, int]:
    """Erase what an import brought, except what was changed since: records erased; households or shelters kept."""
    gone, kept = _shelters_back(batch) if batch.kind == ImportKind.SHELTERS else _people_back(batch)
    batch.state, batch.content = ImportState.UNDONE, ""
    with transaction.atomic():
        batch.save()
        erasing.erase_all([(batch, gone)], why=BACK, by=by)
    return len(gone.rows.get(Shelter if batch.kind == ImportKind.SHELTERS else Person, ())), kept


def _people_back(batch: Import) -> tuple[erasing.Cut, int]:
    """Households as they came in: nobody changed them or their people, added anybody, or hung a call on them."""
    homes = Household.objects.filter(imported=batch)
    changed = _changed(Person, "household", Q(imported=batch))
    strangers = Person.objects.filter(household=OuterRef("pk")).exclude(imported=batch)
    untouched = (
        homes.exclude(pk__in=changed | _changed(Household, "pk", Q(imported=batch)))
        .annotate(strange=Exists(strangers), called=Exists(Request.objects.filter(household=OuterRef("pk"))))
        .annotate(others=Count("acceptances", distinct=True) + Count("needs", distinct=True))
        .filter(strange=False, called=False, others=0, merged_into=None)
    )
    untouched = untouched.exclude(people__merged_into__isnull=False).exclude(people__absorbed__isnull=False)
    ids = set(untouched.values_list("pk", flat=True))
    return erasing.of_households(ids), homes.count() - len(ids)


def _shelters_back(batch: Import) -> tuple[erasing.Cut, int]:
    """Shelters that nobody changed and nothing hangs on."""
    rows = Shelter.objects.filter(imported=batch)
    untouched = rows.exclude(pk__in=_changed(Shelter, "pk", Q(imported=batch)))
    for name in ("households", "stocks", "needs", "requests", "standing"):
        untouched = untouched.filter(**{f"{name}__isnull": True})
    found = erasing.Cut()
    found.add(untouched)
    return found, rows.count() - len(found.rows[Shelter])


def _changed(model: Any, name: str, rows: Q) -> set[str]:
    """``name`` of the records that have more than the version which the import wrote."""
    ids = model.objects.filter(rows).values("pk")
    often = model.history.filter(id__in=ids).values("id").annotate(n=Count("history_id")).filter(n__gt=1)
    return set(model.objects.filter(pk__in=often.values("id")).values_list(name, flat=True))
