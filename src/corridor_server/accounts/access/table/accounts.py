"""Who may open what of accounts, and which fields of users they read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.roles import ADMINISTRATOR, AUDITOR, COORDINATOR, DESK, EVERYONE, OFFICER
from corridor_server.accounts.access.rules import Endpoint, fields, read
from corridor_server.accounts.access.table.releases import ASKERS

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import FieldRules

KEEPERS = COORDINATOR | ADMINISTRATOR
"""Keep users."""
WATCHERS = KEEPERS | OFFICER | AUDITOR
"""May look at users and their sessions."""
USER = "full_name username"

FIELDS: dict[str, FieldRules] = {
    "accounts.User": fields(
        read(EVERYONE, "full_name display_name"), read(WATCHERS, "username roles is_active disabled_at last_login")
    ),
    "accounts.DeskSession": fields(read(WATCHERS, "browser network started seen handle user")),
    "accounts.Enrolment": fields(read(WATCHERS, "expires made_by user needs_approval")),
}
_PUBLIC = Endpoint(public=True)
_OWN = Endpoint(EVERYONE, EVERYONE)
_OWN_ACT = Endpoint(write=EVERYONE)
_KEEPING = Endpoint(write=KEEPERS, fresh=True)

ENDPOINTS: dict[str, Endpoint] = {
    "accounts:login": _PUBLIC,
    "accounts:enrol_open": _PUBLIC,
    "accounts:enrol": _PUBLIC,
    "accounts:enrol_qr": _PUBLIC,
    "accounts:logout": _OWN_ACT,
    "accounts:lock": _OWN_ACT,
    "accounts:awake": _OWN_ACT,
    "accounts:unlock": _OWN,
    "accounts:confirm": _OWN,
    "accounts:reason": Endpoint(DESK, DESK),
    "accounts:profile": _OWN,
    "accounts:passphrase": _OWN,
    "accounts:recovery_codes": Endpoint(write=EVERYONE, fresh=True),
    "accounts:end_session": _OWN_ACT,
    "accounts:end_others": _OWN_ACT,
    "accounts:administration": Endpoint(WATCHERS | ASKERS),
    "accounts:sessions": Endpoint(
        WATCHERS, shows={"accounts.User": "full_name", "accounts.DeskSession": "browser network"}
    ),
    "accounts:session_end": Endpoint(write=KEEPERS),
    "accounts:users": Endpoint(WATCHERS, shows={"accounts.User": USER}),
    "accounts:user_new": Endpoint(KEEPERS, KEEPERS, fresh=True),
    "accounts:user": Endpoint(
        WATCHERS, KEEPERS, shows={"accounts.User": USER, "accounts.DeskSession": "browser network"}
    ),
    "accounts:user_disable": Endpoint(write=KEEPERS),
    "accounts:user_link": _KEEPING,
    "accounts:user_unlock": Endpoint(write=KEEPERS),
    "accounts:invitation_approve": Endpoint(write=COORDINATOR | OFFICER, fresh=True),
}
