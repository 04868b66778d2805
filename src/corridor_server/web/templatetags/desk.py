"""Tags that every template of the desk loads: ``{% load desk %}``."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from corridor_server.web import assets
from corridor_server.web.notes import TONES as LEVEL_TONES

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField
    from django.template.context import RequestContext
    from django.utils.safestring import SafeString

register = template.Library()

TONES = frozenset({"", "good", "warn", "stop", "info", "unknown", *(f"danger-{n}" for n in range(5))})
TONE_ICONS = {"good": "check", "warn": "warning", "stop": "stop"}


@register.simple_tag
def asset(name: str) -> str:
    """URL of a built file, such as ``desk.js``."""
    return assets.address(name)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A picture beside words; hidden from screen readers."""
    source = f"{assets.address('icons.svg')}#{name}"
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}"></use></svg>', extra, source
    )


@register.simple_tag
def chip(text: Any, tone: str = "") -> SafeString:
    """A short state in words; its tone adds a colour and a shape, never stands alone.

    Raises:
        ValueError: there is no such tone.
    """
    if tone not in TONES:
        raise ValueError(f"no tone {tone}")
    mark = icon(TONE_ICONS[tone]) if tone in TONE_ICONS else ""
    return format_html('<span class="chip {}">{}{}</span>', tone, mark, text)


@register.simple_tag
def field(bound: BoundField, extra: str = "") -> SafeString:
    """One form field: label, control, hint, errors; tied together for screen readers."""
    return render_to_string("web/parts/field.html", {"field": control(bound), "extra": extra})


@register.simple_tag
def fields(form: BaseForm) -> SafeString:
    """Every field of a form, hidden ones and errors of the whole form included."""
    for bound in form.visible_fields():
        control(bound)
    return render_to_string("web/parts/fields.html", {"form": form})


def control(bound: BoundField) -> BoundField:
    """``bound``, its control marked invalid and described by its hint and errors."""
    described = []
    if bound.help_text:
        described.append(f"{bound.auto_id}_hint")
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        bound.field.widget.attrs["aria-invalid"] = "true"
    if described:
        bound.field.widget.attrs["aria-describedby"] = " ".join(described)
    return bound


@register.filter
def widget_kind(bound: BoundField) -> str:
    """``check``, ``choices``, ``file`` or ``plain``: how the field is laid out."""
    widget: Any = bound.field.widget
    kind = getattr(widget, "input_type", "")
    if kind == "checkbox" and not hasattr(widget, "choices"):
        return "check"
    if kind in ("radio", "checkbox"):
        return "choices"
    return "file" if kind == "file" else "plain"


@register.filter
def ago(moment: datetime | float | None) -> SafeString | str:
    """A ``<time>`` that says how long ago, the clock time in its title; a dash where nothing is known."""
    if not isinstance(moment, datetime | float | int):
        return "—"
    when = moment if isinstance(moment, datetime) else datetime.fromtimestamp(moment, UTC)
    exact = date_format(timezone.localtime(when), "j E Y, H:i")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', when.isoformat(timespec="seconds"), exact, age_in_words(when)
    )


def age_in_words(when: datetime, now: datetime | None = None) -> str:
    """How long ago (or how soon), in the largest unit that still tells something."""
    seconds = ((now or timezone.now()) - when).total_seconds()
    minutes, future = round(abs(seconds) / 60), seconds < 0
    if minutes < 90:
        return _age(minutes, "minute", future, get_language())
    if minutes < 48 * 60:
        return _age(round(minutes / 60), "hour", future, get_language())
    return _age(round(minutes / 1440), "day", future, get_language())


@lru_cache(maxsize=4096)
def _age(n: int, unit: str, future: bool, language: str | None) -> str:
    """Kept, because a map says it of thousands of marks."""
    del language
    if n < 1:
        return _("just now")
    if unit == "minute":
        text = ngettext("{n} minute", "{n} minutes", n).format(n=n)
    elif unit == "hour":
        text = ngettext("{n} hour", "{n} hours", n).format(n=n)
    else:
        text = ngettext("{n} day", "{n} days", n).format(n=n)
    return _("in {time}").format(time=text) if future else _("{time} ago").format(time=text)


@register.filter
def clock(moment: datetime | None) -> SafeString | str:
    """Day and clock time in a ``<time>``; a dash where nothing is known."""
    if not isinstance(moment, datetime):
        return "—"
    local = timezone.localtime(moment)
    today = local.date() == timezone.localdate()
    words = date_format(local, "H:i" if today else "j E, H:i")
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(timespec="seconds"), words)


@register.filter
def number(value: Any, digits: int = 0) -> str:
    """A number as the language writes it; a dash for none."""
    return "—" if not isinstance(value, int | float | Decimal) else number_format(value, digits, force_grouping=True)


@register.filter
def unlocalized(value: float) -> str:
    """A number for machines: a point, whatever the language."""
    return f"{value:.6f}"


@register.filter
def tone(level: int) -> str:
    """Tone of a message's level."""
    return LEVEL_TONES.get(level, "info")


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """``mapping[key]``, or nothing."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag(takes_context=True)
def current(context: RequestContext, address: str) -> str:
    """``aria-current`` for a link to the page that is shown."""
    request = context.get("request")
    return "page" if request is not None and request.path == address else "false"
