"""A leaked part of a list is traced to its copy by the order of its rows."""

from __future__ import annotations

from corridor_server.releases.watermark import agreement, order, trace

KEY = b"w" * 32
ROWS = [f"Person {number}|cellar {number % 9}" for number in range(400)]
RELEASES = [f"release-{number}" for number in range(50)]


def released(release: str) -> list[str]:
    return [ROWS[at] for at in order(ROWS, KEY, release)]


def test_every_row_stays_in() -> None:
    assert sorted(released("release-1")) == sorted(ROWS)
    assert released("release-1") != released("release-2")


def test_a_leaked_part_names_its_release() -> None:
    for release in RELEASES:
        part = released(release)[100:130]
        retyped = [row.upper().replace("|", "|  ") for row in part]
        found = trace([row.replace("|  ", "|") for row in retyped], KEY, dict.fromkeys(RELEASES))
        assert found[0] == (release, 1.0)
        assert found[1][1] < 0.9


def test_without_the_key_the_order_says_nothing() -> None:
    assert agreement(released("release-3"), b"o" * 32, "release-3") < 0.6


def test_rows_in_a_new_order_are_nobodys() -> None:
    assert agreement(sorted(released("release-4")), KEY, "release-4") < 0.6
