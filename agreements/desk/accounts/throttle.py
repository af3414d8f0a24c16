"""Records log-ins, and refuses attempts after too many wrong passwords before a hash is computed.

django-axes calls `LogInHandler` at each attempt. Its own tables are unused: they store the typed name, have one limit
only, and are not translated.
"""

from __future__ import annotations

import datetime
from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from django.contrib.auth.models import User
from django.db.models import Count, Max, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agreements.models import LogInRecord
from config.client_address import network, network_address

WINDOW = datetime.timedelta(minutes=15)
# Wrong passwords within the window: for one account from one network, for one network, and for one account.
FAILURES_OF_ACCOUNT_THERE = 5
FAILURES_OF_NETWORK = 30
FAILURES_OF_ACCOUNT = 50
# After a log-in this recent from the same network, failures of others do not count against the account there.
KNOWN_FOR = datetime.timedelta(days=30)
LOG_IN_KEPT_FOR = datetime.timedelta(days=90)
# At most one refusal a minute is recorded for each network.
BETWEEN_REFUSALS = datetime.timedelta(minutes=1)

LogInOutcome = LogInRecord.Outcome


def is_refused(name: str, request: HttpRequest) -> bool:
    """Whether there are too many wrong passwords for another attempt. Treats names without an account alike."""
    there, key, now = network_of(request), name_key(name), timezone.now()
    known = LogInRecord.objects.successes_since(now - KNOWN_FOR).filter(name_key=key, network=there)
    last_success = known.aggregate(at=Max("at"))["at"]
    of_name, of_network = Q(name_key=key), Q(network=there)
    since_success = Q(at__gt=last_success) if last_success else Q()
    failures = LogInRecord.objects.failures_since(now - WINDOW).filter(of_name | of_network)
    counts = failures.aggregate(
        there=Count("pk", filter=of_name & of_network & since_success),
        network=Count("pk", filter=of_network),
        account=Count("pk", filter=of_name),
    )
    if counts["there"] >= FAILURES_OF_ACCOUNT_THERE:
        return True
    is_known = last_success is not None
    return not is_known and (counts["network"] >= FAILURES_OF_NETWORK or counts["account"] >= FAILURES_OF_ACCOUNT)


def record(outcome: LogInOutcome, name: str, request: HttpRequest) -> None:
    """Records the outcome, and deletes records older than 90 days."""
    there, now = network_of(request), timezone.now()
    LogInRecord.objects.filter(at__lt=now - LOG_IN_KEPT_FOR).delete()
    if outcome == LogInOutcome.REFUSED:
        lately = LogInRecord.objects.filter(outcome=outcome, network=there, at__gte=now - BETWEEN_REFUSALS)
        if lately.exists():
            return
    username = name if User.objects.filter(username=name).exists() else ""
    LogInRecord.objects.create(at=now, outcome=outcome, username=username, name_key=name_key(name), network=there)


def name_key(name: str) -> str:
    """A short keyed digest of the name: too short to reveal a password typed as a name."""
    return salted_hmac("log in", name).hexdigest()[:8]


def network_of(request: HttpRequest) -> str:
    return network(network_address(request))[:64]


class LogInHandler(AbstractAxesHandler, AxesBaseHandler):
    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return is_refused(_name_in(credentials), request)

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        recent = LogInRecord.objects.failures_since(timezone.now() - WINDOW)
        return recent.filter(name_key=name_key(_name_in(credentials)), network=network_of(request)).count()

    def user_login_failed(
        self, sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        if request is not None:
            is_locked = getattr(request, "axes_locked_out", False)
            record(LogInOutcome.REFUSED if is_locked else LogInOutcome.FAILED, _name_in(credentials), request)

    def user_logged_in(self, sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
        record(LogInOutcome.LOGGED_IN, user.get_username(), request)

    def user_logged_out(self, sender: object, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
        if user is not None:
            record(LogInOutcome.LOGGED_OUT, user.get_username(), request)


def _name_in(credentials: dict[str, Any] | None) -> str:
    return str((credentials or {}).get("username") or "")
