"""Who may ask for releases, agree to them and take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.roles import COORDINATOR, OFFICER, REGISTRAR, TRACING
from corridor_server.accounts.access.rules import Endpoint, fields, read

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import FieldRules

ASKERS = COORDINATOR | REGISTRAR | TRACING | OFFICER
DECIDERS = COORDINATOR | OFFICER

FIELDS: dict[str, FieldRules] = {
    "releases.Release": fields(
        read(ASKERS, "source columns exact recipient purpose asked_by decided_by decided taken state rows digest")
    ),
}
ENDPOINTS: dict[str, Endpoint] = {
    "releases:list": Endpoint(
        ASKERS, shows={"releases.Release": "source recipient purpose", "accounts.User": "full_name"}
    ),
    "releases:ask": Endpoint(ASKERS, ASKERS),
    "releases:release": Endpoint(
        ASKERS, shows={"releases.Release": "source recipient purpose", "accounts.User": "full_name"}
    ),
    "releases:decide": Endpoint(write=DECIDERS, fresh=True),
    "releases:take": Endpoint(write=ASKERS, fresh=True),
}
