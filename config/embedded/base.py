"""The embedded PostgreSQL: all that differs between it and a PostgreSQL server.

A Django database backend that is PostgreSQL's own, but starts a private server at the first connection. The server's
data directory is the setting HOST; it listens on a socket there and nowhere else.
"""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base, client

from config.embedded import server


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell` with the psql that came with the server."""

    executable_name = str(server.PROGRAMS / "psql")

    connection: "DatabaseWrapper"

    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.settings_dict |= self.connection.address()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def address(self) -> dict[str, Any]:
        """Where the server listens, in the words of the database's settings."""
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
