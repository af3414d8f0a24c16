"""The form and the columns of the comparison of up to five municipalities."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.days.fields import imprecise_day
from agreements.days.imprecise import ImpreciseDay
from agreements.lookup.municipalities import municipalities_on, slugs_in_force, with_answer
from agreements.lookup.vocabulary import Vocabulary
from agreements.models import CollaborationLevel, CooperationArea, Document, FollowUp
from agreements.public.day_form import DayForm
from agreements.public.tags import IN_DIALOGUE, Tag, municipality_tag
from municipalities.models import Municipality

MAX_COMPARED = 5


class CodesField(forms.MultipleChoiceField):
    # The municipalities keep the order of the address.
    keeps_order = True

    def valid_value(self, value: str) -> bool:
        """Always true: whether the municipality exists depends on the day, which the form checks."""
        return True


class CompareForm(DayForm):
    """The municipalities, day and type of a comparison."""

    kommun = CodesField(label=gettext_lazy("Kommuner"), required=False)
    type = forms.ChoiceField(label=gettext_lazy("Typ"), required=False)

    def __init__(self, data: QueryDict, *, words: Vocabulary, today: datetime.date) -> None:
        super().__init__(data)
        self.words = words
        self.today = today
        self.municipalities: list[Any] = []
        types = cast("forms.ChoiceField", self.fields["type"])
        types.choices = [(term.slug, term.label) for term in words.types]

    @property
    def day(self) -> datetime.date:
        return (self.is_bound and not self.errors.get("per") and self.cleaned_data["per"]) or self.today

    @property
    def type_slug(self) -> str:
        headline = self.words.headline
        return self.cleaned_data.get("type") or (headline.slug if headline else "")

    def clean_kommun(self) -> list[str]:
        codes = list(dict.fromkeys(self.cleaned_data["kommun"]))
        if len(codes) > MAX_COMPARED:
            raise ValidationError(
                _("Du har valt %(number)s kommuner. Det går att jämföra högst %(most)s åt gången: ta bort några."),
                params={"number": len(codes), "most": MAX_COMPARED},
            )
        return codes

    def clean(self) -> dict[str, Any] | None:
        if self.errors:
            return None
        codes = self.cleaned_data["kommun"]
        written_as_codes = [code for code in codes if re.fullmatch(r"[0-9]{4}", code)]
        rows = {row.code: row for row in self._answers(written_as_codes)} if written_as_codes else {}
        if missing := [code[:20] for code in codes if code not in rows]:
            raise ValidationError(
                {
                    "kommun": ValidationError(
                        _("Ingen kommun har koden %(codes)s den dagen. Välj kommunerna i listan."),
                        params={"codes": get_text_list(missing, _("eller"))},
                    )
                }
            )
        self.municipalities = [rows[code] for code in codes]
        return None

    def _answers(self, codes: list[str]) -> Any:
        day = self.cleaned_data["per"] or self.today
        municipalities = municipalities_on(day, self.type_slug).filter(code__in=codes)
        return with_answer(municipalities).annotate(
            answer_decided_on=F("answer__decided_on"),
            answer_decided_on_earliest=F("answer__decided_on_earliest"),
            answer_joint_agreement=F("answer__joint_agreement"),
            area_slugs=slugs_in_force(CooperationArea),
        )


@dataclass(frozen=True)
class ComparedMunicipality:
    """A column of the comparison table."""

    municipality: Municipality
    tag: Tag
    dialogue: Tag | None
    decided: ImpreciseDay | None
    first: ImpreciseDay | None
    last: ImpreciseDay | None
    levels: list[CollaborationLevel]
    areas: list[CooperationArea]
    documents: list[Document]
    follow_ups: list[FollowUp]
    # The address of the comparison without this municipality.
    without: str


def compared_municipalities(form: CompareForm, parameters: QueryDict) -> list[ComparedMunicipality]:
    rows = form.municipalities
    answers = [row.answer_id for row in rows if row.answer_id]
    joint = [row.answer_joint_agreement for row in rows if row.answer_joint_agreement]
    documents = list(
        Document.objects.published()
        .filter(Q(agreement__in=answers) | Q(joint_agreement__in=joint))
        .select_related("file")
    )
    follow_ups = list(FollowUp.objects.published().filter(agreement__in=answers, done_on__lte=form.day))
    return [
        ComparedMunicipality(
            municipality=row,
            tag=municipality_tag(row),
            dialogue=IN_DIALOGUE if row.in_dialogue else None,
            decided=imprecise_day(row.answer_decided_on, row.answer_decided_on_earliest),
            first=imprecise_day(row.answer_valid_from, row.answer_valid_from_earliest),
            last=imprecise_day(row.answer_valid_to, row.answer_valid_to_latest, "latest"),
            levels=form.words.levels_named(row.level_slugs),
            areas=form.words.areas_named(row.area_slugs),
            documents=[document for document in documents if _belongs_to(document, row)],
            follow_ups=[follow_up for follow_up in follow_ups if follow_up.agreement_id == row.answer_id],
            without=_url_without(row.code, parameters),
        )
        for row in rows
    ]


def _belongs_to(document: Document, row: Any) -> bool:
    is_direct = document.agreement_id is not None and document.agreement_id == row.answer_id
    is_joint = document.joint_agreement_id is not None and document.joint_agreement_id == row.answer_joint_agreement
    return is_direct or is_joint


def _url_without(code: str, parameters: QueryDict) -> str:
    query = parameters.copy()
    query.setlist("kommun", [other for other in parameters.getlist("kommun") if other != code])
    return f"?{query.urlencode()}"
