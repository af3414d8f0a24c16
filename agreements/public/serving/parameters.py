"""The query parameters that a public page accepts, and the canonical form of its address.

Addresses that differ in other parameters (`utm_source`), empty fields or order share one cached page.
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
        """Empty for the first page and for texts that are no page number."""
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
    # Django's name for the page of a long sitemap.
    p = forms.CharField()


class Parameters:
    """The parameters of a page in canonical order, from the fields of its forms."""

    def __init__(self, form_classes: Iterable[FormClass]) -> None:
        self.fields: dict[str, type[Any]] = {}
        for form_class in form_classes:
            self.fields |= form_parameters(form_class)

    def canonical(self, parameters: QueryDict) -> QueryDict:
        query = QueryDict(mutable=True)
        for name, field in self.fields.items():
            if values := canonical_values(field, parameters.getlist(name)):
                query.setlist(name, values)
        return query

    def simplify(self, request: HttpRequest) -> None:
        """Replaces the query string of the request by the canonical one, for the view, its links and the cache key."""
        query_string = self.canonical(request.GET).urlencode()
        request.META["QUERY_STRING"] = query_string
        request.GET = QueryDict(query_string)


def form_parameters(form_class: FormClass) -> dict[str, type[Any]]:
    if issubclass(form_class, FilterSet):
        return {name: row_filter.field_class for name, row_filter in cast("Any", form_class).base_filters.items()}
    return {name: type(field) for name, field in form_class.base_fields.items()}


def canonical_values(field: type[Any], raw_values: list[str]) -> list[str]:
    values = [value for text in raw_values if (value := text.strip())]
    if issubclass(field, forms.MultipleChoiceField):
        distinct = list(dict.fromkeys(values))
        return distinct if getattr(field, "keeps_order", False) else sorted(distinct)
    # A form reads the last value of a repeated parameter, even if it is empty.
    last = raw_values[-1].strip() if raw_values else ""
    value = getattr(field, "canonical", str)(last) if last else ""
    return [value] if value else []
