"""The reasons for which an import refuses a row, in words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Model
from django.utils.translation import gettext
from import_export.results import RowResult

from agreements.acts.act import named_rules
from agreements.exchange.faults import spoilt_by_excel
from agreements.models import Agreement
from agreements.tables.full_disk import DISK_FULL, is_full

logger = logging.getLogger(__name__)


def unknown_id(text: str) -> str:
    message = gettext("%(id)s finns inte i registret. Lämna cellen tom för en ny överenskommelse.") % {"id": text}
    # Excel reads 1980-3 in a CSV file as March 1980.
    return f"{message} {spoilt_by_excel(text)}".strip()


def refusal_reasons(result: RowResult, label: Callable[[str], str]) -> list[tuple[str, str]]:
    """The label of each faulty column with its message; empty for a row that is not refused."""
    if result.validation_error:
        errors_by_field = ValidationError(result.validation_error).update_error_dict({})
        return [
            ("" if name == NON_FIELD_ERRORS else label(name), message)
            for name, errors in errors_by_field.items()
            for message in ValidationError(errors).messages
        ]
    if not result.errors:
        return []
    error = result.errors[0].error
    if is_full(error):
        return [("", str(DISK_FULL))]
    if isinstance(error, OperationalError):
        return [("", gettext("Någon annan ändrade registret samtidigt. Läs in filen igen."))]
    logger.error("an import failed to read a row", exc_info=error)
    return [("", gettext("Raden gick inte att läsa. Meddela den som sköter registrets drift."))]


@contextmanager
def refusals(row: Model, rows_of: Mapping[int, int]) -> Iterator[None]:
    """Turns the database's refusal of the row into a ValidationError with all its faults.

    `rows_of` has the numbers of the rows already written, by their keys.
    """
    try:
        with transaction.atomic(), named_rules(type(row)):
            yield
    except ValidationError as error:
        # The database names one broken rule at a time. Name them all.
        messages = list(error.messages)
        try:
            row.validate_constraints()
        except ValidationError as all_errors:
            messages += [message for message in all_errors.messages if message not in messages]
        messages += collisions(row, rows_of)
        raise ValidationError(messages) from error
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        name, message = getattr(diagnosis, "constraint_name", None) or "", getattr(diagnosis, "message_primary", None)
        if "replaces_id" in name:
            raise ValidationError(
                {"replaces": gettext("En annan överenskommelse ersätter den redan. Kontrollera id:t.")}
            ) from error
        if name.startswith("agreement_") and message:
            # The triggers' messages are in Swedish.
            raise ValidationError(message) from error
        raise


def collisions(row: Model, rows_of: Mapping[int, int]) -> list[str]:
    """The published answers that overlap the agreement, as one message."""
    if not (isinstance(row, Agreement) and row.is_published):
        return []
    others = ", ".join(
        gettext("rad %(number)s") % {"number": rows_of[other.pk]} if other.pk in rows_of else other.public_id
        for other in Agreement.objects.overlapping(row)[:3]
    )
    return [gettext("Krockar med %(others)s.") % {"others": others}] if others else []
