"""Who may open the authority's page: everybody, since trust comes before logging in. Nothing secret stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.rules import Endpoint

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import FieldRules

FIELDS: dict[str, FieldRules] = {}
ENDPOINTS: dict[str, Endpoint] = {
    "pki:trust": Endpoint(public=True),
    "pki:authority": Endpoint(public=True),
    "pki:address": Endpoint(public=True),
}
