"""Starts the register on one machine."""

import errno
import io
import multiprocessing
import os
import secrets
import signal
import socket
import threading
import time
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections, transaction
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from agreements.models import Agreement, Register
from agreements.models.events import history_model

# Without characters that look alike.
UNAMBIGUOUS_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"
ADMIN = "admin"
# A killed server releases its port after a moment.
SECONDS_TO_LET_GO = 2


class Command(BaseCommand):
    help = (
        "Makes the register ready and serves it on this machine: database, reference data, style sheets, and at the "
        "first start demo data or known facts and an admin account. docs/operations.md says how to put it on a server "
        "instead."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--data", choices=["demo", "known"], default="demo", help="what a new register is filled with"
        )

    def handle(self, *args: object, host: str, port: int, data: str, **options: object) -> None:
        ensure_free(host, port)
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        call_command("migrate", verbosity=0)
        call_command("load_fixtures", verbosity=0)
        refuse_other_data(data)
        password = fill_new_register(data)
        call_command("collectstatic", interactive=False, verbosity=0)
        if password:
            self.stdout.write(welcome_text(address, password, data))
        self.stdout.write(f"Registret finns på {address} Avsluta med Ctrl-C.")
        self.stdout.flush()
        # The worker processes open their own connections.
        connections.close_all()
        serve(host, port)
        self.stdout.write("Registret är avslutat.")


def ensure_free(host: str, port: int) -> None:
    """Raises CommandError where the port is in use, because the web server would share the port silently."""
    for attempt in range(SECONDS_TO_LET_GO * 10 + 1):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                return probe.bind((host, port))
            except (OSError, OverflowError) as error:
                is_taken = getattr(error, "errno", None) == errno.EADDRINUSE
        if not is_taken:
            raise CommandError(f"Det går inte att lyssna på {host}, port {port}. Välj en annan: make run PORT=8000")
        time.sleep(0.1 if attempt else 0)
    raise CommandError(
        f"Porten {port} är upptagen. Kör registret redan? Annars välj en annan port: make run PORT={port % 60_000 + 1}"
    )


def refuse_other_data(data: str) -> None:
    """Raises CommandError where known facts are asked for and the register has the demo."""
    if data == "known" and Register.objects.filter(is_demo=True).exists():
        raise CommandError(
            f"Registret i {settings.VAR_DIR} har demodata, som är påhittad. Kända uppgifter blandas aldrig med den. "
            "Ta först bort den med manage.py load_demo --remove, eller välj en annan mapp: "
            "make run DATA=known VAR_DIR=var/known"
        )


@transaction.atomic
def fill_new_register(data: str = "demo") -> str:
    """Creates the admin account in an unused register and loads demo data, or known facts, which the admin publishes.
    Returns the account's password; else an empty text.
    """
    if User.objects.exists() or history_model(Agreement).objects.exists():
        return ""
    password = "-".join("".join(secrets.choice(UNAMBIGUOUS_CHARACTERS) for _ in range(4)) for _ in range(4))
    User.objects.create_superuser(ADMIN, password=password)
    if data == "known":
        call_command("load_known", publish=True, by=ADMIN, stdout=io.StringIO())
    else:
        call_command("load_demo", verbosity=0)
    return password


# What a new register is filled with, and how it is taken away.
FILLED_WITH = {
    "demo": ("påhittade demodata", "Ta bort demodata: {manage} load_demo --remove"),
    "known": ("det som öppna källor säger", f"Ta bort det: {{manage}} load_known --remove --by {ADMIN}"),
}


def welcome_text(address: str, password: str, data: str = "demo") -> str:
    filled_with, removal = FILLED_WITH[data]
    var_dir = os.environ.get("VAR_DIR")
    manage = f"{f'VAR_DIR={var_dir} ' if var_dir else ''}.venv/bin/python manage.py"
    lines = [
        f"Ett nytt register är klart, fyllt med {filled_with}.",
        "",
        f"  Adress     {address}admin/",
        f"  Namn       {ADMIN}",
        f"  Lösenord   {password}",
        "",
        "Lösenordet visas bara nu. Byt det under Ändra lösenord när du har loggat in.",
        f"Nytt lösenord: {manage} changepassword {ADMIN}",
        removal.format(manage=manage),
    ]
    width = max(map(len, lines))
    edge = f"+{'-' * (width + 2)}+"
    return "\n".join(["", edge, *(f"| {line:{width}} |" for line in lines), edge, ""])


def serve(host: str, port: int) -> None:
    """Serves requests until the process is stopped."""
    server = Granian(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=settings.THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    )
    # A closed terminal stops the server, unless nohup ignores the signal.
    hangup = signal.SIG_IGN if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN else server.signal_handler_interrupt
    server.on_startup(lambda: signal.signal(signal.SIGHUP, hangup))
    server.serve(target_loader=load_application, wrap_loader=False)


def load_application() -> Any:
    """The application, in a worker process."""
    # Its own process group: Ctrl-C goes to the parent, which stops the worker after its last response.
    os.setpgid(0, 0)
    threading.Thread(target=end_with_parent, daemon=True).start()
    from config.wsgi import application

    return application


def end_with_parent() -> None:
    """Ends the worker with its parent, so that a killed server releases the port and the database."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
