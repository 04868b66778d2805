"""Deeds and damages in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from corridor_server.audit.chain import Damage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ACTIONS: dict[str, _StrPromise] = {
    "access.refused": _("Access refused"),
    "account.enrolled": _("Account opened by its owner"),
    "account.login": _("Login"),
    "account.login_refused": _("Login refused"),
    "account.logout": _("Logout"),
    "account.passphrase_changed": _("Passphrase changed"),
    "account.recovery_codes_renewed": _("Recovery codes renewed"),
    "audit.anchors_taken": _("Anchors taken"),
    "audit.verified": _("Audit verified"),
    "job.asked": _("Job asked for"),
    "job.cancel_asked": _("Cancelling a job asked for"),
    "job.cancelled": _("Job cancelled"),
    "job.done": _("Job done"),
    "job.failed": _("Job failed"),
    "keys.passphrase_changed": _("Passphrase of the store changed"),
    "keys.recovered": _("Store opened with two shares"),
    "keys.rotated": _("New keys for the store"),
    "keys.shares_made": _("Shares of the key made"),
    "list.read": _("List of people read"),
    "record.read": _("Record read"),
    "release.agreed": _("Release agreed"),
    "release.asked": _("Release asked for"),
    "release.refused": _("Release refused"),
    "release.taken": _("Release taken"),
    "session.ended": _("Session ended"),
    "store.backed_up": _("Backup made"),
    "store.restored": _("Store restored from a backup"),
    "user.disabled": _("User disabled"),
    "user.invitation_approved": _("Invitation agreed"),
    "user.invited": _("User invited"),
    "user.link_made": _("Enrolment link made"),
    "user.roles_changed": _("Roles changed"),
    "user.unlocked": _("Lockout lifted"),
}
DAMAGES: dict[Damage, _StrPromise] = {
    Damage.CHANGED: _("The entry is not what was written."),
    Damage.MISSING: _("Entries are missing from here on."),
    Damage.OUT_OF_ORDER: _("The entry stands in the wrong place, or twice."),
    Damage.CUT_OFF: _("An anchor knows of this entry; the end was cut off."),
    Damage.NOT_AS_ANCHORED: _(
        "An anchor remembers another entry here: an older store was put back, or the chain rewritten."
    ),
    Damage.ANCHOR_FORGED: _("An anchor is not ours."),
    Damage.ANCHOR_GONE: _("The file of the newest anchor is gone."),
}
KINDS: dict[str, _StrPromise] = {
    "accounts.User": _("User"),
    "registry.Person": _("Person"),
    "registry.Household": _("Household"),
    "registry.Request": _("Request"),
    "registry.Shelter": _("Shelter"),
    "releases.Release": _("Release"),
    "operations.Mission": _("Mission"),
    "operations.Plan": _("Plan"),
}


def action_label(action: str) -> str:
    """A deed in words; one without words as it is written."""
    return str(ACTIONS.get(action, action))
