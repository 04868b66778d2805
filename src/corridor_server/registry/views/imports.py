"""Imports: upload, map columns, see every mistake, take good rows over, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from corridor.errors import CorridorError, InputRefused
from corridor_server import jobs
from corridor_server.audit.record import record
from corridor_server.registry.imports.checking import FIELDS
from corridor_server.registry.imports.columns import guess
from corridor_server.registry.imports.reading import Sheet, read_sheet
from corridor_server.registry.imports.taking import checked, take_back, take_over
from corridor_server.registry.models import Import, ImportKind, ImportState
from corridor_server.registry.views.editing import actor, sent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN_ROWS, SHOWN_MISTAKES, AS_JOB = 8, 200, 3000


class UploadForm(forms.Form):
    """A file and what it holds."""

    kind = forms.ChoiceField(
        label=gettext_lazy("The file holds"), choices=ImportKind.choices, widget=forms.RadioSelect(),
        initial=ImportKind.PEOPLE,
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("CSV or XLSX; headings in the first row."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )  # fmt: skip


class MappingForm(forms.Form):
    """A column for each field."""

    def __init__(self, *args: Any, kind: str, headings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        columns = [("", _("– none –")), *((str(n), heading or str(n + 1)) for n, heading in enumerate(headings))]
        for field in FIELDS[kind]:
            self.fields[field.name] = forms.ChoiceField(label=field.label, choices=columns, required=False)

    def mapping(self) -> dict[str, int]:
        """Field to column, as chosen."""
        return {name: int(value) for name, value in self.cleaned_data.items() if value}


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Upload a file; the imports so far."""
    form = UploadForm(sent(request), request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            sheet = read_sheet(upload.read(), upload.name or "")
        except CorridorError as error:
            form.add_error("file", f"{error.what} {error.remedy}")
        else:
            batch = Import(
                kind=form.cleaned_data["kind"], file_name=upload.name or "", content=sheet.to_json(), by=actor(request)
            )
            batch.mapping = guess(sheet.headings, FIELDS[batch.kind])
            with transaction.atomic():
                batch.save()
                record(request, "import.read", obj=batch, detail={"rows": len(sheet.rows), "kind": batch.kind})
            return redirect("registry:import", pk=batch.pk)
    shown = {"form": form, "imports": Import.objects.select_related("by")[:30]}
    return render(request, "registry/imports.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def import_card(request: HttpRequest, pk: str) -> HttpResponse:
    """Mapping, preview and mistakes; POST changes the mapping."""
    batch = get_object_or_404(Import.objects.select_related("by"), pk=pk)
    sheet = Sheet.from_json(batch.content)
    start = {name: str(column) for name, column in batch.mapping.items()}
    form = MappingForm(sent(request), kind=batch.kind, headings=sheet.headings, initial=start)
    if request.method == "POST" and batch.state == ImportState.READ and form.is_valid():
        batch.mapping = form.mapping()
        batch.save()
        return redirect("registry:import", pk=pk)
    found = checked(batch)
    shown = {
        "batch": batch, "form": form, "headings": sheet.headings, "preview": sheet.first(SHOWN_ROWS),
        "rows": len(sheet.rows), "good": len(found.good), "bad": found.bad_rows,
        "mistakes": found.mistakes[:SHOWN_MISTAKES], "more": max(len(found.mistakes) - SHOWN_MISTAKES, 0),
        "waits": batch.state == ImportState.READ,
    }  # fmt: skip
    return render(request, "registry/import.html", shown)


@require_POST
@transaction.atomic
def import_take(request: HttpRequest, pk: str) -> HttpResponse:
    """Take the good rows over; long files as a job."""
    batch = get_object_or_404(Import, pk=pk, state=ImportState.READ)
    if len(Sheet.from_json(batch.content).rows) > AS_JOB:
        jobs.enqueue("registry.import", {"import": pk, "by": actor(request).pk}, by=request.user)
        messages.info(request, _("The rows are being taken over; see the jobs."))
        return redirect("registry:imports")
    try:
        found = take_over(batch, actor(request))
    except InputRefused as refused:
        messages.error(request, f"{refused.what} {refused.remedy}")
        return redirect("registry:imports")
    record(request, "import.taken", obj=batch, detail={"rows": len(found.good), "refused": found.bad_rows})
    n = len(found.good)
    messages.success(request, ngettext("{n} row taken over.", "{n} rows taken over.", n).format(n=n))
    if batch.kind == ImportKind.PEOPLE and n:
        jobs.enqueue("registry.duplicates", {}, by=request.user)
        messages.info(request, _("The desk looks for people who were here already; see duplicates."))
    return redirect("registry:import", pk=pk)


@require_POST
@transaction.atomic
def import_back(request: HttpRequest, pk: str) -> HttpResponse:
    """Throw a read file away, or take back what an import of people brought."""
    batch = get_object_or_404(Import, pk=pk)
    if batch.state == ImportState.READ:
        batch.delete()
        messages.success(request, _("The file is thrown away."))
        return redirect("registry:imports")
    if batch.state == ImportState.DONE:
        gone, kept = take_back(batch, actor(request))
        record(request, "import.taken_back", obj=batch, detail={"erased": gone, "kept": kept})
        words = ngettext("{n} record erased.", "{n} records erased.", gone).format(n=gone)
        if kept:
            stays = ngettext("{n} was changed since and stays.", "{n} were changed since and stay.", kept)
            words = f"{words} {stays.format(n=kept)}"
        messages.success(request, words)
    return redirect("registry:imports")
