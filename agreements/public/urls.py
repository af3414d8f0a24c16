"""The addresses of the public pages."""

from django.urls import path, re_path

from agreements.public import files, texts
from agreements.public.agreement.view import agreement
from agreements.public.cache import public
from agreements.public.changes.form import ChangesForm
from agreements.public.changes.view import changes, changes_export, changes_feed
from agreements.public.columns import FILES
from agreements.public.comparison.form import CompareForm
from agreements.public.comparison.view import compare
from agreements.public.confirm.view import post_confirmation, post_correction
from agreements.public.contact.view import contact, thanks
from agreements.public.county.view import county
from agreements.public.day_form import DayForm, KnownForm
from agreements.public.filters import AgreementFilter, MunicipalityFilter
from agreements.public.grounds.columns import GROUND_FILES
from agreements.public.grounds.view import ground_file
from agreements.public.lists import municipalities
from agreements.public.lists.agreements import agreement_export, agreement_list
from agreements.public.lists.suggestions import suggest
from agreements.public.municipality.view import municipality
from agreements.public.overview.view import overview, picture
from agreements.public.serving.parameters import FileForm, PageForm, SearchForm
from agreements.public.statistics.view import StatisticsForm, quality, statistics, statistics_export
from agreements.public.terms.view import area, area_list, level, level_list
from agreements.public.totals.view import totals

# Each page names the forms whose parameters it accepts.
# The patterns match codes and ids exactly. Other addresses get the 404 page, which has a search.
urlpatterns = [
    path("", public(overview, DayForm), name="overview"),
    path("kommuner/", public(municipalities.municipality_list, MunicipalityFilter), name="municipality_list"),
    path(
        "kommuner/csv/",
        public(municipalities.municipality_export, MunicipalityFilter, FileForm, keep=False),
        name="municipality_export",
    ),
    re_path(r"^kommuner/(?P<code>[0-9]{4})/$", public(municipality, DayForm), name="municipality"),
    re_path(r"^lan/(?P<code>[0-9]{2})/$", public(county, DayForm), name="county"),
    path("overenskommelser/", public(agreement_list, AgreementFilter, PageForm), name="agreement_list"),
    path(
        "overenskommelser/csv/",
        public(agreement_export, AgreementFilter, FileForm, keep=False),
        name="agreement_export",
    ),
    re_path(
        r"^overenskommelser/(?P<public_id>[0-9]{4}-[0-9]{1,9})/$",
        public(agreement, DayForm),
        name="agreement",
    ),
    re_path(
        r"^dokument/(?P<sha256>[0-9a-f]{64})/$", public(files.stored_file, KnownForm, keep=False), name="stored_file"
    ),
    path("nivaer/", public(level_list, DayForm), name="level_list"),
    path("nivaer/<slug:slug>/", public(level, DayForm), name="level"),
    path("omraden/", public(area_list, DayForm), name="area_list"),
    path("omraden/<slug:slug>/", public(area, DayForm), name="area"),
    path("statistik/", public(statistics, StatisticsForm), name="statistics"),
    path("statistik/kvalitet/", public(quality, KnownForm), name="quality"),
    path("statistik/publicerade-siffror/", public(totals, KnownForm), name="totals"),
    re_path(
        rf"^statistik/(?P<slug>{'|'.join(FILES)})/csv/$",
        public(statistics_export, StatisticsForm, FileForm),
        name="statistics_export",
    ),
    re_path(
        rf"^underlag/(?P<slug>{'|'.join(GROUND_FILES)})/csv/$",
        public(ground_file, KnownForm, FileForm, keep=False),
        name="ground_file",
    ),
    path("om/", public(texts.about), name="about"),
    path("tillganglighet/", public(texts.accessibility), name="accessibility"),
    path("oppna-data/", public(texts.open_data, KnownForm), name="open_data"),
    path("kontakt/", contact, name="contact"),
    path("kontakt/tack/", public(thanks), name="contact_thanks"),
    path("bekrafta/<str:token>/", post_confirmation, name="confirm"),
    path("bekrafta/<str:token>/ratta/", post_correction, name="confirm_correct"),
    path("forandringar/", public(changes, ChangesForm), name="changes"),
    path("forandringar/csv/", public(changes_export, ChangesForm, FileForm), name="changes_export"),
    path("forandringar/atom/", public(changes_feed, KnownForm), name="changes_feed"),
    re_path(r"^lan/(?P<code>[0-9]{2})/atom/$", public(changes_feed, KnownForm), name="county_feed"),
    path("kommuner/forslag/", public(suggest, DayForm, SearchForm), name="suggestions"),
    path("jamfor/", public(compare, CompareForm), name="compare"),
    path("bild.png", public(picture, DayForm), name="picture"),
]
