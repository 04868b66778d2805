"""Who may open what in ``fieldsync``. Phones have no session: each request is signed by a paired device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.roles import COORDINATOR
from corridor_server.accounts.access.rules import Endpoint, fields, read

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import FieldRules

_SIGNED = Endpoint(public=True)
_SHELL = Endpoint(public=True)
"""The app without any data."""
_DECIDES = Endpoint(write=COORDINATOR)
FIELDS: dict[str, FieldRules] = {
    "fieldsync.Phone": fields(read(COORDINATOR, "crew seen revoked told")),
    "fieldsync.FieldRecord": fields(read(COORDINATOR, "text standing why")),
}
ENDPOINTS: dict[str, Endpoint] = {
    "fieldsync:phones": Endpoint(COORDINATOR, shows={"operations.Crew": "name"}),
    "fieldsync:code": _DECIDES,
    "fieldsync:resolve": _DECIDES,
    "fieldsync:revoke": _DECIDES,
    "fieldsync:look": _DECIDES,
    "fieldsync:app": _SHELL,
    "fieldsync:app_worker": _SHELL,
    "fieldsync:app_service": _SHELL,
    "fieldsync:app_manifest": _SHELL,
    "fieldsync:app_cleared": _SHELL,
    "fieldsync:enrol": _SIGNED,
    "fieldsync:ops": _SIGNED,
    "fieldsync:carried": _SIGNED,
    "fieldsync:today": _SIGNED,
    "fieldsync:changes": _SIGNED,
}
