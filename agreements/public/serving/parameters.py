"""The query parameters that a public page knows, and the one form of its address that they make.

Whatever else an address carries (`utm_source`, an empty field, another order) is the same page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import HttpRequest, QueryDict
from django_filters import FilterSet

FormClass = type[forms.Form] | type[FilterSet]


class PageNumberField(forms.IntegerField):
    @staticmethod
    def canonical(value: str) -> str:
        """The first page needs no place in the address, nor does what is no number of a page."""
        try:
            number = int(value)
        except ValueError:
            return ""
        return str(number) if number > 1 else ""


class PageForm(forms.Form):
    page = PageNumberField()


class FileForm(forms.Form):
    variant = forms.CharField()


class SearchForm(forms.Form):
    q = forms.CharField()


class SitemapForm(forms.Form):
    # Django's own name for the part of a long sitemap.
    p = forms.CharField()


class Parameters:
    """The parameters of a page, in their canonical order, from the forms that read them."""

    def __init__(self, form_classes: Iterable[FormClass]) -> None:
        self.fields: dict[str, type[Any]] = {}
        for form_class in form_classes:
            self.fields |= form_parameters(form_class)

    def canonical(self, given: QueryDict) -> QueryDict:
        query = QueryDict(mutable=True)
        for name, field in self.fields.items():
            if values := canonical_values(field, given.getlist(name)):
                query.setlist(name, values)
        return query

    def simplify(self, request: HttpRequest) -> None:
        """Gives the request its canonical query string, for the view, its links and the key of its page."""
        query_string = self.canonical(request.GET).urlencode()
        request.META["QUERY_STRING"] = query_string
        request.GET = QueryDict(query_string)


def form_parameters(form_class: FormClass) -> dict[str, type[Any]]:
    if issubclass(form_class, FilterSet):
        return {name: row_filter.field_class for name, row_filter in cast("Any", form_class).base_filters.items()}
    return {name: type(field) for name, field in form_class.base_fields.items()}


def canonical_values(field: type[Any], given: list[str]) -> list[str]:
    values = [value for text in given if (value := text.strip())]
    if issubclass(field, forms.MultipleChoiceField):
        distinct = list(dict.fromkeys(values))
        return distinct if getattr(field, "keeps_order", False) else sorted(distinct)
    # Of a repeated parameter a form reads the last, also where that is empty.
    last = given[-1].strip() if given else ""
    value = getattr(field, "canonical", str)(last) if last else ""
    return [value] if value else []
