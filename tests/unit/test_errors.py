"""The error tree: codes, exit codes, words."""

from __future__ import annotations

import json

import pytest

from corridor.errors import CorridorError, InputRefused, InternalFault, Interrupted, NothingFeasible, RowProblem


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [(InputRefused, 2), (NothingFeasible, 3), (Interrupted, 130), (InternalFault, 1), (CorridorError, 1)],
)
def test_exit_codes_are_stable(kind, exit_code):
    assert kind("a.b", "what").exit_code == exit_code


def test_an_error_says_what_where_and_what_to_do():
    assert str(InputRefused("a.b", "What.", "here", "Do this.")) == "What. (here) Do this."


def test_refused_rows_travel_with_the_error_as_json():
    row = RowProblem("row.negative", "stocks.csv", 7, "amount", "-3", "Amounts are 0 or more.", "Correct it.")
    error = InputRefused("rows.refused", "1 row refused.", problems=(row,))
    assert json.loads(json.dumps(error.as_dict()))["problems"][0]["line"] == 7
    assert str(row) == "stocks.csv:7 [amount] «-3»: Amounts are 0 or more. Correct it."
