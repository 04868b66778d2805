"""Django's settings as a function of the desk's configuration and keys; nothing is read at import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor_server.accounts.settings import SETTINGS as ACCOUNTS

if TYPE_CHECKING:
    from corridor_server.config import DeskConfig
    from corridor_server.store.keys import Keys

HERE = Path(__file__).parent
UPLOAD_BYTES = 64 * 1024 * 1024
"""Largest file with people's data that the desk takes; it stays in memory, never in a temporary file."""

OURS = (
    "accounts",
    "audit",
    "releases",
    "web",
    "maps",
    "registry",
    "operations",
    "city",
    "fieldsync",
    "jobs",
    "pki",
    "store",
)

APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "simple_history",
    "django_htmx",
    *(f"corridor_server.{name}" for name in OURS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "corridor_server.web.policy.SecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "corridor_server.i18n.EngineLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "corridor_server.accounts.guard.Guard",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "corridor_server.web.notes.NotesInAnswers",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "corridor_server.web.context.desk",
            ]
        },
    }
]


def desk_settings(config: DeskConfig, keys: Keys) -> dict[str, Any]:
    """Everything for ``django.conf.settings.configure``; see ``start.start_django``."""
    return ACCOUNTS | {
        "DEBUG": False,
        "SECRET_KEY": keys.web.hex(),
        "ALLOWED_HOSTS": list(config.names),
        "ROOT_URLCONF": "corridor_server.urls",
        "INSTALLED_APPS": APPS,
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": TEMPLATES,
        "DATABASES": {"default": database(config)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DESK_CONFIG": config,
        "DESK_FOLDER": config.folder,
        "DESK_KEYS": keys,
        "DESK_AUDIT_KEY": keys.audit,
        "LANGUAGE_CODE": config.language,
        "LANGUAGES": [("en", "English"), ("uk", "Українська")],
        "LANGUAGE_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_SAMESITE": "Strict",
        "LOCALE_PATHS": [str(HERE / "locale")],
        "USE_TZ": True,
        "TIME_ZONE": config.timezone,
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_IMMUTABLE_FILE_TEST": "corridor_server.web.assets.never_changes",
        "CSRF_FAILURE_VIEW": "corridor_server.web.views.form_refused",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "FILE_UPLOAD_HANDLERS": ["corridor_server.store.uploads.InMemory"],
        "FILE_UPLOAD_MAX_MEMORY_SIZE": UPLOAD_BYTES,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 20_000,
        "LOGGING_CONFIG": None,
        "SIMPLE_HISTORY_HISTORY_ID_USE_UUID": False,
    }


def database(config: DeskConfig) -> dict[str, Any]:
    """The encrypted store: every writing transaction takes the one writer's place at its start."""
    return {
        "ENGINE": "corridor_server.store.backend",
        "NAME": config.database,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        "TEST": {"NAME": str(config.folder / "test-store.db")},
    }
