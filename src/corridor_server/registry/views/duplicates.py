"""Duplicates: the list, two records side by side, merge, two people, and taking a merge back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from corridor.errors import InputRefused
from corridor_server import jobs
from corridor_server.accounts import access
from corridor_server.accounts.seen import HIDDEN, seen
from corridor_server.audit.record import record
from corridor_server.registry import duplicates
from corridor_server.registry.matching.score import SURE, Why, even_odds
from corridor_server.registry.models import Merge, Pair, PairState, Person
from corridor_server.registry.views.editing import actor
from corridor_server.web.tables import Column, Filter, answer, table_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COLUMNS = (
    Column("score", gettext_lazy("Likeness"), sort=("score",)),
    Column("first", gettext_lazy("One record")),
    Column("second", gettext_lazy("The other")),
    Column("why", gettext_lazy("Why")),
    Column("state", gettext_lazy("State"), sort=("state",)),
)
FILTERS = (Filter("state", gettext_lazy("State"), PairState.choices, by="state"),)
WORDS: dict[str, Any] = {
    Why.FAMILY_SAME: gettext_lazy("same family name"),
    Why.FAMILY_ALIKE: gettext_lazy("family name alike"),
    Why.FAMILY_DIFFERENT: gettext_lazy("other family name"),
    Why.GIVEN_SAME: gettext_lazy("same given name"),
    Why.GIVEN_FORM: gettext_lazy("another form of the given name"),
    Why.GIVEN_ALIKE: gettext_lazy("given name alike"),
    Why.GIVEN_DIFFERENT: gettext_lazy("other given name"),
    Why.SWAPPED: gettext_lazy("names swapped"),
    Why.FATHER_SAME: gettext_lazy("same father's name"),
    Why.FATHER_DIFFERENT: gettext_lazy("other father's name"),
    Why.YEAR_SAME: gettext_lazy("same year of birth"),
    Why.YEAR_NEAR: gettext_lazy("year of birth off by one"),
    Why.YEAR_DIGIT: gettext_lazy("one digit of the year differs"),
    Why.YEAR_DIFFERENT: gettext_lazy("other year of birth"),
    Why.PHONE_SAME: gettext_lazy("same phone"),
    Why.PHONE_DIFFERENT: gettext_lazy("other phone"),
    Why.PLACE_SAME: gettext_lazy("same shelter"),
    Why.PLACE_DIFFERENT: gettext_lazy("other shelter"),
    Why.SEX_DIFFERENT: gettext_lazy("other sex"),
    Why.HOUSEHOLD_SAME: gettext_lazy("same household"),
}
HIDDEN_FIELDS = frozenset({"household_id"})


@require_GET
def pairs(request: HttpRequest) -> HttpResponse:
    """Pairs to look at, the likeliest first."""
    rows = Pair.objects.select_related("first", "second")
    if "state" not in request.GET:
        rows = rows.filter(state=PairState.OPEN)
    table = table_page(request, rows, COLUMNS, FILTERS, order="-score")
    odds = even_odds(Person.objects.count())
    table.page.object_list = [
        {"pk": one.pk, "first": seen(request.user, one.first), "second": seen(request.user, one.second),
         "why": in_words(one, 3), "sure": one.score - odds >= SURE, "state": one.state,
         "state_label": one.get_state_display()}
        for one in table.page.object_list
    ]  # fmt: skip
    merges = Merge.objects.filter(undone=None).select_related("kept", "merged", "by")[:20]
    shown = [{"pk": one.pk, "kept": seen(request.user, one.kept), "when": one.created, "by": one.by} for one in merges]
    return answer(request, "registry/duplicates.html", table=table, merges=shown)


def in_words(pair: Pair, most: int = 20) -> list[tuple[str, bool]]:
    """Evidence in words, and whether it speaks for one person."""
    return [(str(WORDS.get(code, code)), weight > 0) for code, weight in pair.why[:most]]


@require_GET
def pair(request: HttpRequest, pk: str) -> HttpResponse:
    """Two records side by side."""
    found = get_object_or_404(Pair.objects.select_related("first__household", "second__household"), pk=pk)
    shown = {
        "pair": found, "first": seen(request.user, found.first), "second": seen(request.user, found.second),
        "why": in_words(found), "rows": side_by_side(request, found), "open": found.state == PairState.OPEN,
        "merge": found.merges.filter(undone=None).first(),
    }  # fmt: skip
    return render(request, "registry/duplicate.html", shown)


def side_by_side(request: HttpRequest, found: Pair) -> list[dict[str, Any]]:
    """Each field that the reader may see: label, both values in words, whether they differ, which is proposed."""
    visible = access.visible_fields(request.user, "registry.Person")
    one, other, rows = seen(request.user, found.first), seen(request.user, found.second), []
    for name in duplicates.FIELDS:
        shown = name.removesuffix("_id")
        if shown not in visible:
            continue
        values = [_words(which, shown) for which in (one, other)]
        if not any(values):
            continue
        label = Person._meta.get_field(shown).verbose_name  # type: ignore[union-attr]
        rows.append(
            {"name": name, "label": label, "first": values[0], "second": values[1], "differ": values[0] != values[1],
             "take_second": bool(values[1]) and not values[0]}
        )  # fmt: skip
    return rows


def _words(person: Any, name: str) -> str:
    value = getattr(person, f"get_{name}_display", HIDDEN)
    value = value() if callable(value) else getattr(person, name)
    if name == "household":
        return _("Household {code}").format(code=value.code) if value else ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value) if value not in (None, "", HIDDEN) else ""


@require_POST
@transaction.atomic
def merge(request: HttpRequest, pk: str) -> HttpResponse:
    """Make one record of two; POST names for each field whose value goes on."""
    found = get_object_or_404(Pair, pk=pk, state=PairState.OPEN)
    visible = access.visible_fields(request.user, "registry.Person")
    choices = {
        name: "other" if request.POST[name] == "second" else "kept"
        for name in duplicates.FIELDS
        if name in request.POST and name.removesuffix("_id") in visible
    }
    done = duplicates.merge(found, found.first, choices, actor(request))
    record(request, "person.merged", obj=done.kept, detail={"merged": done.merged_id})
    messages.success(request, _("The two records are one. It can be taken back here."))
    return redirect("registry:duplicate", pk=pk)


@require_POST
@transaction.atomic
def different(request: HttpRequest, pk: str) -> HttpResponse:
    """They are two people; the pair is not shown again."""
    found = get_object_or_404(Pair, pk=pk, state=PairState.OPEN)
    found.state, found.by = PairState.DIFFERENT, actor(request)
    found.save()
    record(request, "person.told_apart", obj=found)
    following = Pair.objects.filter(state=PairState.OPEN).order_by("-score", "-pk").first()
    messages.success(request, _("Kept as two people."))
    return redirect("registry:duplicate", pk=following.pk) if following else redirect("registry:duplicates")


@require_POST
@transaction.atomic
def unmerge(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a merge back."""
    done = get_object_or_404(Merge, pk=pk, undone=None)
    try:
        duplicates.unmerge(done, actor(request))
    except InputRefused as refused:
        messages.error(request, f"{refused.what} {refused.remedy}")
        return redirect("registry:duplicates")
    record(request, "person.unmerged", obj=done.kept, detail={"merged": done.merged_id})
    messages.success(request, _("Both records stand again."))
    return redirect("registry:duplicates")


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Compare everybody, as a job."""
    jobs.enqueue("registry.duplicates", {}, by=request.user)
    messages.info(request, _("The desk compares everybody with everybody; new pairs appear here."))
    return redirect("registry:duplicates")
