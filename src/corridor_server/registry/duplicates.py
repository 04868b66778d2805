"""Duplicates in the store: finding them, merging by a human's choice, and taking a merge back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corridor.errors import InputRefused
from corridor_server.registry import naming
from corridor_server.registry.deciding import settle
from corridor_server.registry.matching.given import names_of
from corridor_server.registry.matching.pairs import find, rarity_of
from corridor_server.registry.matching.score import MARGIN, Likeness, Rarity, Who, compare, even_odds
from corridor_server.registry.matching.spelling import family, sound, words
from corridor_server.registry.models import (
    Acceptance,
    Consent,
    Household,
    Merge,
    NameKey,
    Pair,
    PairState,
    Person,
    Relation,
    Request,
    Shelter,
    Whereabouts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from corridor.progress import Progress
    from corridor_server.accounts.models import User

FIELDS = (
    "family_name", "given_name", "patronymic", "other_names", "birth_year", "age_group", "sex", "mobility", "medical",
    "medical_priority", "languages", "documents_missing", "phone", "speaks", "state", "notes", "household_id",
)  # fmt: skip
"""What a human chooses between, and what undoing a merge puts back."""
HANGS = ("decisions", "needs", "requests", "acceptances")
"""What hangs on a household and goes along when its last person is merged away."""
CANDIDATES = 300
"""Records compared with a new one at most."""


def who_of(person: Person) -> Who:
    """A person as matching sees them; phones as their blind index."""
    home = person.household
    return Who(
        id=person.pk,
        family=person.family_name,
        given=person.given_name,
        patronymic=person.patronymic,
        year=person.birth_year or 0,
        sex=person.sex,
        phone=str(person.phone_index or (home.phone_index if home else "") or ""),
        place=str(home.shelter_id or "") if home else "",
        household=str(person.household_id or ""),
    )


def everybody() -> Iterable[Person]:
    """People who can be matched: not merged, and with a name."""
    return Person.objects.filter(merged_into=None).select_related("household")


def find_all(params: Mapping[str, Any], progress: Progress, cancelled: Callable[[], bool]) -> dict[str, int]:
    """Job: compare everybody with everybody; new likely pairs are kept for a human."""
    del params
    progress("", 0, 3)
    people = [who_of(one) for one in everybody()]
    people = [one for one in people if one.family or one.given]
    progress("", 1, 3)
    found = find(people, rarity_of(people))
    if cancelled():
        return {"pairs": 0}
    progress("", 2, 3)
    made = keep(found)
    progress("", 3, 3)
    return {"people": len(people), "pairs": len(found), "new": made}


def keep(found: Iterable[tuple[str, str, Likeness]]) -> int:
    """Keep pairs that are not known yet; how many. What a human decided stays decided."""
    known = set(Pair.objects.values_list("first", "second"))
    new = []
    for a, b, likeness in found:
        first, second = sorted((a, b))
        if (first, second) not in known:
            known.add((first, second))
            new.append(Pair(first_id=first, second_id=second, score=likeness.score, why=list(likeness.why)))
    Pair.objects.bulk_create(new, batch_size=1000)
    return len(new)


def look_alikes(person: Person) -> list[tuple[Person, Likeness]]:
    """People who are likely the same as ``person``, the likeliest first; by keys, without reading everybody."""
    me = who_of(person)
    likely = {naming.digest(part) for name in (me.family, me.given) for word in words(name) for part in _heard(word)}
    near = NameKey.objects.filter(key__in=likely).values("person_id")
    rows = everybody()
    found = {one.pk: one for one in rows.filter(pk__in=near).exclude(pk=person.pk)[:CANDIDATES]}  # type: ignore[attr-defined]
    if person.phone:
        found |= {one.pk: one for one in rows.filter(phone_index=person.phone).exclude(pk=person.pk)[:20]}  # type: ignore[attr-defined]
    total = Person.objects.count()
    rarity = rarity_in_store(me, total)
    scored = [(one, compare(me, who_of(one), rarity)) for one in found.values()]
    least = even_odds(total) + MARGIN
    return sorted((row for row in scored if row[1].score >= least), key=lambda row: -row[1].score)


def _heard(word: str) -> set[str]:
    return naming.likenesses(word) | {f"~{sound(family(word))}"}


def rarity_in_store(me: Who, total: int) -> Rarity:
    """How common the names of one person are, counted by their keys."""

    def share(parts: Iterable[str]) -> float:
        keys = [naming.digest(part) for part in parts]
        return NameKey.objects.filter(key__in=keys).values("person").distinct().count() / max(total, 1)

    common = share([f"~{sound(me.family)}"]) if me.family else 0.0
    given = share([f"={name}" for name in names_of(me.given)]) if me.given else 0.0
    return Rarity(
        {family(me.family): common, family(me.given): given},
        dict.fromkeys(names_of(me.given), given) | {family(me.family): common},
        people=max(total, 1),
        places=Shelter.objects.count(),
    )


def keep_for(person: Person) -> int:
    """Look for duplicates of one record just entered or changed, and keep them for a human; how many are new."""
    if not (person.family_name or person.given_name):
        return 0
    return keep((person.pk, other.pk, likeness) for other, likeness in look_alikes(person))


@transaction.atomic
def merge(pair: Pair, kept: Person, choices: Mapping[str, str], by: User | None) -> Merge:
    """Make one record of a pair: ``kept`` goes on, the other is set aside and can be brought back.

    Args:
        pair: still open.
        kept: first or second of the pair.
        choices: field to ``kept`` or ``other``, whose value goes on; fields not named keep theirs, or take the
            other's where theirs is empty.
        by: who decided.
    """
    other = pair.second if kept.pk == pair.first_id else pair.first
    before = {name: getattr(kept, name) for name in FIELDS}
    for name in FIELDS:
        if choices.get(name) == "other" or (name not in choices and before[name] in ("", None)):
            setattr(kept, name, getattr(other, name))
    moved = _moved(kept, other)
    moved.update(_emptied(kept, other))
    kept.save_as("merged")
    other.merged_into = kept
    other.save_as("merged")
    pair.state, pair.by = PairState.MERGED, by
    pair.save()
    Pair.objects.filter(state=PairState.OPEN, first=other).delete()
    Pair.objects.filter(state=PairState.OPEN, second=other).delete()
    return Merge.objects.create(
        pair=pair, kept=kept, merged=other, moved=moved, by=by,
        before=json.dumps(before), after=json.dumps({name: getattr(kept, name) for name in FIELDS}),
    )  # fmt: skip


def _moved(kept: Person, other: Person) -> dict[str, list[str]]:
    """Hand over what hangs on ``other``; what ``kept`` has already, or would be its own relative, stays behind."""
    moved: dict[str, list[str]] = {}
    for model, name in (
        (Consent, "person"),
        (Whereabouts, "person"),
        (Relation, "person"),
        (Relation, "to"),
        (Request, "caller"),
    ):
        for one in model.objects.filter(**{name: other}):
            if model is Relation and _pointless(one, name, kept):
                continue
            setattr(one, name, kept)
            one.save_as("merged")
            moved.setdefault(f"{model.__name__}.{name}", []).append(one.pk)
    return moved


def _pointless(relation: Any, name: str, kept: Person) -> bool:
    ends = {"person": relation.person_id, "to": relation.to_id} | {name: kept.pk}
    known = Relation.objects.filter(person=ends["person"], to=ends["to"], kinship=relation.kinship)
    return ends["person"] == ends["to"] or known.exists()


def _emptied(kept: Person, other: Person) -> dict[str, list[str]]:
    """A household that nobody is left in goes into the other's, with what it said and asked for."""
    home = other.household
    if home is None or kept.household_id in (None, home.pk) or home.unnamed:
        return {}
    if home.people.filter(merged_into=None).exclude(pk=other.pk).exists():
        return {}
    moved: dict[str, list[str]] = {"Household": [home.pk]}
    taken = set(Acceptance.objects.filter(household=kept.household_id).values_list("offer", flat=True))
    for name in HANGS:
        for one in getattr(home, name).all():
            if name == "acceptances" and one.offer_id in taken:
                continue
            one.household_id = kept.household_id
            one.save_as("merged")
            moved.setdefault(name, []).append(one.pk)
    home.merged_into_id = kept.household_id
    home.save_as("merged")
    settle(Household.objects.get(pk=kept.household_id))
    return moved


@transaction.atomic
def unmerge(done: Merge, by: User | None) -> None:
    """Take a merge back: both records stand again; what was changed on the kept one since then stays.

    Raises:
        InputRefused: the kept record was merged into another since; that merge is taken back first.
    """
    if done.kept.merged_into_id is not None:
        raise InputRefused(
            "merge.later", _("This record was merged into another since."), "",
            _("Take the later merge back first; it stands above in the list."),
        )  # fmt: skip
    kept, other = done.kept, done.merged
    before, after = json.loads(done.before), json.loads(done.after)
    for name in FIELDS:
        if getattr(kept, name) == after[name]:
            setattr(kept, name, before[name])
    kept.save_as("merge taken back")
    other.merged_into = None
    other.save_as("merge taken back")
    _hand_back(done, other)
    if done.pair is not None:
        done.pair.state, done.pair.by = PairState.DIFFERENT, by
        done.pair.save()
    done.undone = timezone.now()
    done.save()


def _hand_back(done: Merge, other: Person) -> None:
    for model in (Consent, Whereabouts, Relation, Request):
        for name in ("person", "to", "caller"):
            for one in model.objects.filter(pk__in=done.moved.get(f"{model.__name__}.{name}", ())):
                setattr(one, name, other)
                one.save_as("merge taken back")
    for home in Household.objects.filter(pk__in=done.moved.get("Household", ())):
        into = home.merged_into
        home.merged_into = None
        home.save_as("merge taken back")
        for name in HANGS:
            for one in getattr(into, name).filter(pk__in=done.moved.get(name, ())) if into else ():
                one.household = home
                one.save_as("merge taken back")
        settle(home)
        if into is not None:
            settle(into)
