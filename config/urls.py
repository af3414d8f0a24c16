"""The addresses of the site: health, robots.txt, sitemap, admin and public pages."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from agreements.public import service, sitemaps
from agreements.public.cache import public
from agreements.public.serving.parameters import SitemapForm

urlpatterns = [
    path("halsa/", service.health, name="health"),
    path("robots.txt", service.robots, name="robots"),
    path("sitemap.xml", public(sitemaps.sitemap_index), name="sitemap"),
    path("sitemap-<slug:section>.xml", public(sitemaps.sitemap_section, SitemapForm), name="sitemap_section"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("agreements.public.urls")),
        prefix_default_language=False,
    ),
]

handler404 = "agreements.public.service.not_found"
handler500 = "agreements.public.errors.server_error"
