"""Django settings of login and sessions; plain values, joined into the desk's settings at start."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

PASSPHRASE_LENGTH = 14
IDLE_SECONDS = 900
"""Without a sign of life for so long, the desk locks."""


def peer_address(request: HttpRequest) -> str:
    """The address at the other end of the connection. Headers that claim another one are anybody's to write."""
    return str(request.META.get("REMOTE_ADDR") or "unknown")


SETTINGS: dict[str, Any] = {
    "AUTH_USER_MODEL": "accounts.User",
    "AUTHENTICATION_BACKENDS": [
        "axes.backends.AxesStandaloneBackend",
        "django.contrib.auth.backends.ModelBackend",
    ],
    "PASSWORD_HASHERS": ["corridor_server.accounts.hasher.Passphrase"],
    "AUTH_PASSWORD_VALIDATORS": [
        {
            "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
            "OPTIONS": {"min_length": PASSPHRASE_LENGTH},
        },
        {
            "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
            "OPTIONS": {"user_attributes": ("username", "full_name")},
        },
        {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    ],
    "LOGIN_URL": "accounts:login",
    "SESSION_ENGINE": "corridor_server.accounts.session_store",
    "SESSION_COOKIE_NAME": "__Host-desk",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Strict",
    "SESSION_COOKIE_AGE": 12 * 3600,
    "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "CSRF_COOKIE_SECURE": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SAMESITE": "Strict",
    "DESK_IDLE_SECONDS": IDLE_SECONDS,
    "OTP_TOTP_ISSUER": "Corridor",
    "OTP_TOTP_THROTTLE_FACTOR": 1,
    # Five wrong tries close one account for a quarter of an hour, from whatever address they come; an administrator or
    # the machine's own command line opens it earlier. Whoever is already logged in stays so.
    "AXES_FAILURE_LIMIT": 5,
    "AXES_COOLOFF_TIME": timedelta(minutes=15),
    "AXES_LOCKOUT_PARAMETERS": ["username"],
    # W006 warns that the peer's address is left out. Failures of one name are summed over all addresses and browsers,
    # so changing them gains nothing; counting by address too would close a whole centre behind one router.
    "SILENCED_SYSTEM_CHECKS": ["axes.W006"],
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
    "AXES_CLIENT_IP_CALLABLE": peer_address,
    "AXES_LOCKOUT_CALLABLE": "corridor_server.accounts.views.login.locked_out",
    "AXES_USERNAME_FORM_FIELD": "username",
    "AXES_PASSWORD_FORM_FIELD": "passphrase",
    "AXES_SENSITIVE_PARAMETERS": ["username", "ip_address", "passphrase", "code"],
    "AXES_DISABLE_ACCESS_LOG": True,
    "AXES_ENABLE_ADMIN": False,
    "AXES_VERBOSE": False,
}
