from django.urls import path, re_path

from agreements.figures import FILES
from agreements.revision import public
from agreements.views import (
    agreements,
    changes,
    compare,
    confirmations,
    contact,
    county,
    files,
    municipalities,
    municipality,
    overview,
    statistics,
    terms,
    texts,
)

# Codes and ids as they are written. What looks otherwise is no address, and the page for that helps to search.
urlpatterns = [
    path("", public(overview.overview), name="overview"),
    path("kommuner/", public(municipalities.municipality_list), name="municipality_list"),
    path("kommuner/csv/", public(municipalities.municipality_export, keep=False), name="municipality_export"),
    re_path(r"^kommuner/(?P<code>[0-9]{4})/$", public(municipality.municipality), name="municipality"),
    re_path(r"^lan/(?P<code>[0-9]{2})/$", public(county.county), name="county"),
    path("overenskommelser/", public(agreements.agreement_list), name="agreement_list"),
    path("overenskommelser/csv/", public(agreements.agreement_export, keep=False), name="agreement_export"),
    re_path(r"^overenskommelser/(?P<public_id>[0-9]{4}-[0-9]{1,9})/$", public(agreements.agreement), name="agreement"),
    re_path(r"^dokument/(?P<sha256>[0-9a-f]{64})/$", public(files.stored_file, keep=False), name="stored_file"),
    path("nivaer/", public(terms.level_list), name="level_list"),
    path("nivaer/<slug:slug>/", public(terms.level), name="level"),
    path("omraden/", public(terms.area_list), name="area_list"),
    path("omraden/<slug:slug>/", public(terms.area), name="area"),
    path("statistik/", public(statistics.statistics), name="statistics"),
    path("statistik/kvalitet/", public(statistics.quality), name="quality"),
    re_path(
        rf"^statistik/(?P<slug>{'|'.join(FILES)})/csv/$",
        public(statistics.statistics_export, keep=False),
        name="statistics_export",
    ),
    path("om/", public(texts.about), name="about"),
    path("tillganglighet/", public(texts.accessibility), name="accessibility"),
    path("oppna-data/", public(texts.open_data), name="open_data"),
    path("kontakt/", contact.contact, name="contact"),
    path("kontakt/tack/", public(contact.thanks), name="contact_thanks"),
    path("bekrafta/<str:token>/", confirmations.confirm, name="confirm"),
    path("bekrafta/<str:token>/ratta/", confirmations.correct, name="confirm_correct"),
    path("forandringar/", public(changes.changes), name="changes"),
    path("forandringar/csv/", public(changes.changes_export, keep=False), name="changes_export"),
    path("forandringar/atom/", public(changes.changes_feed, keep=False), name="changes_feed"),
    re_path(r"^lan/(?P<code>[0-9]{2})/atom/$", public(changes.changes_feed, keep=False), name="county_feed"),
    path("kommuner/forslag/", public(compare.suggest, keep=False), name="suggestions"),
    path("jamfor/", public(compare.compare), name="compare"),
    path("bild.png", public(overview.picture, keep=False), name="picture"),
]
