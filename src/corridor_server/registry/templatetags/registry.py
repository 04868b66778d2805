"""``{% load registry %}``: days of supply and utilities in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from corridor_server.registry.models.words import Utility

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()

TONES = {Utility.WORKS: "good", Utility.OWN: "good", Utility.HOURS: "warn", Utility.NONE: "stop"}
NAMES = (("power", gettext_lazy("Power")), ("water", gettext_lazy("Water")), ("heating", gettext_lazy("Heating")))


@register.filter
def days_in_words(days: float) -> str:
    """Days of supply: hours below one day, one decimal below ten; rounded down, never up."""
    if days < 1:
        hours = math.floor(days * 24)
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours) if hours else _("Nothing left")
    if days < 10:
        tenths = math.floor(days * 10) / 10
        return _("{days} days").format(days=number_format(tenths, 1))
    whole = math.floor(days)
    return ngettext("{n} day", "{n} days", whole).format(n=number_format(whole, force_grouping=True))


@register.simple_tag
def utilities(place: Any) -> SafeString:
    """Power, water and heating as three short states, each in words."""
    rows = [
        (TONES.get(getattr(place, name), "unknown"), label, getattr(place, f"get_{name}_display")())
        for name, label in NAMES
    ]
    return format_html(
        '<ul class="utilities">{}</ul>',
        format_html_join("", '<li><span class="chip {}" title="{}: {}">{}<span class="hidden">: {}</span></span></li>',
                         [(tone, label, words, label, words) for tone, label, words in rows]),
    )  # fmt: skip
