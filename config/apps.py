from django.apps import AppConfig
from django.core.checks import Tags, register

from config.checks import documents_are_apart, postgresql_is_recent


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        register(postgresql_is_recent, Tags.database)
        register(documents_are_apart, Tags.files)
