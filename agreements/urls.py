from django.urls import path, re_path

from agreements import views
from agreements.revision import public

# Codes and ids as they are written. What looks otherwise is no address, and the page for that helps to search.
urlpatterns = [
    path("", public(views.overview), name="overview"),
    path("kommuner/", public(views.municipality_list), name="municipality_list"),
    path("kommuner/csv/", public(views.municipality_export, keep=False), name="municipality_export"),
    re_path(r"^kommuner/(?P<code>[0-9]{4})/$", public(views.municipality), name="municipality"),
    re_path(r"^lan/(?P<code>[0-9]{2})/$", public(views.county), name="county"),
    path("overenskommelser/", public(views.agreement_list), name="agreement_list"),
    path("overenskommelser/csv/", public(views.agreement_export, keep=False), name="agreement_export"),
    re_path(r"^overenskommelser/(?P<public_id>[0-9]{4}-[0-9]{1,9})/$", public(views.agreement), name="agreement"),
]
