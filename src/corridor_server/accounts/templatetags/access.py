"""``{% load access %}``: what the reader may open and see, asked in templates."""

from __future__ import annotations

from django import template

from corridor_server.accounts import access

register = template.Library()


@register.filter
def may_open(user: object, url_name: str) -> bool:
    """Whether ``user`` may open the page ``url_name``."""
    return access.may(user, url_name)


@register.filter
def may_send(user: object, url_name: str) -> bool:
    """Whether ``user`` may send a form to ``url_name``."""
    return access.may(user, url_name, "POST")


@register.filter
def may_see(user: object, field: str) -> bool:
    """Whether ``user`` may read ``app.Model.field``."""
    label, _dot, name = field.rpartition(".")
    return access.may_read(user, label, name)
