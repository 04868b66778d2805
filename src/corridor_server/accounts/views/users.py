"""Users and roles, for coordinators and administrators."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from axes.utils import reset
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor_server.accounts.access.roles import Role, opens_names, stored
from corridor_server.accounts.enrolment import invite, link_for, link_path
from corridor_server.accounts.forms import DUTIES, RolesForm, UserForm
from corridor_server.accounts.models import Enrolment, User
from corridor_server.accounts.second_factor import picture
from corridor_server.accounts.words import ROLE_LABELS
from corridor_server.audit.record import record
from corridor_server.web.tables import Column, Filter, answer, table_page

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

COLUMNS = (
    Column("name", pgettext_lazy("person", "Name"), sort=("full_name",)),
    Column("username", gettext_lazy("Login name"), sort=("username",)),
    Column("roles", gettext_lazy("Roles")),
    Column("state", gettext_lazy("State"), sort=("is_active",)),
    Column("last", gettext_lazy("Last login"), sort=("last_login",)),
    Column("open", gettext_lazy("Open sessions"), number=True),
)
STATES = {
    "active": Q(is_active=True),
    "invited": Q(is_active=False, disabled_at=None),
    "off": Q(disabled_at__isnull=False),
}
FILTERS = (
    Filter("role", gettext_lazy("Role"), [(role.value, ROLE_LABELS[role]) for role in Role], by="roles__contains"),
    Filter(
        "state",
        gettext_lazy("State"),
        [("active", gettext_lazy("Active")), ("invited", gettext_lazy("Invited")), ("off", gettext_lazy("Disabled"))],
        by=lambda rows, state: rows.filter(STATES[state]),
    ),
)


@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """Everyone who works here."""
    now = timezone.now()
    rows = User.objects.annotate(open_sessions=Count("sessions", filter=Q(sessions__expire_date__gt=now)))
    table = table_page(request, rows, COLUMNS, FILTERS, search=_by_name, order="name")
    waiting = Enrolment.objects.select_related("user", "made_by").filter(
        needs_approval=True, approved_by=None, used=None, expires__gt=now
    )
    return answer(request, "accounts/users.html", table=table, waiting=waiting)


@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    """Invite someone: name, login name, roles; the link is shown once."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, maker = form.cleaned_data, _actor(request)
        with transaction.atomic():
            enrolment, token = invite(given["username"], given["full_name"], given["roles"], maker)
            record(request, "user.invited", obj=enrolment.user, detail={"roles": stored(given["roles"])})
        return _link_page(request, enrolment, token)
    shown = {"form": form, "duties": DUTIES}
    return render(request, "accounts/user_new.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def user(request: HttpRequest, pk: str) -> HttpResponse:
    """One user: roles, sessions, what can be done. POST changes the roles."""
    person = get_object_or_404(User, pk=pk)
    form = RolesForm(request.POST or None, initial={"roles": person.roles.split()})
    if request.method == "POST" and form.is_valid():
        roles = form.cleaned_data["roles"]
        if opens_names(roles - person.role_set) and not opens_names(_actor(request).role_set):
            form.add_error("roles", _("Who reads no names cannot alone let another read them: ask a coordinator."))
        elif person.pk == request.user.pk and Role.COORDINATOR in person.role_set - roles:
            form.add_error("roles", _("Another coordinator must take this role from you."))
        else:
            _change_roles(request, person, roles)
            return redirect("accounts:user", pk=pk)
    shown = {
        "person": person,
        "form": form,
        "open_sessions": person.sessions.filter(expire_date__gt=timezone.now()).order_by("-seen"),
        "pending": person.enrolments.filter(used=None, expires__gt=timezone.now()).first(),
    }
    return render(request, "accounts/user.html", shown, status=422 if form.is_bound else 200)


@require_POST
@transaction.atomic
def user_disable(request: HttpRequest, pk: str) -> HttpResponse:
    """Close an account: its sessions end at once, its links stop working."""
    person = get_object_or_404(User, pk=pk)
    if person.pk == request.user.pk:
        messages.error(request, _("Nobody can disable their own account: ask another."))
        return redirect("accounts:user", pk=pk)
    person.is_active, person.disabled_at = False, timezone.now()
    person.save()
    ended = person.sessions.all().delete()[0]
    person.enrolments.filter(used=None).delete()
    record(request, "user.disabled", obj=person, detail={"sessions": ended})
    messages.success(request, _("The account is closed and its sessions are over."))
    return redirect("accounts:user", pk=pk)


@require_POST
@transaction.atomic
def user_link(request: HttpRequest, pk: str) -> HttpResponse:
    """A new link: for someone new, after a lost phone, or to open a closed account. Everything old is void."""
    person = get_object_or_404(User, pk=pk)
    if person.pk == request.user.pk:
        messages.error(request, _("Nobody can make their own link: ask another."))
        return redirect("accounts:user", pk=pk)
    person.is_active, person.disabled_at = False, None
    person.save()
    person.sessions.all().delete()
    enrolment, token = link_for(person, _actor(request))
    record(request, "user.link_made", obj=person)
    return _link_page(request, enrolment, token)


@require_POST
@transaction.atomic
def user_unlock(request: HttpRequest, pk: str) -> HttpResponse:
    """Let someone try again after too many failures."""
    person = get_object_or_404(User, pk=pk)
    reset(username=person.username)
    record(request, "user.unlocked", obj=person)
    messages.success(request, _("They can log in again."))
    return redirect("accounts:user", pk=pk)


@require_POST
@transaction.atomic
def invitation_approve(request: HttpRequest, pk: str) -> HttpResponse:
    """A second person agrees that someone new may read names."""
    enrolment = get_object_or_404(Enrolment, pk=pk, needs_approval=True, approved_by=None, used=None)
    if enrolment.made_by_id == request.user.pk:
        messages.error(request, _("A second person must agree."))
        return redirect("accounts:users")
    enrolment.approved_by = _actor(request)
    enrolment.save()
    record(request, "user.invitation_approved", obj=enrolment.user)
    messages.success(request, _("Their link works from now on."))
    return redirect("accounts:users")


@transaction.atomic
def _change_roles(request: HttpRequest, person: User, roles: frozenset[Role]) -> None:
    before = person.roles
    person.roles = stored(roles)
    person.save()
    ended = person.sessions.exclude(handle=request.session.get("handle")).delete()[0] if before != person.roles else 0
    record(request, "user.roles_changed", obj=person, detail={"from": before, "to": person.roles, "sessions": ended})
    messages.success(request, _("The roles are changed; open sessions of this user are over."))


def _link_page(request: HttpRequest, enrolment: Enrolment, token: str) -> HttpResponse:
    link = request.build_absolute_uri(link_path(token))
    shown = {"person": enrolment.user, "enrolment": enrolment, "link": link, "drawing": _as_data(picture(link))}
    return render(request, "accounts/link.html", shown)


def _as_data(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"


def _by_name(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(Q(full_name__icontains=text) | Q(username__icontains=text.lower()))


def _actor(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise TypeError("the guard lets only users here")
    return user
