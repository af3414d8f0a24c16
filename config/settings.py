"""The settings, from environment variables. docs/operations.md describes each variable."""

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

from config.database import OVERRIDING_VARIABLES, session_options

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR: Path = BASE_DIR / env.path("VAR_DIR", Path("var"))
# The stored PDFs: outside the folders that the web server serves.
DOCUMENTS_DIR: Path = BASE_DIR / env.path("DOCUMENTS_DIR", VAR_DIR / "documents")

# Without DATABASE_URL the register runs on one machine with the embedded server: for trial, development or tests.
LOCAL = not env.str("DATABASE_URL", "")
DEBUG: bool = env.bool("DEBUG", False)


def required_variable(name: str, example: str) -> str:
    if not (value := env.str(name, "")):
        raise ImproperlyConfigured(
            f"DATABASE_URL är angiven, men inte {name}. Ange den i miljön, till exempel {name}={example}. "
            "docs/operations.md säger vad varje variabel är till för."
        )
    return value


def local_secret_key() -> str:
    """A key stored on this machine, so that sessions survive a restart."""
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
        database = dict(dj_database_url.parse(env.str("DATABASE_URL")))
    except ValueError:
        database = {}
    if database.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL ska se ut så här: postgres://användare:lösenord@server:5432/databas")
    return database


SECRET_KEY: str = env.str("SECRET_KEY", "") or (
    local_secret_key() if LOCAL else required_variable("SECRET_KEY", "$(openssl rand -base64 50)")
)
if not LOCAL:
    required_variable("ALLOWED_HOSTS", "register.example.se")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# The address of the register, for links in mail: https://register.example.se
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
    "config.masking.LinkReferrerMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.encoding.Utf8Middleware",
    "config.compression.TextGZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.AddressLanguageMiddleware",
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
for name in OVERRIDING_VARIABLES:
    os.environ.pop(name, None)
connection_options: dict[str, Any] = DATABASES["default"].setdefault("OPTIONS", {})
connection_options["options"] = session_options(connection_options.get("options") or env.str("PGOPTIONS", ""))
# Stops waiting for an unreachable database server, which would block each request for minutes.
connection_options.setdefault("connect_timeout", 5)
# Each thread has its own database connection. agreements/public/serving/rendering.py limits the threads that render, so
# that others can serve the cache.
THREADS = 16
# The rendered public pages, compressed to about 10 kB each. Pages with parameters have a separate cache, because their
# number is unlimited and they must not evict the others.
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

# The first hashes new passwords. Older hashes are replaced at log-in.
PASSWORD_HASHERS = ["config.passwords.Argon2Hasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "config.passwords.GuessabilityValidator"},
]
# The first refuses too many attempts before the second computes a hash.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_HANDLER = "agreements.desk.accounts.throttle.LogInHandler"
AXES_LOCKOUT_CALLABLE = "agreements.desk.accounts.log_in_records.too_many_attempts"
# A refused attempt does not extend the waiting time.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

# The source texts are Swedish; locale/en has the translation.
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("svenska")), ("en", _("engelska"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

STATIC_URL = "static/"
# The pictures of the guide are stored beside its text.
STATICFILES_DIRS = [BASE_DIR / "static", ("registrar", BASE_DIR / "docs" / "registrar")]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The history has every inserted, changed and deleted row of the domain tables, in append-only tables.
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
# The time of the change, not of the transaction, so that several changes of a row keep their order.
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"

IMPORT_EXPORT_SKIP_ADMIN_LOG = True  # pghistory keeps the log, row by row

# With HTTPS a proxy terminates TLS. It sets the scheme and the client's address in two headers, which clients cannot
# set. The names have no hyphen, because WSGI reads X_Forwarded_For as X-Forwarded-For.
HTTPS: bool = env.bool("HTTPS", not LOCAL)
CLIENT_ADDRESS_HEADER = "ClientAddress"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]  # health checks come without the proxy
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

# Errors are mailed to ADMINS if there is a mail server. See config/error_mail.py.
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
    # Replaces Django's handlers, which would log each message twice.
    "loggers": {
        "django": {"handlers": ["mail"]},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # A client can send any host name; it is no error of the register.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
