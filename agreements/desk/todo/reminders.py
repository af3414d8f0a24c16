"""Mails each user a digest of their matters: each row once.

A row that remains is repeated after a chosen number of days; one that returns is new.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.acts import four_eyes
from agreements.desk.todo.matter import Matter, MatterGroup
from agreements.desk.todo.matters import MATTERS
from agreements.models import Register, Reminder

ROWS_IN_MAIL = 10  # the most rows of a matter in a mail


@dataclass(frozen=True)
class News:
    """The rows of one matter to list in a mail."""

    matter: Matter
    keys: list[str]
    total: int  # all rows of the matter, including those mailed before
    lines: list[str]


@dataclass
class Digest:
    recipient: User
    news: list[News] = field(default_factory=list)
    # Every row that is now the recipient's matter: reminders of other rows are deleted.
    remaining: set[tuple[str, str]] = field(default_factory=set)

    @property
    def subject(self) -> str:
        first, *others = [str(news.matter.title) for news in self.news]
        words = ngettext("%(first)s och %(number)d ärende till", "%(first)s och %(number)d ärenden till", len(others))
        title = words % {"first": first, "number": len(others)} if others else first
        return f"{Register.objects.current().name}: {title}"

    @property
    def body(self) -> str:
        name = self.recipient.get_short_name() or self.recipient.get_username()
        parts = [_("Hej %(name)s!") % {"name": name}]
        for news in self.news:
            title = f"{news.matter.title} ({len(news.keys)})"
            parts.append("\n".join([title, "-" * len(title), str(news.matter.what_to_do), "", *news.lines]))
        parts.append(_("Allt som finns att göra: %(address)s") % {"address": absolute_address(reverse("admin:index"))})
        parts.append(
            _(
                "Du får brevet för att du kan göra något åt det i registret. Varje sak står i ett brev, och igen om "
                "den finns kvar efter en tid. Det går inte att svara på brevet."
            )
        )
        return "\n\n".join(parts) + "\n"


def recipients() -> list[User]:
    """The active users of the desk that have a mail address."""
    return list(User.objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk"))


def digest(recipient: User, *, today: datetime.date, again_after: int) -> Digest:
    """Composes the recipient's digest. Writes nothing."""
    sent_days = {
        (reminder.matter, reminder.row): timezone.localtime(reminder.sent_at).date()
        for reminder in Reminder.objects.filter(recipient=recipient)
    }
    result = Digest(recipient)
    for matter in sorted(MATTERS, key=lambda matter: list(MatterGroup).index(matter.group)):
        if not (matter.concerns(recipient) and matter.is_seen_by(recipient)):
            continue
        rows = matter.rows(recipient, today)
        keys = _keys_of(matter, rows, recipient)
        result.remaining |= {(matter.slug, key) for key in keys}
        new = [key for key in keys if _needs_reminder(sent_days.get((matter.slug, key)), today, again_after)]
        if new:
            result.news.append(News(matter, new, len(keys), _lines(matter, rows, new, len(keys))))
    return result


def _needs_reminder(sent_on: datetime.date | None, today: datetime.date, again_after: int) -> bool:
    return sent_on is None or (today - sent_on).days >= again_after


def _keys_of(matter: Matter, rows: Any, recipient: User) -> list[str]:
    """The keys of the rows on which the recipient can act: with four eyes, they do not publish their own rows."""
    if matter.group == MatterGroup.CHECK and four_eyes.applies():
        return [str(row.pk) for row in rows if not four_eyes.four_eyes_obstacle(row, recipient)]
    return [str(key) for key in rows.values_list("pk", flat=True)]


def _lines(matter: Matter, rows: Any, keys: list[str], total: int) -> list[str]:
    opts = matter.model._meta
    rows_by_key = {str(row.pk): row for row in rows.filter(pk__in=keys[:ROWS_IN_MAIL])}
    lines = []
    for key in keys[:ROWS_IN_MAIL]:
        reason = getattr(rows_by_key[key], matter.reason_field) if matter.reason_field else ""
        lines.append(f"* {rows_by_key[key]}" + (f": {reason}" if reason else ""))
        lines.append(f"  {absolute_address(reverse(f'admin:{opts.app_label}_{opts.model_name}_change', args=[key]))}")
    if more := len(keys) - ROWS_IN_MAIL:
        lines += [_("* och %(number)d till") % {"number": more}] if more > 0 else []
    lines.append("")
    lines.append(
        _("Hela listan (%(number)d): %(address)s") % {"number": total, "address": absolute_address(matter.url)}
    )
    return lines


def absolute_address(path: str) -> str:
    return settings.PUBLIC_URL + path


@transaction.atomic
def send_digest(recipient: User, *, today: datetime.date, again_after: int) -> Digest:
    """Mails the digest and records its rows as reminders. Sends nothing if the digest is empty.

    The mail is sent last in the transaction, so a failure to send is retried at the next run. The lock on the user
    prevents two concurrent runs from sending the same digest.
    """
    recipient = User.objects.select_for_update(no_key=True).get(pk=recipient.pk)
    result = digest(recipient, today=today, again_after=again_after)
    mine = Reminder.objects.filter(recipient=recipient)
    done = [reminder.pk for reminder in mine if (reminder.matter, reminder.row) not in result.remaining]
    mine.filter(pk__in=done).delete()
    Reminder.objects.bulk_create(
        [
            Reminder(recipient=recipient, matter=news.matter.slug, row=key, sent_at=timezone.now())
            for news in result.news
            for key in news.keys
        ],
        update_conflicts=True,
        unique_fields=["recipient", "matter", "row"],
        update_fields=["sent_at"],
    )
    if result.news:
        EmailMessage(subject=result.subject, body=result.body, to=[recipient.email]).send()
    return result


def sweep_reminders() -> None:
    """Deletes the reminders of users who no longer get digests."""
    Reminder.objects.exclude(recipient__in=recipients()).delete()


def digests(*, today: datetime.date, again_after: int) -> Iterator[Digest]:
    """Every digest that would be sent today. Sends and writes nothing."""
    for recipient in recipients():
        result = digest(recipient, today=today, again_after=again_after)
        if result.news:
            yield result
