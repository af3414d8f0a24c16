"""The register's settings, all from the environment. docs/operations.md says what each variable is for."""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

from config.database import OVERRIDING, session_options

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR: Path = BASE_DIR / env.path("VAR_DIR", Path("var"))
# The PDFs that the register keeps: apart from what the web server may show by itself.
DOCUMENTS_DIR: Path = BASE_DIR / env.path("DOCUMENTS_DIR", VAR_DIR / "documents")

# Without a database server of its own the register runs for one person on one machine: to try out, develop or test.
LOCAL = not env.str("DATABASE_URL", "")
DEBUG: bool = env.bool("DEBUG", False)


def required(name: str, example: str) -> str:
    if not (value := env.str(name, "")):
        raise ImproperlyConfigured(
            f"DATABASE_URL är angiven, men inte {name}. Ange den i miljön, till exempel {name}={example}. "
            "docs/operations.md säger vad varje variabel är till för."
        )
    return value


def local_secret_key() -> str:
    """A key made once for this machine, so that nobody is logged out when the server starts again."""
    path = VAR_DIR / "secret-key"
    try:
        if not path.exists() or not path.stat().st_size:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50))
        return path.read_text()
    except PermissionError as error:
        from config.embedded.owner import ownership_refusal

        raise ImproperlyConfigured(ownership_refusal(VAR_DIR)) from error


def server_database() -> dict[str, Any]:
    try:
        found = dict(dj_database_url.parse(env.str("DATABASE_URL")))
    except ValueError:
        found = {}
    if found.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL ska se ut så här: postgres://användare:lösenord@server:5432/databas")
    return found


SECRET_KEY: str = env.str("SECRET_KEY", "") or (
    local_secret_key() if LOCAL else required("SECRET_KEY", "$(openssl rand -base64 50)")
)
if not LOCAL:
    required("ALLOWED_HOSTS", "register.example.se")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# Where the public reads the register, for links in mail.
# Where the register is reached, for the links in what it mails: https://register.example.se
PUBLIC_URL: str = env.str("PUBLIC_URL", "").rstrip("/")

INSTALLED_APPS = [
    "agreements",
    "municipalities",
    "config",
    "agreements.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django_filters",
    "import_export",
    "pgtrigger",
    "pghistory",
    "csp",
    "django_htmx",
    "axes",
]

MIDDLEWARE = [
    "config.masking.NoRefererFromLinks",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.encoding.Utf8Only",
    "config.compression.GZipTexts",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.LanguageFromAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.masking.MaskingHistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES: dict[str, Any] = {
    "default": {"ENGINE": "config.embedded", "HOST": str(VAR_DIR / "postgres"), "NAME": "postgres"}
    if LOCAL
    else server_database(),
}
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
for name in OVERRIDING:
    os.environ.pop(name, None)
connection_options: dict[str, Any] = DATABASES["default"].setdefault("OPTIONS", {})
connection_options["options"] = session_options(connection_options.get("options") or env.str("PGOPTIONS", ""))
# A database server that does not answer is given up, instead of holding each request for minutes.
connection_options.setdefault("connect_timeout", 5)
# Each thread answers one request at a time over a database connection of its own. Fewer of them may render at once
# (agreements/public/serving/rendering.py), so that some are always free to answer from the cache.
THREADS = 16
# The rendered public pages of the present revision, compressed to about 10 kB each; the least read go first. Those
# whose address has parameters are kept apart: there is no end to them, and they never evict the others.
CACHES = {
    alias: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": alias,
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": entries},
    }
    for alias, entries in {"default": 2000, "chosen": 500}.items()
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The first stores new passwords. Those stored by the others work, and are stored anew when their owners log in.
PASSWORD_HASHERS = ["config.passwords.Argon2Hasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "config.passwords.GuessabilityValidator"},
]
# The first refuses who has tried too often, before the second computes a hash.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_HANDLER = "agreements.desk.accounts.throttle.LogInHandler"
AXES_LOCKOUT_CALLABLE = "agreements.desk.accounts.log_in_records.too_many_attempts"
# An attempt that was refused counts for nothing: it would make the time to wait longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

# Swedish is what the code says; locale/en translates it.
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("svenska")), ("en", _("engelska"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

STATIC_URL = "static/"
# The pictures of the guide stand beside its text.
STATICFILES_DIRS = [BASE_DIR / "static", ("registrar", BASE_DIR / "docs" / "registrar")]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Every row of every domain table is kept: inserted, changed and deleted, in tables that nobody can change.
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
# The moment of the change itself: several changes of one row in one transaction keep their order.
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"

IMPORT_EXPORT_SKIP_ADMIN_LOG = True  # pghistory keeps the log, row by row

# With HTTPS there is a web server in front that takes it. It says so, and where the request comes from, in two headers
# that it lets nobody else set. Their names have no hyphen, because WSGI reads X_Forwarded_For as X-Forwarded-For.
HTTPS: bool = env.bool("HTTPS", not LOCAL)
CLIENT_ADDRESS_HEADER = "ClientAddress"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]  # the machine itself asks for it without a proxy
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_CLIENTSCHEME", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600  # one working day
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Errors are mailed to ADMINS where there is a mail server. config/error_mail.py says what of them.
ADMINS: list[tuple[str, str]] = [("", address) for address in env.list("ADMINS", [""]) if address]
EMAIL_HOST: str = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT: int = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER: str = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD: str = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS: bool = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "overenskommelseregistret@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "config.masking.MaskingFormatter", "format": "{levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "mail": {"class": "config.error_mail.ErrorMailHandler", "level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    # In place of Django's own handlers, which would say the same again.
    "loggers": {
        "django": {"handlers": ["mail"]},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Anybody can send any host name; nothing is wrong here.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
