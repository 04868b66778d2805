"""A plan's engine values in and out of the store: snapshot, answer and draft, compressed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from corridor_server.operations.codes import Codes

if TYPE_CHECKING:
    from corridor.domain.base import Record
    from corridor.domain.draft import Draft
    from corridor.domain.operation import Operation
    from corridor.domain.plan import Plan as EnginePlan
    from corridor_server.operations.models import Plan


def packed(record: Record) -> bytes:
    """For a binary field."""
    return zlib.compress(record.model_dump_json().encode(), 6)


def answer_of(plan: Plan) -> EnginePlan:
    """What the engine said."""
    from corridor.domain.plan import Plan as EnginePlan  # noqa: PLC0415 - the engine is loaded when a plan is read, not when the desk starts

    return EnginePlan.model_validate_json(zlib.decompress(bytes(plan.answer or b"")))


def snapshot_of(plan: Plan) -> Operation:
    """What the engine was given."""
    from corridor.domain.operation import Operation  # noqa: PLC0415 - the engine is loaded when a plan is read, not when the desk starts

    return Operation.model_validate_json(zlib.decompress(bytes(plan.snapshot or b"")))


def draft_of(plan: Plan) -> Draft:
    """The trips that can be changed by hand, as driven."""
    from corridor.domain.draft import Draft  # noqa: PLC0415 - the engine is loaded when a plan is read, not when the desk starts

    return Draft.model_validate(plan.draft)


def codes_of(plan: Plan) -> Codes:
    """What its codes stand for."""
    return Codes(plan.codes)
