"""The forms of agreement types, follow-ups and reported totals."""

from __future__ import annotations

import datetime

from agreements.models import AgreementType, FollowUp, ReportedTotal
from agreements.models.plausible_days import FUTURE_FOLLOW_UP, FUTURE_TOTAL, refuse_future_day
from municipalities.forms import RowForm


class AgreementTypeForm(RowForm):
    rule_model = AgreementType
    rule_fields = {"agreement_type_one_headline": "is_headline"}


class FollowUpForm(RowForm):
    rule_model = FollowUp
    rule_fields = {"follow_up_once_a_year": "year"}

    def clean_done_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["done_on"]
        refuse_future_day(day, FUTURE_FOLLOW_UP)
        return day


class ReportedTotalForm(RowForm):
    rule_model = ReportedTotal
    rule_fields = {"reported_total_once": "reported_on"}

    def clean_reported_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["reported_on"]
        refuse_future_day(day, FUTURE_TOTAL)
        return day
