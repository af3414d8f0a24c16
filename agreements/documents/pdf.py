"""Examines an uploaded PDF by its content, in a process of its own, or refuses it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from agreements.models.files import warnings_of

PDF_SECONDS = 30  # wall clock; the reader limits its own CPU time
READER = Path(__file__).with_name("pdf_reader.py")
REFUSALS = {
    "not_pdf": gettext_lazy("Filen är inte en PDF. Spara dokumentet som PDF och ladda upp det."),
    "disguised": gettext_lazy(
        "Filen börjar som något annat än en PDF. Öppna den, spara den som PDF på nytt och ladda upp den."
    ),
    "encrypted": gettext_lazy("PDF-filen är låst eller krypterad. Spara en kopia utan lösenord och ladda upp den."),
    "locked": gettext_lazy(
        "PDF-filen öppnas utan lösenord men är låst mot ändringar, så registret kan inte kontrollera den. Skriv ut den "
        "som PDF, eller spara en kopia utan lås, och ladda upp den."
    ),
    "broken": gettext_lazy("PDF-filen är skadad eller avklippt. Öppna den, spara den på nytt och ladda upp den."),
    "no_pages": gettext_lazy("PDF-filen har inga sidor. Kontrollera att det är rätt fil."),
    "too_heavy": gettext_lazy(
        "PDF-filen är för krånglig för att kontrolleras. Skriv ut den som PDF på nytt och ladda upp den."
    ),
}


@dataclass(frozen=True)
class Examination:
    pages: int
    has_script: bool
    has_attachments: bool

    @property
    def warnings(self) -> list[str]:
        """Warnings for readers of the file, in words."""
        return warnings_of(has_script=self.has_script, has_attachments=self.has_attachments)


def examine(path: Path) -> Examination:
    """Reads the file in a process with a timeout. Raises ValidationError if the file is refused."""
    try:
        # Isolated mode: the environment and the working directory do not affect its imports.
        process = subprocess.run(  # noqa: S603 - our own module, and the path is our own too
            [sys.executable, "-I", READER, path], capture_output=True, timeout=PDF_SECONDS, check=False, env={}
        )
        facts = json.loads(process.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        # The process gave no result: it was stopped by its limits.
        facts = {"refused": "too_heavy"}
    if refusal := facts.get("refused"):
        raise ValidationError(REFUSALS[refusal], code=refusal)
    return Examination(**facts)
