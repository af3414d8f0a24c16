"""The form of a document, with an uploaded PDF or an external address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts import four_eyes, perms
from agreements.documents import store, uploads
from agreements.documents.uploads import ReceivedFile
from agreements.models import Document, StoredFile
from municipalities.forms import RowForm


class PdfInput(forms.FileInput):
    """A file input that keeps the uploaded file when the form is shown again with errors."""

    received: ReceivedFile | None = None

    def value_from_datadict(self, data: Any, uploads: Any, name: str) -> UploadedFile | str | None:
        return super().value_from_datadict(data, uploads, name) or data.get(f"{name}-received") or None

    def value_omitted_from_data(self, data: Any, uploads: Any, name: str) -> bool:
        return name not in uploads and f"{name}-received" not in data

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        choice = super().render(name, value, attrs, renderer)
        if self.received is None:
            return choice
        return format_html(
            '<span class="received">{}</span> {}<input type="hidden" name="{}-received" value="{}">',
            _("Vald: %(name)s. Välj en annan om den ska bytas.") % {"name": self.received.name},
            choice,
            name,
            self.received.token,
        )


class PdfField(forms.FileField):
    """Receives and examines an uploaded PDF."""

    widget = PdfInput

    def clean(self, data: Any, initial: Any = None) -> ReceivedFile | None:
        if not data or self.disabled:
            return None
        if isinstance(data, str):
            received = uploads.reload_received(data)
            if received is None:
                raise ValidationError(_("Filen finns inte kvar från förra försöket. Välj den igen."))
        else:
            received = uploads.receive_upload(data)
        self.widget.received = received
        return received


class DocumentForm(RowForm):
    rule_model = Document
    rule_fields = {"document_belongs_to_one": "agreement", "document_leads_somewhere": "upload"}
    # The uploading user, set by the admin.
    by: User | None = None

    upload = PdfField(
        label=gettext_lazy("Ladda upp en PDF"),
        required=False,
        widget=PdfInput(attrs={"accept": ".pdf,application/pdf"}),
        help_text=gettext_lazy(
            "Högst %(most)s MB. Tar platsen för den fil som dokumentet har; den blir kvar i historiken."
        )
        % {"most": uploads.MAX_MEGABYTES},
    )
    # Shown if the uploaded file has warnings.
    accept_warnings = forms.BooleanField(
        label=gettext_lazy("Ta med filen ändå"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            chosen: Any = self.fields["file"]
            chosen.queryset = StoredFile.objects.filter(withheld_at=None) | StoredFile.objects.filter(
                pk=self.instance.file_id
            )
            chosen.label = gettext_lazy("Fil som redan finns")
            getattr(chosen.widget, "widget", chosen.widget).known = self.instance.file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        received: ReceivedFile | None = cleaned.get("upload")
        if received is None:
            return cleaned
        if "file" in self.changed_data and cleaned.get("file"):
            self.add_error("file", _("Välj antingen en fil som redan finns eller ladda upp en ny."))
        if received.examined.warnings:
            self.fields["accept_warnings"].widget = forms.CheckboxInput()
            if not cleaned.get("accept_warnings"):
                try:
                    uploads.refuse_warnings(received)
                except ValidationError as warning:
                    self.add_error("accept_warnings", warning)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        if self.instance.pk and not self.has_changed():
            # Each rule is a query. An unchanged row needs none.
            return {field.name for field in Document._meta.concrete_fields}
        # The file is stored after validation, so the row has no file yet.
        is_to_come = bool(self.cleaned_data.get("upload")) or "upload" in self.errors
        return super()._get_validation_exclusions() | ({"file"} if is_to_come else set())

    def save(self, commit: bool = True) -> Any:
        if received := self.cleaned_data.get("upload"):
            self.instance.file = store.store_file(received, by=self.by)
        return super().save(commit)


def document_obstacle(document: Document, by: User, *, four_eyes: bool) -> str:
    """Why this person may not change the document; empty if they may."""
    if not document.is_published:
        return ""
    if not perms.may_publish(by):
        return _("Dokumentet är publicerat. Be en granskare att ändra eller avpublicera det.")
    if four_eyes:
        return _("Dokumentet är publicerat. Avpublicera det, ändra det, och låt någon annan publicera det igen.")
    return ""


class DocumentFormSet(forms.BaseInlineFormSet):
    """The documents of one agreement. Disables those that `by` may not change."""

    by: User
    _four_eyes: bool | None = None

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.by = self.by
        if form.instance.pk and form.instance.is_published:
            if self._four_eyes is None:
                self._four_eyes = four_eyes.applies()
            form.instance.obstacle = document_obstacle(form.instance, self.by, four_eyes=self._four_eyes)
            if form.instance.obstacle:
                for name, field in form.fields.items():
                    field.disabled = name not in ("id", self.fk.name)
