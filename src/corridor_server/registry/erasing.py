"""Erasing people so that nothing of them remains, with proof that names nobody; and retention, by date."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

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
    Retention,
    Whereabouts,
)
from corridor_server.registry.models.words import RequestState
from corridor_server.store.erasure import leave_no_trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from corridor.progress import Progress
    from corridor_server.accounts.models import User

RETENTION = "retention"


@dataclass
class Cut:
    """Rows to erase, by table; history goes with its records."""

    rows: dict[type[Model], set[str]] = field(default_factory=dict)

    def add(self, rows: QuerySet[Any]) -> None:
        """Take these rows too."""
        self.rows.setdefault(rows.model, set()).update(str(pk) for pk in rows.values_list("pk", flat=True))

    def pairs(self) -> list[tuple[str, str]]:
        """Table and id of every row, sorted."""
        return sorted((model._meta.db_table, pk) for model, ids in self.rows.items() for pk in ids)


def of_person(person: Person, cut: Cut | None = None) -> Cut:
    """Everything that tells of one person, and of records merged into theirs."""
    found = cut or Cut()
    people = Person.objects.filter(pk=person.pk) | Person.objects.filter(merged_into=person.pk)
    ids = list(people.values_list("pk", flat=True))
    found.add(Person.objects.filter(pk__in=ids))
    for model, names in (
        (Consent, ("person",)), (Whereabouts, ("person",)), (Relation, ("person", "to")), (NameKey, ("person",)),
        (Pair, ("first", "second")), (Merge, ("kept", "merged")),
    ):  # fmt: skip
        for name in names:
            found.add(model.objects.filter(**{f"{name}__in": ids}))  # type: ignore[attr-defined]
    return found


def of_household(home: Household) -> Cut:
    """Everything that tells of a household and its people."""
    found = Cut()
    homes = Household.objects.filter(pk=home.pk) | Household.objects.filter(merged_into=home.pk)
    ids = list(homes.values_list("pk", flat=True))
    found.add(Household.objects.filter(pk__in=ids))
    for model in (Decision, Need, Request, Acceptance):
        found.add(model.objects.filter(household__in=ids))
    for person in Person.objects.filter(household__in=ids):
        of_person(person, found)
    return found


def of_request(call: Request) -> Cut:
    """One call and the needs made of it."""
    found = Cut()
    found.add(Request.objects.filter(pk=call.pk))
    found.add(Need.objects.filter(request=call.pk))
    return found


def erase(record: Model, cut: Cut, *, why: str, by: User | None) -> Erasure:
    """Erase the rows of ``cut`` and every version of them; the proof is looked for and kept once it is done.

    Args:
        record: person, household or request that the act is about.
        cut: what goes.
        why: in a few words, no names.
        by: who ordered it; None for retention.
    """
    pairs = cut.pairs()
    key: bytes = settings.DESK_AUDIT_KEY
    digest = hmac.new(key, "\n".join(f"{table} {pk}" for table, pk in pairs).encode(), hashlib.sha256).hexdigest()
    with transaction.atomic():
        proof = Erasure.objects.create(
            kind=record._meta.label, object_id=str(record.pk), why=why[:200], rows=len(pairs), digest=digest, by=by
        )
        # A proof of erasing must not keep what it erased: the audit gets ids and counts.
        record_by(
            str(by.pk) if by else "", "person.erased", kind=proof.kind, object_id=proof.object_id,
            detail={"rows": proof.rows, "digest": digest},
        )  # fmt: skip
        for model, ids in sorted(cut.rows.items(), key=lambda row: _order(row[0])):
            _delete(model, ids)
        rows = {model: frozenset(ids) for model, ids in cut.rows.items()}
        transaction.on_commit(partial(_settle, proof.pk, rows))
    return proof


def _order(model: type[Model]) -> int:
    """What points at others goes before what is pointed at."""
    return {Person: 1, Household: 3, Request: 2}.get(model, 0)


def _delete(model: Any, ids: Iterable[str]) -> None:
    chunk = sorted(ids)
    for start in range(0, len(chunk), 500):
        some = chunk[start : start + 500]
        if hasattr(model, "history"):
            model.history.filter(id__in=some).delete()
        rows = model.objects.filter(pk__in=some)
        rows._raw_delete(rows.db) if model is NameKey else rows.delete()
        if hasattr(model, "history"):
            # Deleting writes a last version; it must go as well.
            model.history.filter(id__in=some).delete()


def remnants(rows: Mapping[type[Model], Iterable[str]]) -> int:
    """Rows of these ids, and versions of them, that are still there."""
    left = 0
    for model, ids in rows.items():
        some: Any = model
        left += some.objects.filter(pk__in=list(ids)).count()
        if hasattr(model, "history"):
            left += some.history.filter(id__in=list(ids)).count()
    return left


def _settle(proof_id: str, rows: Mapping[type[Model], Iterable[str]]) -> None:
    gone = leave_no_trace() and remnants(rows) == 0
    Erasure.objects.filter(pk=proof_id).update(checked=gone)


@dataclass(frozen=True, slots=True)
class Due:
    """Cases whose time is over."""

    households: QuerySet[Household]
    requests: QuerySet[Request]

    @property
    def count(self) -> int:
        """How many."""
        return self.households.count() + self.requests.count()


def due(now: datetime | None = None) -> Due:
    """Households that left, and requests closed, longer ago than they are kept."""
    moment, rules = now or timezone.now(), Retention.current()
    return Due(
        Household.objects.filter(gone__lt=moment - timedelta(days=rules.household_days), merged_into=None),
        Request.objects.filter(closed__lt=moment - timedelta(days=rules.request_days)).exclude(
            state__in=RequestState.open()
        ),
    )


def retain(params: Mapping[str, Any], progress: Progress, cancelled: Callable[[], bool]) -> dict[str, int]:
    """Job and ``corridor admin retention``: erase what is due."""
    from corridor_server.accounts.models import User  # noqa: PLC0415 - apps above load later

    by = User.objects.filter(pk=params.get("by") or "").first()
    cases = due()
    homes, calls = list(cases.households), list(cases.requests)
    total = len(homes) + len(calls)
    rows = 0
    for number, home in enumerate(homes):
        if cancelled():
            break
        rows += erase(home, of_household(home), why=RETENTION, by=by).rows
        progress("", number + 1, total)
    for number, call in enumerate(calls):
        if cancelled() or not Request.objects.filter(pk=call.pk).exists():
            continue
        rows += erase(call, of_request(call), why=RETENTION, by=by).rows
        progress("", len(homes) + number + 1, total)
    return {"households": len(homes), "requests": len(calls), "rows": rows}
