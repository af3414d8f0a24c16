from django.urls import path, re_path

from agreements.revision import public
from agreements.views import agreements, municipalities, overview

# Codes and ids as they are written. What looks otherwise is no address, and the page for that helps to search.
urlpatterns = [
    path("", public(overview.overview), name="overview"),
    path("kommuner/", public(municipalities.municipality_list), name="municipality_list"),
    path("kommuner/csv/", public(municipalities.municipality_export, keep=False), name="municipality_export"),
    re_path(r"^kommuner/(?P<code>[0-9]{4})/$", public(municipalities.municipality), name="municipality"),
    re_path(r"^lan/(?P<code>[0-9]{2})/$", public(municipalities.county), name="county"),
    path("overenskommelser/", public(agreements.agreement_list), name="agreement_list"),
    path("overenskommelser/csv/", public(agreements.agreement_export, keep=False), name="agreement_export"),
    re_path(r"^overenskommelser/(?P<public_id>[0-9]{4}-[0-9]{1,9})/$", public(agreements.agreement), name="agreement"),
    path("bild.png", public(overview.picture, keep=False), name="picture"),
]
