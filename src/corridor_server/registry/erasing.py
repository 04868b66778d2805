"""Erasing people so that nothing of them remains, with proof that names nobody."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from corridor_server.audit.record import record_by
from corridor_server.registry.models import (
    Acceptance,
    Consent,
    Decision,
    Erasure,
    Household,
    Merge,
    NameKey,
    Need,
    Pair,
    Person,
    Relation,
    Request,
    Whereabouts,
)
from corridor_server.store.erasure import leave_no_trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.db.models import Model, QuerySet

    from corridor_server.accounts.models import User

FOLLOW: list[Callable[[Iterable[str]], None]] = []
"""Told the ids of households that are erased, within the transaction: rooms above that keep more about them."""
CHUNK = 500
"""Ids in one statement; SQLite takes a bounded number of parameters."""


@dataclass
class Cut:
    """Rows to erase, by table; history goes with its records."""

    rows: dict[type[Model], set[str]] = field(default_factory=dict)

    def add(self, rows: QuerySet[Any]) -> None:
        """Take these rows too."""
        self.rows.setdefault(rows.model, set()).update(str(pk) for pk in rows.values_list("pk", flat=True))

    def take_in(self, other: Cut) -> None:
        """Take the rows of another cut too."""
        for model, ids in other.rows.items():
            self.rows.setdefault(model, set()).update(ids)

    def pairs(self) -> list[tuple[str, str]]:
        """Table and id of every row, sorted."""
        return sorted((model._meta.db_table, pk) for model, ids in self.rows.items() for pk in ids)


def of_person(person: Person) -> Cut:
    """Everything that tells of one person and of records merged into theirs; their household, if nobody else is in it.

    Calls go too: those that they made, and those from their phone.
    """
    found = _of_people([person.pk])
    home = person.household
    if home is not None and not home.unnamed:
        others = Person.objects.filter(household=home.pk).exclude(pk__in=found.rows[Person])
        if not others.exists():
            found.take_in(of_households([home.pk]))
    return found


def of_household(home: Household) -> Cut:
    """Everything that tells of a household and its people."""
    return of_households([home.pk])


def of_households(ids: Iterable[str]) -> Cut:
    """The same for many at once."""
    found = Cut()
    homes = _with_merged(Household, ids)
    for some in _chunks(homes):
        found.add(Household.objects.filter(pk__in=some))
        for model in (Decision, Need, Acceptance):
            found.add(model.objects.filter(household__in=some))
        calls = Request.objects.filter(household__in=some)
        found.add(calls)
        found.add(Need.objects.filter(request__in=calls))
        people = Person.objects.filter(household__in=some).values_list("pk", flat=True)
        found.take_in(_of_people(people))
    return found


def of_request(call: Request) -> Cut:
    """One call and the needs made of it."""
    return of_requests([call.pk])


def of_requests(ids: Iterable[str]) -> Cut:
    """The same for many at once."""
    found = Cut()
    for some in _chunks(ids):
        found.add(Request.objects.filter(pk__in=some))
        found.add(Need.objects.filter(request__in=some))
    return found


def _of_people(ids: Iterable[str]) -> Cut:
    found = Cut()
    for some in _chunks(_with_merged(Person, ids)):
        people = Person.objects.filter(pk__in=some)
        found.add(people)
        for model, names in (
            (Consent, ("person",)), (Whereabouts, ("person",)), (Relation, ("person", "to")), (NameKey, ("person",)),
            (Pair, ("first", "second")), (Merge, ("kept", "merged")), (Request, ("caller",)),
        ):  # fmt: skip
            for name in names:
                found.add(model.objects.filter(**{f"{name}__in": some}))
        phones = set(people.exclude(phone_index="").values_list("phone_index", flat=True))
        homes = set(people.values_list("household", flat=True)) - {None}
        theirs = Q(household=None) | Q(household__in=homes)
        found.add(Request.objects.filter(theirs, caller_phone_index__in=phones))
        found.add(Need.objects.filter(request__in=found.rows.get(Request, set())))
    return found


def _with_merged(model: Any, ids: Iterable[str]) -> set[str]:
    """``ids`` and all that was merged into them, however many merges deep."""
    found, newest = set(ids), set(ids)
    while newest:
        rows = (model.objects.filter(merged_into__in=some).values_list("pk", flat=True) for some in _chunks(newest))
        newest = {pk for some in rows for pk in some} - found
        found |= newest
    return found


def _chunks(ids: Iterable[str]) -> Iterable[list[str]]:
    whole = sorted(ids)
    return (whole[start : start + CHUNK] for start in range(0, len(whole), CHUNK))


def erase(record: Model, cut: Cut, *, why: str, by: User | None) -> Erasure:
    """Erase the rows of ``cut`` and every version of them; the proof is looked for and kept once it is done.

    Args:
        record: person, household or request that the act is about.
        cut: what goes.
        why: in a few words, no names.
        by: who ordered it; None for retention.
    """
    return erase_all([(record, cut)], why=why, by=by)[0]


def erase_all(cases: Sequence[tuple[Model, Cut]], *, why: str, by: User | None) -> list[Erasure]:
    """The same for several cases in one transaction; each has a proof of its own."""
    with transaction.atomic():
        proofs = [_proof(record, cut, why=why, by=by) for record, cut in cases]
        whole = Cut()
        for _record, cut in cases:
            whole.take_in(cut)
        for follow in FOLLOW:
            follow(whole.rows.get(Household, ()))
        for model, ids in sorted(whole.rows.items(), key=lambda row: _order(row[0])):
            _delete(model, ids)
        transaction.on_commit(partial(_settle, [proof.pk for proof in proofs], whole.rows))
    return proofs


def _proof(record: Model, cut: Cut, *, why: str, by: User | None) -> Erasure:
    """Ids, counts, and a digest of what goes; a proof of erasing must not keep what it erased."""
    key: bytes = settings.DESK_AUDIT_KEY
    pairs = cut.pairs()
    digest = hmac.new(key, "\n".join(f"{table} {pk}" for table, pk in pairs).encode(), hashlib.sha256).hexdigest()
    proof = Erasure.objects.create(
        kind=record._meta.label, object_id=str(record.pk), why=why[:200], rows=len(pairs), digest=digest, by=by
    )
    record_by(
        str(by.pk) if by else "", "person.erased", kind=proof.kind, object_id=proof.object_id,
        detail={"rows": proof.rows, "digest": digest},
    )  # fmt: skip
    return proof


def _order(model: type[Model]) -> int:
    """What points at others goes before what is pointed at."""
    return {Request.__name__: 1, Person.__name__: 2, Household.__name__: 3}.get(model.__name__, 0)


def _delete(model: Any, ids: Iterable[str]) -> None:
    """Rows and all their versions. Not by ``delete()``: it would seal and write a last version of each beforehand."""
    for some in _chunks(ids):
        _let_go(model, some)
        rows = model.objects.filter(pk__in=some)
        rows._raw_delete(rows.db)
        if hasattr(model, "history"):
            versions = model.history.filter(id__in=some)
            versions._raw_delete(versions.db)


def _let_go(model: Any, ids: list[str]) -> None:
    """What ``delete()`` would do to rows that point here: they go along or forget; versions of theirs forget too."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many and relation.auto_created):
            continue
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
        if relation.on_delete is models.CASCADE:
            rows.delete()
        elif relation.field.null:
            rows.update(**{relation.field.name: None})


def remnants(rows: Mapping[type[Model], Iterable[str]]) -> int:
    """Rows of these ids, and versions of them, that are still there."""
    left = 0
    for model, ids in rows.items():
        kind: Any = model
        for some in _chunks(ids):
            left += kind.objects.filter(pk__in=some).count()
            if hasattr(model, "history"):
                left += kind.history.filter(id__in=some).count()
    return left


def _settle(proofs: Sequence[str], rows: Mapping[type[Model], Iterable[str]]) -> None:
    gone = leave_no_trace() and remnants(rows) == 0
    Erasure.objects.filter(pk__in=list(proofs)).update(checked=gone)
