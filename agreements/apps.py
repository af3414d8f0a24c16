"""App configurations of the agreements and of the admin site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = _("Överenskommelser")


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin with `DeskSite` as its default site."""

    default = False
    default_site = "agreements.desk.site.DeskSite"
