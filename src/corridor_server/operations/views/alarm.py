"""The alarm that every page carries: crews overdue, crews that ask for help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from corridor_server.operations import following

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_GET
def alarm(request: HttpRequest) -> HttpResponse:
    """Nothing, or the crews in words; asked for by every page twice a minute."""
    now = timezone.now()
    late = [(row, following.late_by(row, now)) for row in following.overdue(now)]
    context = {"late": late, "help": following.asking_for_help()}
    # An empty answer leaves no gap above the page.
    return HttpResponse(render_to_string("operations/parts/alarm.html", context, request).strip())
