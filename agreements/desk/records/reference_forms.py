"""The forms of agreement types, follow-ups, revisions, sources and completeness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.days.imprecise import OPEN_FUTURE, ImpreciseDay
from agreements.models import AgreementRevision, AgreementType, Completeness, FollowUp, Source
from agreements.models.rules.days import FUTURE_FOLLOW_UP, FUTURE_REVISION, refuse_future_day
from municipalities.forms import RowForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class AgreementTypeForm(RowForm):
    rule_model = AgreementType
    rule_fields = {"agreement_type_one_headline": "is_headline"}


class FollowUpForm(RowForm):
    rule_model = FollowUp
    rule_fields = {
        "follow_up_once_a_year": "year",
        "follow_up_of_joint_once_a_year": "year",
        "follow_up_belongs_to_one": "agreement",
    }

    def clean_done_on(self) -> ImpreciseDay | None:
        return refused_if_later(self.cleaned_data["done_on"], FUTURE_FOLLOW_UP)


class AgreementRevisionForm(RowForm):
    rule_model = AgreementRevision
    rule_fields = {"agreement_revision_belongs_to_one": "agreement"}

    def clean_revised_on(self) -> ImpreciseDay | None:
        return refused_if_later(self.cleaned_data["revised_on"], FUTURE_REVISION)


class SourceForm(RowForm):
    rule_model = Source
    rule_fields = {"source_belongs_to_one": "agreement"}


class CompletenessForm(RowForm):
    rule_model = Completeness
    rule_fields = {"completeness_ends_after_it_begins": "last_day", "completeness_stated_once": "first_day"}


def refused_if_later(day: ImpreciseDay | None, message: StrOrPromise) -> ImpreciseDay | None:
    """Raises ValidationError if the day is certainly to come, or has no latest day to sort and count it by."""
    refuse_future_day(day.earliest if day else None, message)
    if day and day.latest == OPEN_FUTURE:
        raise ValidationError(_("Skriv också hur sent det kan ha varit: 2016, 2016-02 eller senast 2016-02."))
    return day
