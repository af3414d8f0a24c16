"""The password hasher, and the validator that refuses guessable passwords."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from municipalities.models import County, Municipality
from municipalities.swedish import fold

WORD_LIST = Path(__file__).with_name("swedish_words.txt")
# zxcvbn's highest score, "very unguessable": more than 10^10 guesses.
REQUIRED_SCORE = 4
# zxcvbn reads at most 72 characters; more only make a password stronger.
MAX_JUDGED_LENGTH = 72
PERSONAL_FIELDS = ("username", "first_name", "last_name", "email")


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2 with OWASP's parameters for 19 MiB. Django's default of 100 MiB is too much for a small server."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class GuessabilityValidator:
    """Refuses a password that zxcvbn guesses from words, names, dates and patterns, including those of the register."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        words = [*_personal_words(user), *_register_words(), *swedish_words()]
        if zxcvbn(password[:MAX_JUDGED_LENGTH], user_inputs=words)["score"] < REQUIRED_SCORE:
            raise ValidationError(
                _(
                    "Lösenordet är för lätt att gissa: det består mest av vanliga ord, namn, årtal eller mönster. "
                    "Välj minst fyra ord som inte hör ihop, eller låt en lösenordshanterare skapa det."
                ),
                code="password_too_guessable",
            )

    def get_help_text(self) -> str:
        return _(
            "Ditt lösenord får inte gå att gissa. Fyra ord som inte hör ihop räcker; vanliga ord, namn på kommuner "
            "och årtal gör det inte."
        )


@cache
def swedish_words() -> list[str]:
    return _with_folded(WORD_LIST.read_text(encoding="utf-8").split())


def _register_words() -> list[str]:
    names = [*Municipality.objects.values_list("name", flat=True), *County.objects.values_list("short_name", flat=True)]
    return _with_folded([word for name in names for word in (name.replace(" ", ""), *name.split())])


def _personal_words(user: AbstractBaseUser | None) -> Iterator[str]:
    for name in PERSONAL_FIELDS:
        yield from str(getattr(user, name, "")).replace("@", " ").replace(".", " ").lower().split()


def _with_folded(words: list[str]) -> list[str]:
    """Each word in lower case, with and without å, ä and ö."""
    return [form for word in words for form in dict.fromkeys([word.lower(), fold(word)])]
