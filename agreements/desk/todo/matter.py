"""A matter of the desk: its texts, permission, count and list."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db.models import Count, Model, Q, QuerySet, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.lookup.municipalities import with_type_position
from municipalities.models import Municipality

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# In the query string of a list: `?arende=granska`.
PARAMETER = "arende"


class MatterGroup(TextChoices):
    """The groups of matters, in the order of the first page."""

    CHECK = "check", _("Att granska")
    DO = "do", _("Att göra")
    COMPLETE = "complete", _("Att komplettera")
    WATCH = "watch", _("Att hålla ögonen på")


@dataclass(frozen=True)
class Matter:
    slug: str
    group: MatterGroup
    model: type[Model]
    rule: Callable[[User, datetime.date], Q]
    title: StrOrPromise
    what_to_do: StrOrPromise
    # The permission needed to act on the matter; its holders are reminded.
    permission: str
    # The field with the reason, shown in the list and in the reminder.
    reason_field: str = ""

    def concerns(self, person: User) -> bool:
        return person.has_perm(self.permission)

    def is_seen_by(self, person: User) -> bool:
        """Matters to watch are seen by everybody who may view the rows, others by those who can act."""
        opts = self.model._meta
        sees = person.has_perm(f"{opts.app_label}.view_{opts.model_name}")
        return sees and (self.group == MatterGroup.WATCH or self.concerns(person))

    def rows(self, by: User, today: datetime.date) -> QuerySet[Any]:
        return rows_of_model(self.model, today).filter(self.rule(by, today))

    @property
    def url(self) -> str:
        opts = self.model._meta
        return f"{reverse(f'admin:{opts.app_label}_{opts.model_name}_changelist')}?{PARAMETER}={self.slug}"


def rows_of_model(model: type[Model], today: datetime.date) -> QuerySet[Any]:
    """The rows to which the conditions of the model's matters apply."""
    if model is Municipality:
        return with_type_position(Municipality.objects.existing_on(today), today, type__is_headline=True)
    return model._default_manager.all()


def count_rows(matters: Iterable[Matter], by: User, today: datetime.date) -> dict[str, int]:
    """The number of rows of each matter by slug: one query for each model."""
    by_model: dict[type[Model], list[Matter]] = {}
    for matter in matters:
        by_model.setdefault(matter.model, []).append(matter)
    numbers: dict[str, int] = {}
    for model, model_matters in by_model.items():
        counts = {matter.slug: Count("pk", filter=matter.rule(by, today)) for matter in model_matters}
        numbers |= rows_of_model(model, today).order_by().aggregate(**counts)
    return numbers
