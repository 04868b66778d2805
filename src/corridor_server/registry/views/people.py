"""People and households: list, cards, editing; what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from corridor_server.accounts.seen import seen, seen_all
from corridor_server.registry import crews, duplicates, naming
from corridor_server.registry.deciding import decide
from corridor_server.registry.forms.people import (
    ConsentForm,
    DecisionForm,
    HouseholdForm,
    PersonForm,
    RelationForm,
    WhereaboutsForm,
)
from corridor_server.registry.forms.shelters import NeedForm
from corridor_server.registry.models import Consent, Decision, Household, Need, Person, Relation, Whereabouts
from corridor_server.registry.models.words import TURNED, AgeGroup, Choice, Mobility, PersonState
from corridor_server.registry.offering import offers_for
from corridor_server.registry.views.editing import actor, edit_page, sent
from corridor_server.web.tables import PAGE_SIZE, Column, Filter, answer, table_page

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

FOUND = 20
"""People shown of a search: who looks for somebody types one letter more rather than turn a page."""
COLUMNS = (
    Column("name", pgettext_lazy("person", "Name")),
    Column("age", gettext_lazy("Age"), sort=("age_group",)),
    Column("mobility", gettext_lazy("Mobility"), sort=("mobility",)),
    Column("shelter", gettext_lazy("Shelter"), sort=("household__shelter__name",)),
    Column("choice", gettext_lazy("Decision"), sort=("household__choice",)),
    Column("entered", gettext_lazy("Entered"), sort=("created",)),
)
FILTERS = (
    Filter("choice", gettext_lazy("Decision"), Choice.choices, by="household__choice"),
    Filter("age", gettext_lazy("Age"), AgeGroup.choices, by="age_group"),
    Filter("mobility", gettext_lazy("Mobility"), Mobility.choices, by="mobility"),
    Filter("state", gettext_lazy("State"), PersonState.choices, by="state"),
    Filter(
        "ask",
        gettext_lazy("Ask again"),
        [("due", gettext_lazy("Today or before"))],
        by=lambda rows, _value: rows.filter(household__ask_again__lte=timezone.localdate()),
    ),
)


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Everybody; names and phones are searched by POST, so that they stand in no address."""
    size = FOUND if request.POST.get("q") else PAGE_SIZE
    rows = Person.objects.filter(merged_into=None)
    table = table_page(request, rows, COLUMNS, FILTERS, search=naming.search, order="-entered", private=True, size=size)
    table.page.object_list = seen_all(request.user, in_full(table.page.object_list))  # type: ignore[arg-type]
    return answer(request, "registry/people.html", table=table)


def in_full(page: QuerySet[Person]) -> list[Person]:
    """The people of a page: which ones is asked of indexes alone, and only theirs are the wide rows that are read."""
    ids = list(page.values_list("pk", flat=True))
    found = Person.objects.select_related("household__shelter").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


@require_GET
def person(request: HttpRequest, pk: str) -> HttpResponse:
    """One person."""
    who = get_object_or_404(Person.objects.select_related("household__shelter", "merged_into"), pk=pk)
    user = request.user
    relations = Relation.objects.filter(person=who).select_related("to")
    shown = {
        "person": seen(user, who),
        "consents": seen_all(user, who.consents.select_related("taken_by")),
        "relations": seen_all(user, relations),
        "whereabouts": seen_all(user, who.whereabouts.select_related("written_by")),
        "housemates": seen_all(user, _housemates(who)),
    }
    return render(request, "registry/person.html", shown)


def _housemates(who: Person) -> list[Person]:
    if who.household_id is None:
        return []
    return list(Person.objects.filter(household=who.household_id, merged_into=None).exclude(pk=who.pk))


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change a person."""
    form = PersonForm(sent(request), instance=get_object_or_404(Person, pk=pk), user=request.user)
    return edit_page(
        request, form, title=_("Change person"), back=_card(pk), deed="person.changed",
        keep=lambda: _compared(request, form),
    )  # fmt: skip


@require_GET
def household(request: HttpRequest, pk: str) -> HttpResponse:
    """One household: who, what they say, what can be offered at their door."""
    home = get_object_or_404(Household.objects.select_related("shelter", "merged_into"), pk=pk)
    user = request.user
    shown = {
        "household": seen(user, home),
        "crew": crews.name_of(home.trusted_crew),
        "placed": bool(home.shelter_id) or None not in (home.lon, home.lat),
        "people": seen_all(user, home.people.filter(merged_into=None)),
        "decisions": seen_all(user, home.decisions.select_related("heard_by")),
        "needs": seen_all(user, home.needs.select_related("item")),
        "requests": seen_all(user, home.requests.all()),
        "matches": [(seen(user, one.offer), one.reason_label, one.left) for one in offers_for(home)],
        "acceptances": seen_all(user, home.acceptances.select_related("offer")),
    }
    return render(request, "registry/household.html", shown)


@require_http_methods(["GET", "POST"])
def household_new(request: HttpRequest) -> HttpResponse:
    """Enter a household; its people follow."""
    form = HouseholdForm(sent(request), user=request.user, initial={"shelter": request.GET.get("shelter")})
    return edit_page(
        request, form, title=_("New household"), back=reverse("registry:people"), deed="household.entered",
        after=lambda kept: reverse("registry:person_new", kwargs={"pk": kept.pk}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def household_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change a household."""
    form = HouseholdForm(sent(request), instance=get_object_or_404(Household, pk=pk), user=request.user)
    return edit_page(request, form, title=_("Change household"), back=_home(pk), deed="household.changed")


@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest, pk: str) -> HttpResponse:
    """Enter a person of a household."""
    who = Person(household=get_object_or_404(Household, pk=pk))
    form = PersonForm(sent(request), instance=who, user=request.user)
    return edit_page(
        request,
        form,
        title=_("New person"),
        back=_home(pk),
        deed="person.entered",
        keep=lambda: _compared(request, form),
    )


def _compared(request: HttpRequest, form: PersonForm) -> Person:
    """The person kept, after a look whether they are here already."""
    who: Person = form.keep()
    alike = duplicates.keep_for(who)
    if alike:
        words = ngettext("{n} record looks like this person.", "{n} records look like this person.", alike)
        messages.warning(request, words.format(n=alike) + " " + _("See duplicates."))
    return who


@require_http_methods(["GET", "POST"])
def decision_new(request: HttpRequest, pk: str) -> HttpResponse:
    """Write down what a household says now."""
    said = Decision(household=get_object_or_404(Household, pk=pk), heard_by=actor(request))
    form = DecisionForm(sent(request), instance=said, user=request.user)
    return edit_page(
        request, form, title=_("Decision"), back=_home(pk), deed="decision.heard",
        keep=lambda: decide(form.save(commit=False)),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def household_need(request: HttpRequest, pk: str) -> HttpResponse:
    """Enter what a household needs."""
    home = get_object_or_404(Household, pk=pk)
    form = NeedForm(sent(request), instance=Need(household=home, shelter=home.shelter), user=request.user)
    return edit_page(request, form, title=_("New need"), back=_home(pk), deed="need.entered")


@require_http_methods(["GET", "POST"])
def consent_new(request: HttpRequest, pk: str) -> HttpResponse:
    """Write down what a person agrees to, or no longer."""
    said = Consent(person=get_object_or_404(Person, pk=pk), taken_by=actor(request))
    form = ConsentForm(sent(request), instance=said, user=request.user)
    return edit_page(request, form, title=_("Consent"), back=_card(pk), deed="consent.said")


@require_http_methods(["GET", "POST"])
def whereabouts_new(request: HttpRequest, pk: str) -> HttpResponse:
    """Write down where somebody is said to be."""
    said = Whereabouts(person=get_object_or_404(Person, pk=pk), written_by=actor(request))
    form = WhereaboutsForm(sent(request), instance=said, user=request.user)
    return edit_page(request, form, title=_("Whereabouts as said"), back=_card(pk), deed="whereabouts.said")


@require_http_methods(["GET", "POST"])
def relation_new(request: HttpRequest, pk: str) -> HttpResponse:
    """Say who belongs to whom; kept from both sides."""
    who = get_object_or_404(Person, pk=pk)
    form = RelationForm(sent(request), instance=Relation(person=who), user=request.user)

    def keep() -> Relation:
        kind, to = form.cleaned_data["kinship"], form.cleaned_data["to"]
        kept, _made = Relation.objects.get_or_create(person=who, to=to, kinship=kind)
        Relation.objects.get_or_create(person=to, to=who, kinship=TURNED.get(kind, kind))
        return kept

    return edit_page(request, form, title=_("Relative"), back=_card(pk), deed="relation.said", keep=keep)


def _card(pk: str) -> str:
    return reverse("registry:person", kwargs={"pk": pk})


def _home(pk: str) -> str:
    return reverse("registry:household", kwargs={"pk": pk})
