"""The form that uploads a file to import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.tables.limits import MAX_BYTES


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Fil"),
        help_text=_("CSV eller XLSX, som Excel sparar den. Högst 20 MB och 50 000 rader."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"empty": _("Filen är tom. Välj en fil med en rubrikrad och minst en rad under den.")},
    )
    new_rows = forms.ChoiceField(
        label=_("Nya rader blir"),
        choices=[("draft", _("utkast")), ("published", _("publicerade"))],
        initial="draft",
        widget=forms.RadioSelect,
        help_text=_("Gäller rader där kolumnen published saknas eller är tom."),
    )

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["new_rows"]

    def clean_file(self) -> Any:
        # One byte more than allowed: the reader then refuses the file as too large.
        self.content: bytes = self.cleaned_data["file"].read(MAX_BYTES + 1)
        return self.cleaned_data["file"]
