"""The sitemap, in both languages. 404 for demo data."""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap, views
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse

from agreements.models import Agreement
from agreements.public.cache import PublicRequest
from municipalities.models import County, Municipality


class RegisterSitemap(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    limit = 5000  # addresses in a file, each language counted


class PageSitemap(RegisterSitemap):
    def items(self) -> list[str]:
        return [
            "overview",
            "municipality_list",
            "agreement_list",
            "statistics",
            "quality",
            "totals",
            "open_data",
            "about",
            "accessibility",
            "contact",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class CountySitemap(RegisterSitemap):
    def items(self) -> QuerySet[County]:
        return County.objects.order_by("code").only("code")

    def location(self, item: County) -> str:
        return reverse("county", args=[item.code])


class MunicipalitySitemap(RegisterSitemap):
    def items(self) -> QuerySet[Municipality]:
        return Municipality.objects.order_by("code").only("code")

    def location(self, item: Municipality) -> str:
        return reverse("municipality", args=[item.code])


class AgreementSitemap(RegisterSitemap):
    def items(self) -> QuerySet[Agreement]:
        return Agreement.objects.published().order_by("public_id").only("public_id")


SITEMAPS: dict[str, type[Sitemap]] = {
    "sidor": PageSitemap,
    "lan": CountySitemap,
    "kommuner": MunicipalitySitemap,
    "overenskommelser": AgreementSitemap,
}


def sitemap_index(request: PublicRequest) -> HttpResponse:
    return _answer(request, views.index, sitemap_url_name="sitemap_section")


def sitemap_section(request: PublicRequest, section: str) -> HttpResponse:
    return _answer(request, views.sitemap, section=section)


def _answer(request: PublicRequest, view: Any, **options: Any) -> HttpResponse:
    if request.register.is_demo:
        raise Http404
    response: HttpResponse = view(request, SITEMAPS, **options).render()
    return response
