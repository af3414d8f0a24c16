from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from agreements import views
from agreements.revision import public

urlpatterns = [
    path("halsa/", views.health, name="health"),
    path("robots.txt", public(views.robots, keep=False), name="robots"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("agreements.urls")),
        prefix_default_language=False,
    ),
]

handler404 = "agreements.views.not_found"
