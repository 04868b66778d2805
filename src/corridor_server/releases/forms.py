"""Asking for a release."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from corridor_server.releases.models import Release
from corridor_server.releases.sources import SOURCES


class AskForm(forms.ModelForm):  # type: ignore[type-arg]
    """What leaves, for whom, what for."""

    source = forms.ChoiceField(label=_("List"))
    columns = forms.MultipleChoiceField(
        label=_("Columns, if row by row"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data_layout": "whole"}),
    )

    class Meta:
        model = Release
        fields = ("source", "recipient", "purpose", "exact", "columns")
        help_texts = {
            "recipient": _("Organisation and person; it stands in every copy."),
            "purpose": _("Why they need it; it stands in every copy."),
            "exact": _(
                "Without this, the file holds areas of at least one kilometre with at least five people, and no names."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = {path: heading for source in SOURCES.values() for path, heading in source.columns}
        source_field, columns_field = self.fields["source"], self.fields["columns"]
        if isinstance(source_field, forms.ChoiceField):
            source_field.choices = [(one.name, one.label) for one in SOURCES.values()]
        if isinstance(columns_field, forms.ChoiceField):
            columns_field.choices = list(columns.items())

    def clean(self) -> dict[str, Any]:
        """Columns belong to the list, and exact rows have some."""
        given = super().clean() or {}
        source = SOURCES.get(given.get("source", ""))
        own = {path for path, _heading in source.columns} if source else set()
        chosen = [path for path in given.get("columns", ()) if path in own]
        if given.get("exact") and not chosen:
            self.add_error("columns", _("Choose the columns that they need, and no others."))
        given["columns"] = " ".join(chosen) if given.get("exact") else ""
        return given
