"""Who may open what, and read which fields, in ``jobs``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.roles import ADMINISTRATOR, COORDINATOR, EVERYONE, OFFICER, PLANNER, REGISTRAR
from corridor_server.accounts.access.rules import Endpoint, fields, read

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import FieldRules

STARTERS = COORDINATOR | PLANNER | REGISTRAR | OFFICER | ADMINISTRATOR

FIELDS: dict[str, FieldRules] = {
    # Kinds, steps and counts: nothing about people, so everybody may see why the machine is busy.
    "jobs.Job": fields(read(EVERYONE, "name label state step done total percent error_words ended")),
}
ENDPOINTS: dict[str, Endpoint] = {
    "jobs:list": Endpoint(EVERYONE, shows={"jobs.Job": "name label state step percent error_words ended"}),
    "jobs:events": Endpoint(
        EVERYONE, shows={"jobs.Job": "name label state step done total error_words"}, background=True
    ),
    "jobs:cancel": Endpoint(write=STARTERS),
    "jobs:demonstration": Endpoint(write=COORDINATOR),
    "jobs:again": Endpoint(write=COORDINATOR | PLANNER),
}
