"""Registers the system checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from config.checks import check_documents_dir, check_postgresql_version


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        register(check_postgresql_version, Tags.database)
        register(check_documents_dir, Tags.files)
