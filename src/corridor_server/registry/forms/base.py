"""What the registry's forms share: pickers for moments, several codes in one field, and why something was changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor_server.accounts.forms_guard import GuardedForm
from corridor_server.store.fields import EncryptedTextField

LONG = frozenset({"notes", "medical", "words", "would_change", "entrances"})
"""Fields of several lines."""
MOMENT = "%Y-%m-%dT%H:%M"


class Codes(forms.MultipleChoiceField):
    """Several codes, stored between spaces."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.CheckboxSelectMultiple(attrs={"data_layout": "whole"}))
        options.setdefault("required", False)
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Codes as the boxes want them."""
        return value.split() if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        """Codes as they are stored."""
        return " ".join(super().clean(value))


def with_pickers(field: Any, **options: Any) -> forms.Field | None:
    """The form field of a model field: the browser's own pickers for moments, one line for short encrypted text."""
    if isinstance(field, models.DateTimeField):
        options["widget"] = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        options["input_formats"] = [MOMENT, "%Y-%m-%dT%H:%M:%S"]
        return forms.DateTimeField(label=field.verbose_name, required=not field.blank, **_known(options))
    if isinstance(field, models.DateField):
        options["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    elif isinstance(field, models.TimeField):
        options["widget"] = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    elif isinstance(field, EncryptedTextField) and field.name not in LONG:
        options["widget"] = forms.TextInput(attrs=_phone(field.name))
    elif isinstance(field, EncryptedTextField):
        options["widget"] = forms.Textarea(attrs={"rows": 3, "data_layout": "whole"})
        options["max_length"] = 4000
    elif isinstance(field, models.FloatField):
        options["widget"] = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    form_field: forms.Field | None = field.formfield(**options)
    if isinstance(form_field, forms.CharField) and isinstance(field, EncryptedTextField):
        form_field.max_length = 4000 if field.name in LONG else 300
        form_field.widget.attrs.setdefault("autocomplete", "off")
    return form_field


def _phone(name: str) -> dict[str, str]:
    """Phones bring up a phone's number keys; nothing personal is remembered by the browser."""
    return {"inputmode": "tel", "autocomplete": "off"} if name.endswith("phone") else {"autocomplete": "off"}


def _known(options: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in options.items() if name in ("widget", "input_formats", "help_text", "initial")
    }


class RecordForm(GuardedForm, forms.ModelForm):  # type: ignore[type-arg]
    """A record's form: fields closed to the user are left out; a changed record keeps the reason of the change."""

    why = forms.CharField(
        label=_("Why this change"),
        required=False,
        max_length=200,
        help_text=_("Kept in the history; no names."),
        widget=forms.TextInput(attrs={"data_layout": "whole"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        why = self.fields.pop("why", None)
        if why is not None and not self.instance._state.adding:
            self.fields["why"] = why

    def keep(self) -> Any:
        """Save the record with the reason of its change."""
        record = self.save(commit=False)
        record.save_as(self.cleaned_data.get("why", ""))
        return record
