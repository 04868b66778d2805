"""Who may open what, and read which fields, in ``registry``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.roles import (
    COORDINATOR,
    CREW_LEAD,
    DESK,
    NAMES,
    OFFICER,
    PLANNER,
    REGISTRAR,
    TRACING,
)
from corridor_server.accounts.access.rules import Endpoint, fields, read

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import FieldRules

WRITERS = COORDINATOR | REGISTRAR | CREW_LEAD
"""Enter shelters, people, needs, decisions."""
CALLERS = COORDINATOR | REGISTRAR
"""Take calls and keep offers."""
PERSON_WRITERS = WRITERS | TRACING
CARERS = COORDINATOR | REGISTRAR | CREW_LEAD | OFFICER
"""Read medical notes; the tracing desk has no use for them."""
SEEKERS = COORDINATOR | REGISTRAR | TRACING | OFFICER
"""Read where somebody is said to be."""
SUPPLIERS = COORDINATOR | REGISTRAR | CREW_LEAD | PLANNER
"""Keep items, counts and needs."""
MERGERS = COORDINATOR | REGISTRAR | TRACING
"""Look at duplicates, merge and take merges back."""
ERASERS = COORDINATOR | OFFICER
"""Set retention and erase."""

_PERSON_NAMES = "name family_name given_name patronymic other_names"
_HOUSEHOLD_OPEN = (
    "code shelter lon lat unnamed pets pet_cages priority deadline choice reasons reason_codes ask_again "
    "trusted_crew outside_id gone created changed people size merged_into"
)
_SHELTER_OPEN = (
    "code name kind lon lat capacity headcount counted_at power water heating visited visited_by opens "
    "closes access_minutes covered in_use outside_id created changed people registered scarcest"
)

FIELDS: dict[str, FieldRules] = {
    "registry.Shelter": fields(
        read(DESK, _SHELTER_OPEN),
        read(NAMES, "address entrances notes"),
        read(NAMES, "contact_name contact_phone"),
    ),
    "registry.Item": fields(
        read(
            DESK, "key name unit per_person_day survival_per_person_day kg litres unload_seconds source created changed"
        )
    ),
    "registry.Stock": fields(read(DESK, "shelter item amount counted by")),
    "registry.Standing": fields(read(DESK, "shelter item floor_days target_days active")),
    "registry.Need": fields(
        read(DESK, "shelter household request item service amount by priority state standing created"),
        read(NAMES, "notes"),
    ),
    "registry.Household": fields(read(DESK, _HOUSEHOLD_OPEN), read(NAMES, "address phone notes")),
    "registry.Person": fields(
        read(NAMES, _PERSON_NAMES),
        read(NAMES, "phone birth_year notes documents_missing document_words"),
        read(CARERS, "medical"),
        read(
            DESK,
            "code household age_group sex mobility medical_priority languages speaks state outside_id created changed "
            "merged_into",
        ),
    ),
    "registry.Decision": fields(
        read(DESK, "household choice reasons reason_words ask_again said heard_by"), read(NAMES, "would_change")
    ),
    "registry.Consent": fields(read(NAMES, "person purpose given said until taken_by")),
    "registry.Relation": fields(read(NAMES, "person to kinship")),
    "registry.Whereabouts": fields(read(SEEKERS, "person region sureness as_of said_by written_by created")),
    "registry.Request": fields(
        read(
            DESK,
            "code received kind triage state shelter household people children elders wheelchairs stretchers pet_cages "
            "medical no_water by repeats taken_by closed created changed open caller",
        ),
        read(NAMES, "caller_name caller_phone address words"),
    ),
    "registry.Offer": fields(
        read(
            DESK,
            "code kind title words town capacity pets_accepted wheelchairs expires active taken created changed",
        ),
        read(NAMES, "giver_name giver_phone notes"),
    ),
    "registry.Acceptance": fields(read(DESK, "offer household people created")),
    "registry.Pair": fields(read(MERGERS, "first second score why state created")),
    "registry.Import": fields(read(CALLERS, "kind state file_name content mapping taken refused by created")),
    "registry.Erasure": fields(read(ERASERS, "kind object_id why rows digest checked by created")),
    "registry.Retention": fields(read(ERASERS, "household_days request_days import_days")),
}

_PERSON_ROW = "code family_name given_name patronymic name age_group mobility created household"
_HOME = "registry.Household"
_WHO = "registry.Person"
_BY = {"accounts.User": "full_name"}
"""Who wrote it."""
_NAMED = {"registry.Shelter": "name"}
_CREW = {"operations.Crew": "name"}

ENDPOINTS: dict[str, Endpoint] = {
    "registry:shelters": Endpoint(
        DESK,
        shows={
            "registry.Shelter": "name kind capacity headcount people power water heating visited in_use",
            "registry.Item": "name",
        },
    ),
    "registry:shelter": Endpoint(
        DESK,
        shows={
            "registry.Shelter": "*",
            "registry.Item": "name unit",
            "registry.Stock": "*",
            "registry.Need": "item service amount by priority state",
            "registry.Standing": "item floor_days target_days active",
            "registry.Household": "code choice unnamed pet_cages ask_again priority",
        },
    ),
    "registry:shelter_new": Endpoint(WRITERS, WRITERS),
    "registry:shelter_edit": Endpoint(WRITERS, WRITERS, shows={"registry.Shelter": "*"}),
    "registry:stock_count": Endpoint(write=SUPPLIERS),
    "registry:need_new": Endpoint(SUPPLIERS, SUPPLIERS, shows={"registry.Item": "name"}),
    "registry:need_edit": Endpoint(SUPPLIERS, SUPPLIERS, shows={"registry.Item": "name", "registry.Need": "*"}),
    "registry:standing_new": Endpoint(SUPPLIERS, SUPPLIERS, shows={"registry.Item": "name"}),
    "registry:standing_raise": Endpoint(write=SUPPLIERS),
    "registry:people": Endpoint(
        DESK, DESK, shows={_WHO: _PERSON_ROW, _HOME: "shelter choice", "registry.Shelter": "name"}, lists=_WHO
    ),
    "registry:person": Endpoint(
        NAMES,
        shows={
            _WHO: "*",
            _HOME: "code",
            "registry.Whereabouts": "*",
            "registry.Consent": "*",
            "registry.Relation": "*",
        },
        reason=_WHO,
    ),
    "registry:person_edit": Endpoint(PERSON_WRITERS, PERSON_WRITERS, shows={_WHO: "*"}, reason=_WHO),
    "registry:person_new": Endpoint(PERSON_WRITERS, PERSON_WRITERS, reason=_HOME),
    "registry:consent_new": Endpoint(PERSON_WRITERS, PERSON_WRITERS, reason=_WHO),
    "registry:whereabouts_new": Endpoint(SEEKERS - OFFICER, SEEKERS - OFFICER, reason=_WHO),
    "registry:relation_new": Endpoint(PERSON_WRITERS, PERSON_WRITERS, reason=_WHO),
    "registry:household": Endpoint(
        NAMES,
        shows={
            _HOME: "*",
            _WHO: f"{_PERSON_ROW} medical_priority speaks state",
            "registry.Shelter": "name",
            "registry.Decision": "*",
            "registry.Need": "item service amount by priority state",
            "registry.Item": "name unit",
            "registry.Request": "code kind triage received state",
            "registry.Offer": "title kind words town pets_accepted",
            "registry.Acceptance": "people",
            **_BY,
        },
        reason=_HOME,
    ),
    "registry:household_new": Endpoint(PERSON_WRITERS, PERSON_WRITERS, shows={**_NAMED, **_CREW}),
    "registry:household_edit": Endpoint(
        PERSON_WRITERS, PERSON_WRITERS, shows={_HOME: "*", **_NAMED, **_CREW}, reason=_HOME
    ),
    "registry:household_need": Endpoint(WRITERS, WRITERS, shows={"registry.Item": "name"}, reason=_HOME),
    "registry:decision_new": Endpoint(WRITERS, WRITERS, reason=_HOME),
    "registry:offer_take": Endpoint(write=WRITERS),
    "registry:requests": Endpoint(
        DESK,
        DESK,
        shows={
            "registry.Request": "kind triage state received people medical no_water code shelter",
            "registry.Shelter": "name",
        },
    ),
    "registry:request": Endpoint(
        DESK,
        shows={
            "registry.Request": "*",
            "registry.Shelter": "name",
            "registry.Household": "code",
            "registry.Need": "item service amount by priority state",
            "registry.Item": "name unit",
            **_BY,
        },
        reason="registry.Request",
    ),
    "registry:request_new": Endpoint(CALLERS, CALLERS, shows={**_NAMED, "registry.Item": "name"}),
    "registry:call_seen": Endpoint(
        write=CALLERS,
        shows={
            _WHO: _PERSON_ROW,
            "registry.Shelter": "name",
            "registry.Decision": "choice reasons reason_words would_change ask_again said",
            "registry.Request": "kind triage state received",
            "registry.Offer": "title town words capacity taken",
        },
        lists=_WHO,
    ),
    "registry:request_edit": Endpoint(
        CALLERS, CALLERS, shows={"registry.Request": "*", **_NAMED}, reason="registry.Request"
    ),
    "registry:offers": Endpoint(
        DESK,
        shows={
            "registry.Offer": "title kind town capacity taken pets_accepted wheelchairs expires active",
            "registry.Acceptance": "people",
        },
    ),
    "registry:offer": Endpoint(
        DESK, shows={"registry.Offer": "*", "registry.Household": "code", "registry.Acceptance": "people created"}
    ),
    "registry:offer_new": Endpoint(CALLERS, CALLERS),
    "registry:offer_edit": Endpoint(CALLERS, CALLERS, shows={"registry.Offer": "*"}),
    "registry:items": Endpoint(DESK, shows={"registry.Item": "*"}),
    "registry:items_start": Endpoint(write=SUPPLIERS),
    "registry:item_new": Endpoint(SUPPLIERS, SUPPLIERS),
    "registry:item_edit": Endpoint(SUPPLIERS, SUPPLIERS, shows={"registry.Item": "*"}),
    "registry:duplicates": Endpoint(
        MERGERS,
        shows={_WHO: "code name family_name given_name patronymic birth_year", **_BY},
        lists=_WHO,
    ),
    "registry:duplicates_look": Endpoint(write=MERGERS),
    "registry:duplicate": Endpoint(
        MERGERS,
        shows={
            _WHO: "code created family_name given_name patronymic other_names birth_year age_group sex mobility "
            "medical medical_priority languages documents_missing phone speaks state notes household",
            _HOME: "code",
        },
        reason="registry.Pair",
    ),
    "registry:merge": Endpoint(write=MERGERS, reason="registry.Pair"),
    "registry:different": Endpoint(write=MERGERS, reason="registry.Pair"),
    "registry:unmerge": Endpoint(write=MERGERS),
    "registry:retention": Endpoint(ERASERS, ERASERS, shows={"registry.Retention": "*", "registry.Erasure": "*", **_BY}),
    "registry:retention_run": Endpoint(write=ERASERS, fresh=True),
    "registry:household_left": Endpoint(write=WRITERS),
    "registry:imports": Endpoint(CALLERS, CALLERS, shows={"registry.Import": "kind state taken", **_BY}),
    "registry:import": Endpoint(CALLERS, CALLERS, shows={"registry.Import": "*"}, lists=_WHO),
    "registry:import_take": Endpoint(write=CALLERS),
    "registry:import_back": Endpoint(write=CALLERS),
    "registry:shelter_history": Endpoint(DESK, WRITERS, shows={"registry.Shelter": "*"}),
    "registry:household_history": Endpoint(NAMES, PERSON_WRITERS, shows={_HOME: "*"}, reason=_HOME),
    "registry:person_history": Endpoint(NAMES, PERSON_WRITERS, shows={_WHO: "*"}, reason=_WHO),
    "registry:request_history": Endpoint(DESK, CALLERS, shows={"registry.Request": "*"}, reason="registry.Request"),
    "registry:offer_history": Endpoint(DESK, CALLERS, shows={"registry.Offer": "*"}),
    "registry:item_history": Endpoint(DESK, SUPPLIERS, shows={"registry.Item": "*"}),
    "registry:need_history": Endpoint(DESK, SUPPLIERS, shows={"registry.Need": "*"}),
    "registry:person_erase": Endpoint(ERASERS, ERASERS, reason=_WHO, fresh=True),
    "registry:household_erase": Endpoint(ERASERS, ERASERS, reason=_HOME, fresh=True),
    "registry:request_erase": Endpoint(ERASERS, ERASERS, reason="registry.Request", fresh=True),
}
