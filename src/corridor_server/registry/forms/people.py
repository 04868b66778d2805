"""Forms of households and people, and of what they say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor_server.registry import crews
from corridor_server.registry.forms.base import Codes, RecordForm, with_pickers
from corridor_server.registry.models import Consent, Decision, Household, Person, Relation, Whereabouts
from corridor_server.registry.models.words import Document, Reason

SHORT_CODE = 6


class HouseholdForm(RecordForm):
    """A household."""

    class Meta:
        model = Household
        fields = (
            "shelter", "address", "lat", "lon", "phone", "unnamed", "pets", "pet_cages", "priority", "deadline",
            "trusted_crew", "notes",
        )  # fmt: skip
        formfield_callback = with_pickers
        help_texts = {
            "pets": gettext_lazy("Such as: a dog, two cats."),
            "lat": gettext_lazy(
                "For a door that is no shelter, such as 48.59470; without a place they are in no plan."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "trusted_crew" in self.fields:
            label = self.fields["trusted_crew"].label
            known = crews.choices(self.instance.trusted_crew)
            self.fields["trusted_crew"] = forms.ChoiceField(label=label, choices=[("", "—"), *known], required=False)

    def clean(self) -> dict[str, Any]:
        """Half a place is none."""
        given = super().clean() or {}
        if "lat" in self.fields and (given.get("lat") is None) != (given.get("lon") is None):
            self.add_error("lat" if given.get("lat") is None else "lon", _("Write both, or neither."))
        return given


class PersonForm(RecordForm):
    """A person."""

    documents_missing = Codes(label=gettext_lazy("Papers missing"), choices=Document.choices)

    class Meta:
        model = Person
        fields = (
            "family_name", "given_name", "patronymic", "other_names", "birth_year", "age_group", "sex", "mobility",
            "medical", "medical_priority", "languages", "documents_missing", "phone", "speaks", "state", "notes",
        )  # fmt: skip
        formfield_callback = with_pickers
        help_texts = {"other_names": gettext_lazy("Other spellings, maiden name, what neighbours call them.")}

    def clean(self) -> dict[str, Any]:
        """Somebody without any name could not be found again."""
        given = super().clean() or {}
        names = [name for name in ("family_name", "given_name", "other_names") if name in self.fields]
        if names and not any(given.get(name) for name in names):
            self.add_error(names[0], _("Write at least one name; how people call them will do."))
        return given


class DecisionForm(RecordForm):
    """What a household says now."""

    reasons = Codes(label=gettext_lazy("Why they stay or hesitate"), choices=Reason.choices)

    class Meta:
        model = Decision
        fields = ("choice", "reasons", "would_change", "ask_again")
        formfield_callback = with_pickers


class ConsentForm(RecordForm):
    """Yes or no to one purpose."""

    class Meta:
        model = Consent
        fields = ("purpose", "given", "until")
        formfield_callback = with_pickers


class WhereaboutsForm(RecordForm):
    """Where somebody is said to be."""

    class Meta:
        model = Whereabouts
        fields = ("region", "sureness", "as_of", "said_by")
        formfield_callback = with_pickers
        help_texts = {"region": gettext_lazy("A region or town; never a street or shelter.")}


class RelationForm(RecordForm):
    """Who belongs to whom, within a household or by the code on the relative's card."""

    housemate = forms.ChoiceField(label=gettext_lazy("Somebody of the same household"), required=False)
    code = forms.CharField(
        label=gettext_lazy("Or the code of the relative"), max_length=36, required=False,
        help_text=gettext_lazy("It stands on their card."),
    )  # fmt: skip

    class Meta:
        model = Relation
        fields = ("kinship",)
        formfield_callback = with_pickers

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        home = self.instance.person.household
        mates = home.people.filter(merged_into=None).exclude(pk=self.instance.person_id) if home else []
        self.fields["housemate"].choices = [("", "—"), *((one.pk, one.name or one.code) for one in mates)]  # type: ignore[attr-defined]
        if not mates:
            del self.fields["housemate"]

    def clean_code(self) -> Person | None:
        """The person that the code names."""
        code = str(self.cleaned_data["code"]).strip().lower()
        if not code:
            return None
        found = list(Person.objects.filter(pk__endswith=code, merged_into=None)[:2]) if len(code) >= SHORT_CODE else []
        if len(found) != 1:
            raise forms.ValidationError(_("No person has this code."))
        if found[0].pk == self.instance.person_id:
            raise forms.ValidationError(_("That is the code of this very person."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        """One way to name the relative."""
        given = super().clean() or {}
        given["to"] = given.get("code") or Person.objects.filter(pk=given.get("housemate") or "").first()
        if given["to"] is None and not self.errors:
            self.add_error("code", _("Choose somebody, or write the code of their card."))
        return given
