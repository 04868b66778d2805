"""Who may open what in ``fieldsync``. Phones have no session: each request is signed by a paired device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.rules import Endpoint

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import FieldRules

_SIGNED = Endpoint(public=True)
FIELDS: dict[str, FieldRules] = {}
ENDPOINTS: dict[str, Endpoint] = {
    "fieldsync:enrol": _SIGNED,
    "fieldsync:ops": _SIGNED,
    "fieldsync:carried": _SIGNED,
    "fieldsync:changes": _SIGNED,
}
