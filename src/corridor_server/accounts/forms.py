"""Forms of login, enrolment and users."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from corridor_server.accounts.access.roles import Role, clashing
from corridor_server.accounts.models import User
from corridor_server.accounts.words import REASONS, ROLE_DUTIES, ROLE_LABELS

OTHER = "other"


def passphrase_field(label: Any, *, new: bool = False, hint: Any = "") -> forms.CharField:
    """A passphrase; spaces at its ends are part of it."""
    widget = forms.PasswordInput(
        attrs={"autocomplete": "new-password" if new else "current-password", "data_layout": "whole"}
    )
    return forms.CharField(label=label, strip=False, widget=widget, help_text=hint, max_length=200)


def code_field(label: Any, hint: Any = "") -> forms.CharField:
    """A code of the phone, or a recovery code."""
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false", "data_layout": "whole"}
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs=attrs), help_text=hint)


class LoginForm(forms.Form):
    """Who, passphrase and code on one page: nobody learns which of them was wrong."""

    username = forms.CharField(
        label=_("Login name"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false", "data_layout": "whole"}
        ),
    )
    passphrase = passphrase_field(_("Passphrase"))
    code = code_field(_("Code"), _("Six digits from your phone, or one of your recovery codes."))


class UnlockForm(forms.Form):
    """The passphrase alone."""

    passphrase = passphrase_field(_("Passphrase"))


class NewPassphrase(forms.Form):
    """A new passphrase, held against the rules."""

    passphrase = passphrase_field(
        _("New passphrase"),
        new=True,
        hint=_("At least 14 characters. Several unrelated words are good and easy to keep."),
    )
    again = passphrase_field(_("The same once more"), new=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Both the same, and good enough for ``user``."""
        given = super().clean() or {}
        if given.get("passphrase") != given.get("again"):
            self.add_error("again", _("The two are not the same."))
        elif given.get("passphrase"):
            try:
                validate_password(given["passphrase"], self.user)
            except ValidationError as refused:
                self.add_error("passphrase", refused)
        return given


class EnrolForm(NewPassphrase):
    """Passphrase and the first code of the phone."""

    code = code_field(_("Code from your phone"), _("Scan the picture with an authenticator app; it shows six digits."))


class ChangePassphrase(NewPassphrase):
    """The old one first."""

    old = passphrase_field(_("Present passphrase"))
    field_order = ("old", "passphrase", "again")


class ReasonForm(forms.Form):
    """A preset, by one tap, or words."""

    reason = forms.ChoiceField(choices=[*REASONS.items(), (OTHER, _("Another reason"))])
    words = forms.CharField(label=_("Another reason"), max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        """Words, where no preset was chosen."""
        given = super().clean() or {}
        if given.get("reason") == OTHER and not given.get("words", "").strip():
            self.add_error("words", _("Say in a few words why; no names."))
        return given

    def chosen(self) -> str:
        """What is logged."""
        given = self.cleaned_data
        return str(given["words"].strip() if given["reason"] == OTHER else given["reason"])


class RolesForm(forms.Form):
    """Roles of one user."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, ROLE_LABELS[role]) for role in Role],
        widget=forms.CheckboxSelectMultiple(attrs={"data_layout": "whole"}),
        help_text=_("Planner, auditor and administrator see no people: they cannot be joined with roles that do."),
    )

    def clean_roles(self) -> frozenset[Role]:
        """The roles, if one person may hold them together."""
        roles = frozenset(Role(value) for value in self.cleaned_data["roles"])
        if clashing(roles):
            raise ValidationError(
                _("These roles cannot be held together. Leave out planner, auditor and administrator, or the others.")
            )
        return roles


class UserForm(RolesForm):
    """A new user."""

    username = User._meta.get_field("username").formfield(
        help_text=_("Small Latin letters, digits, dots: what they type to log in.")
    )
    full_name = User._meta.get_field("full_name").formfield(help_text=_("Shown to colleagues beside what they did."))
    field_order = ("full_name", "username", "roles")

    def clean_username(self) -> str:
        """Lower case and not taken."""
        username = str(self.cleaned_data["username"]).lower()
        if User.objects.filter(username=username).exists():
            raise ValidationError(_("This login name is taken."))
        return username


DUTIES = [(ROLE_LABELS[role], ROLE_DUTIES[role]) for role in Role]
