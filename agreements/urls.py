from django.urls import path, re_path

from agreements.change_forms import ChangesForm
from agreements.comparison import CompareForm
from agreements.figures import FILES
from agreements.filters import AgreementFilter, DayForm, KnownForm, MunicipalityFilter
from agreements.parameters import FileForm, PageForm, SearchForm
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
from agreements.views.statistics import StatisticsForm

# Each page with the forms whose parameters it knows.
# Codes and ids as they are written. What looks otherwise is no address, and the page for that helps to search.
urlpatterns = [
    path("", public(overview.overview, DayForm), name="overview"),
    path("kommuner/", public(municipalities.municipality_list, MunicipalityFilter), name="municipality_list"),
    path(
        "kommuner/csv/",
        public(municipalities.municipality_export, MunicipalityFilter, FileForm, keep=False),
        name="municipality_export",
    ),
    re_path(r"^kommuner/(?P<code>[0-9]{4})/$", public(municipality.municipality, DayForm), name="municipality"),
    re_path(r"^lan/(?P<code>[0-9]{2})/$", public(county.county, DayForm), name="county"),
    path("overenskommelser/", public(agreements.agreement_list, AgreementFilter, PageForm), name="agreement_list"),
    path(
        "overenskommelser/csv/",
        public(agreements.agreement_export, AgreementFilter, FileForm, keep=False),
        name="agreement_export",
    ),
    re_path(
        r"^overenskommelser/(?P<public_id>[0-9]{4}-[0-9]{1,9})/$",
        public(agreements.agreement, DayForm),
        name="agreement",
    ),
    re_path(
        r"^dokument/(?P<sha256>[0-9a-f]{64})/$", public(files.stored_file, KnownForm, keep=False), name="stored_file"
    ),
    path("nivaer/", public(terms.level_list, DayForm), name="level_list"),
    path("nivaer/<slug:slug>/", public(terms.level, DayForm), name="level"),
    path("omraden/", public(terms.area_list, DayForm), name="area_list"),
    path("omraden/<slug:slug>/", public(terms.area, DayForm), name="area"),
    path("statistik/", public(statistics.statistics, StatisticsForm), name="statistics"),
    path("statistik/kvalitet/", public(statistics.quality, KnownForm), name="quality"),
    re_path(
        rf"^statistik/(?P<slug>{'|'.join(FILES)})/csv/$",
        public(statistics.statistics_export, StatisticsForm, FileForm),
        name="statistics_export",
    ),
    path("om/", public(texts.about), name="about"),
    path("tillganglighet/", public(texts.accessibility), name="accessibility"),
    path("oppna-data/", public(texts.open_data, KnownForm), name="open_data"),
    path("kontakt/", contact.contact, name="contact"),
    path("kontakt/tack/", public(contact.thanks), name="contact_thanks"),
    path("bekrafta/<str:token>/", confirmations.confirm, name="confirm"),
    path("bekrafta/<str:token>/ratta/", confirmations.correct, name="confirm_correct"),
    path("forandringar/", public(changes.changes, ChangesForm), name="changes"),
    path("forandringar/csv/", public(changes.changes_export, ChangesForm, FileForm), name="changes_export"),
    path("forandringar/atom/", public(changes.changes_feed, KnownForm), name="changes_feed"),
    re_path(r"^lan/(?P<code>[0-9]{2})/atom/$", public(changes.changes_feed, KnownForm), name="county_feed"),
    path("kommuner/forslag/", public(compare.suggest, DayForm, SearchForm), name="suggestions"),
    path("jamfor/", public(compare.compare, CompareForm), name="compare"),
    path("bild.png", public(overview.picture, DayForm), name="picture"),
]
