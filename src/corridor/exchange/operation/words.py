"""What is wrong with a value, in our own translated words: one entry a pydantic error type.

Source of the types: https://docs.pydantic.dev/latest/errors/validation_errors/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class Words:
    """A code, the reason and the remedy."""

    code: str
    reason: str
    remedy: str


def words_for(error: ErrorDetails) -> Words:
    """Words for one pydantic error; a general sentence for a type that nobody foresaw."""
    kind = error["type"]
    make = _WORDS.get(kind) or _WORDS.get(_FAMILY.get(kind, ""), _unforeseen)
    return make(error.get("ctx") or {})


def _unforeseen(context: Mapping[str, Any]) -> Words:
    return Words(
        "row.value",
        _("The value does not fit this column."),
        _("See the schema: corridor schema --markdown."),
    )


def _at_least(context: Mapping[str, Any]) -> Words:
    limit = context["ge"]
    return Words("row.too_small", _("The number must be {limit} or more.").format(limit=f"{limit:g}"), _remedy(limit))


def _more_than(context: Mapping[str, Any]) -> Words:
    limit = f"{context['gt']:g}"
    return Words("row.too_small", _("The number must be more than {limit}.").format(limit=limit), _remedy(0))


def _at_most(context: Mapping[str, Any]) -> Words:
    limit = context.get("le", context.get("lt"))
    return Words("row.too_large", _("The number must be {limit} or less.").format(limit=f"{limit:g}"), _remedy(limit))


def _remedy(limit: float) -> str:
    if abs(limit) in (90, 180):
        return _("Write degrees, such as 37.99 and 48.59; perhaps the decimal point was lost, or the two are swapped.")
    return _("Correct the number.")


def _choice(context: Mapping[str, Any]) -> Words:
    return Words(
        "row.choice",
        _("The word is not one of those known."),
        _("Write one of: {choices}.").format(
            choices=str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
        ),
    )


_WORDS: Mapping[str, Callable[[Mapping[str, Any]], Words]] = {
    "missing": lambda context: Words("row.missing_value", _("The value is missing."), _("Fill it in.")),
    "extra_forbidden": lambda context: Words(
        "row.unknown_setting", _("This setting is not known."), _("Check its spelling, or delete it.")
    ),
    "string_too_short": lambda context: Words("row.missing_value", _("The value is missing."), _("Fill it in.")),
    "string_too_long": lambda context: Words(
        "row.too_long",
        _("The text is longer than {limit} characters.").format(limit=context["max_length"]),
        _("Shorten it."),
    ),
    "string_pattern_mismatch": lambda context: Words(
        "row.id",
        _("An id may hold letters, digits and . : _ - only."),
        _("Replace blanks and other signs, in every file that uses this id."),
    ),
    "string_type": lambda context: Words("row.text", _("This is no text."), _("Put it in quotation marks.")),
    "number": lambda context: Words(
        "row.not_a_number", _("This is no number."), _("Write digits with a decimal point, without units.")
    ),
    "integer": lambda context: Words(
        "row.not_a_whole_number", _("This is no whole number."), _("Write digits only, without units.")
    ),
    "finite_number": lambda context: Words(
        "row.not_finite", _("The number is NaN or infinite."), _("Fill in the true number, or leave the cell empty.")
    ),
    "greater_than_equal": _at_least,
    "greater_than": _more_than,
    "less_than_equal": _at_most,
    "less_than": _at_most,
    "enum": _choice,
    "yes_no": lambda context: Words("row.yes_no", _("This is neither yes nor no."), _("Write yes or no.")),
    "date": lambda context: Words(
        "row.date", _("This is no date."), _("Write it as year-month-day, such as 2023-02-14.")
    ),
    "time": lambda context: Words(
        "row.clock_time", _("This is no clock time."), _("Write hours and minutes, such as 08:30; at most 23:59.")
    ),
    "datetime": lambda context: Words(
        "row.moment",
        _("This is no date with time and offset."),
        _("Write it such as 2023-02-14T08:30+02:00."),
    ),
    "table": lambda context: Words(
        "row.section", _("A section of settings is expected here."), _("See the schema: corridor schema --markdown.")
    ),
}

_FAMILY: Mapping[str, str] = {
    "float_parsing": "number",
    "float_type": "number",
    "int_parsing": "integer",
    "int_parsing_size": "integer",
    "int_from_float": "integer",
    "int_type": "integer",
    "bool_parsing": "yes_no",
    "bool_type": "yes_no",
    "date_parsing": "date",
    "date_type": "date",
    "date_from_datetime_parsing": "date",
    "date_from_datetime_inexact": "date",
    "time_parsing": "time",
    "time_type": "time",
    "datetime_parsing": "datetime",
    "datetime_type": "datetime",
    "datetime_object_invalid": "datetime",
    "datetime_from_date_parsing": "datetime",
    "timezone_aware": "datetime",
    "tuple_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
    "string_unicode": "string_type",
}
