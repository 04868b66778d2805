"""Forms of the maps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from corridor_server.maps.roads import EXTRACTS, road_files


class AreaForm(forms.Form):
    """Roads for the desk: an extract sent by the browser, or one laid into the desk's folder by hand."""

    upload = forms.FileField(
        required=False,
        label=_("OpenStreetMap extract"),
        help_text=_("A file ending in .osm.pbf, up to 64 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pbf,.osm,.bz2,.gz"}),
    )
    waiting = forms.ChoiceField(
        required=False,
        label=_("Or a file in the desk's folder"),
        help_text=_("Larger files: copy them into “roads/incoming” of the desk's folder."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = road_files().waiting()
        choice = self.fields["waiting"]
        if names and isinstance(choice, forms.ChoiceField):
            choice.choices = [("", "—"), *((name, name) for name in names)]
        else:
            del self.fields["waiting"]

    def clean_upload(self) -> Any:
        """Only what the importer reads."""
        upload = self.cleaned_data.get("upload")
        if upload and not upload.name.endswith(EXTRACTS):
            raise forms.ValidationError(_("This is no OpenStreetMap extract. Its name should end in .osm.pbf."))
        return upload

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("upload") and not cleaned.get("waiting"):
            raise forms.ValidationError(_("Choose a file."))
        return cleaned
