"""Short notes to the reader: Django's messages, also where only a part of a page is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib.messages import constants, get_messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

TONES = {constants.SUCCESS: "good", constants.WARNING: "warn", constants.ERROR: "stop"}


class NotesInAnswers:
    """A part sent to htmx carries its notes in a header, for no base template shows them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; add what is to be told."""
        response = self.get_response(request)
        moves = response.has_header("HX-Redirect") or response.has_header("HX-Refresh")
        if request.headers.get("HX-Request") != "true" or moves or 300 <= response.status_code < 400:
            return response
        told = [{"text": str(one.message), "tone": TONES.get(one.level, "info")} for one in get_messages(request)]
        if told:
            events = json.loads(response.headers.get("HX-Trigger", "{}"))
            response.headers["HX-Trigger"] = json.dumps({**events, "notes": {"told": told}})
        return response
