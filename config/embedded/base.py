"""The Django database backend of the embedded PostgreSQL.

Django's PostgreSQL backend, but the first connection starts a private server. The setting HOST is the data directory;
the server listens only on a socket there.
"""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base, client

from config.embedded import server


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell` with the psql of the embedded server."""

    executable_name = str(server.PROGRAMS / "psql")

    connection: "DatabaseWrapper"

    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.settings_dict |= self.connection.address()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def address(self) -> dict[str, Any]:
        """Starts the server if needed. Returns its address as database settings."""
        try:
            socket_directory = server.use(self.data_directory)
        except server.UnusableError as error:
            raise ImproperlyConfigured(str(error)) from error
        return {"HOST": str(socket_directory), "PORT": server.PORT, "USER": server.SUPERUSER}

    @cached_property
    def data_directory(self) -> Path:
        return Path(self.settings_dict["HOST"])

    def get_connection_params(self) -> dict[str, Any]:
        address = self.address()
        return super().get_connection_params() | {
            "host": address["HOST"],
            "port": address["PORT"],
            "user": address["USER"],
        }
