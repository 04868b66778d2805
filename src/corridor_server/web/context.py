"""What every page's frame knows: ways, language, theme, account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from corridor_server.accounts import access
from corridor_server.operations.models import OperationProfile
from corridor_server.web.navigation import address_of, short_ways, shown_ways

if TYPE_CHECKING:
    from django.http import HttpRequest

LANGUAGES = {
    "en": {"code": "en", "short": "EN", "invitation": "Read in English"},
    "uk": {"code": "uk", "short": "УК", "invitation": "Читати українською"},
}


def desk(request: HttpRequest) -> dict[str, Any]:
    """The context processor: ``desk`` in every template."""
    return {"desk": SimpleLazyObject(lambda: frame(request))}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Everything that the base template shows around a page."""
    user = getattr(request, "user", None)
    inside = user is not None and user.is_authenticated
    groups = shown_ways(request, lambda name: may_open(request, name)) if inside else ()
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in ("light", "dark") else "light",
        "other_language": LANGUAGES["en" if (get_language() or "en").startswith("uk") else "uk"],
        "ways": groups,
        "short_ways": short_ways(groups),
        "jobs_address": address_of("jobs:events") if inside and may_open(request, "jobs:events") else "",
        "jobs_page": address_of("jobs:list") if inside and may_open(request, "jobs:list") else "",
        "alarm": address_of("operations:alarm") if inside and may_open(request, "operations:alarm") else "",
        **(account_of(user) | operation_shown() if inside else {}),
    }


def account_of(user: Any) -> dict[str, Any]:
    """Who reads, and the ways to their account."""
    return {
        "user_name": user.display_name,
        "user_role": user.role_words,
        "account": address_of("accounts:profile"),
        "lock": address_of("accounts:lock"),
        "unlock": address_of("accounts:unlock"),
        "awake": address_of("accounts:awake"),
        "idle_seconds": settings.DESK_IDLE_SECONDS,
        "leave": address_of("accounts:logout"),
    }


def operation_shown() -> dict[str, Any]:
    """Whose day this is, and whether it is made up."""
    profile = OperationProfile.current()
    return {"operation": profile.name, "demonstration": profile.demonstration}


def may_open(request: HttpRequest, name: str) -> bool:
    """Whether the reader's role includes the page."""
    return access.may(request.user, name)
