from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from agreements import sitemaps
from agreements.parameters import SitemapForm
from agreements.revision import public
from agreements.views import service

urlpatterns = [
    path("halsa/", service.health, name="health"),
    path("robots.txt", service.robots, name="robots"),
    path("sitemap.xml", public(sitemaps.index), name="sitemap"),
    path("sitemap-<slug:section>.xml", public(sitemaps.section, SitemapForm), name="sitemap_section"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("agreements.urls")),
        prefix_default_language=False,
    ),
]

handler404 = "agreements.views.service.not_found"
handler500 = "agreements.views.errors.server_error"
