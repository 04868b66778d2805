"""Who may open what of the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.roles import ADMINISTRATOR, AUDITOR, COORDINATOR, OFFICER
from corridor_server.accounts.access.rules import Endpoint, fields, read

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import FieldRules

CHECKERS = AUDITOR | OFFICER | COORDINATOR
"""Read the audit. The administrator, who could profit from knowing it, only takes anchors and verifies."""
VERIFIERS = CHECKERS | ADMINISTRATOR

FIELDS: dict[str, FieldRules] = {
    "audit.Event": fields(read(CHECKERS, "number at actor role action kind object reason detail session")),
}
ENDPOINTS: dict[str, Endpoint] = {
    "audit:events": Endpoint(CHECKERS, shows={"accounts.User": "full_name"}),
    "audit:readers": Endpoint(AUDITOR | OFFICER, shows={"accounts.User": "full_name"}),
    "audit:verify": Endpoint(VERIFIERS, VERIFIERS),
    "audit:anchors": Endpoint(VERIFIERS, VERIFIERS),
}
