"""Retention: closed cases are erased once their time is over, by hand, as a job, or by ``corridor admin retention``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from corridor_server.registry import erasing
from corridor_server.registry.models import Household, Import, Request, Retention
from corridor_server.registry.models.words import RequestState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from corridor.progress import Progress
    from corridor_server.accounts.models import User

WHY = "retention"
FOLLOW: list[Callable[[datetime], int]] = []
"""Told before when calls are erased: rooms above that keep words of the same kind erase theirs; how many."""
AT_ONCE = 50
"""Cases of one transaction: the store has one writer, and others want to write between."""


@dataclass(frozen=True, slots=True)
class Due:
    """Cases whose time is over."""

    households: QuerySet[Household]
    requests: QuerySet[Request]
    imports: QuerySet[Import]

    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return {
            "households": self.households.count(), "requests": self.requests.count(), "imports": self.imports.count(),
        }  # fmt: skip


def cases(now: datetime | None = None) -> Due:
    """Households that left, requests closed, and files that lie about, longer ago than they are kept."""
    moment, rules = now or timezone.now(), Retention.current()
    return Due(
        Household.objects.filter(gone__lt=moment - timedelta(days=rules.household_days), merged_into=None),
        Request.objects.filter(closed__lt=moment - timedelta(days=rules.request_days)).exclude(
            state__in=RequestState.open()
        ),
        Import.objects.filter(created__lt=moment - timedelta(days=rules.import_days)),
    )


def due() -> dict[str, int]:
    """Counts by kind; for the command line."""
    return cases().counts()


def erase_due(by: User | None = None) -> dict[str, int]:
    """Erase what is due; counts by kind and of rows. Each case leaves a proof and a line in the audit."""
    return _erase(by, lambda _step, _done, _total: None, lambda: False)


def retain(params: Mapping[str, Any], progress: Progress, cancelled: Callable[[], bool]) -> dict[str, int]:
    """Job: the same, with progress, until cancelled."""
    from corridor_server.accounts.models import User  # noqa: PLC0415 - apps above load later

    return _erase(User.objects.filter(pk=params.get("by") or "").first(), progress, cancelled)


def _erase(by: User | None, progress: Callable[..., Any], cancelled: Callable[[], bool]) -> dict[str, int]:
    found = cases()
    total = sum(found.counts().values())
    done = {"households": 0, "requests": 0, "imports": 0, "rows": 0}
    before = timezone.now() - timedelta(days=Retention.current().request_days)
    done["rows"] += sum(follow(before) for follow in FOLLOW)
    for kind, some in _batches(found):
        if cancelled():
            break
        cuts = [(one, _cut(one)) for one in some]
        done["rows"] += sum(proof.rows for proof in erasing.erase_all(cuts, why=WHY, by=by))
        done[kind] += len(some)
        progress("", sum(done.values()) - done["rows"], total)
    return done


def _batches(found: Due) -> Iterator[tuple[str, list[Model]]]:
    """Cases in batches. Each is asked for anew: a household's calls go with it and are then due no more."""
    for kind in ("households", "requests", "imports"):
        rows: QuerySet[Any] = getattr(found, kind)
        while some := list(rows.order_by("pk")[:AT_ONCE]):
            yield kind, some


def _cut(case: Model) -> erasing.Cut:
    if isinstance(case, Household):
        return erasing.of_household(case)
    if isinstance(case, Request):
        return erasing.of_request(case)
    found = erasing.Cut()
    found.add(Import.objects.filter(pk=case.pk))
    return found
