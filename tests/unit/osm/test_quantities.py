from __future__ import annotations

import math

import pytest

from corridor.osm.quantities import length_m, says_nothing, speed_kmh, weight_t


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("3.5", 3.5),
        ("3,5 m", 3.5),
        ("350 cm", 3.5),
        ("12'6\"", 3.81),
        ("12′6″", 3.81),
        ("12'", 3.6576),
        ("12 ft", 3.6576),
        ("12 ft 6 in", 3.81),
        ('80"', 2.032),
        ("2.5м", 2.5),
    ],
)
def test_lengths(text: str, metres: float) -> None:
    assert length_m(text) == pytest.approx(metres)


@pytest.mark.parametrize("text", ["", "-1", "wide", "3-4", "none", "default", "1e3", "٣"])
def test_what_is_no_length(text: str) -> None:
    assert math.isnan(length_m(text))


@pytest.mark.parametrize(
    ("text", "tonnes"),
    [
        ("7.5", 7.5),
        ("7.5 t", 7.5),
        ("7,5t", 7.5),
        ("7500 kg", 7.5),
        ("16000 lbs", 7.2575),
        ("3 st", 2.7216),
        ("20 т", 20),
    ],
)
def test_weights(text: str, tonnes: float) -> None:
    assert weight_t(text) == pytest.approx(tonnes, rel=1e-4)


@pytest.mark.parametrize("text", ["none", "unsigned", "7.5 bananas", "heavy", ""])
def test_what_is_no_weight(text: str) -> None:
    assert math.isnan(weight_t(text))


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50),
        ("30 mph", 48.28),
        ("50 km/h", 50),
        ("50;70", 50),
        ("UA:urban", 50),
        ("UA:rural", 90),
        ("UA:living_street", 20),
        ("DE:rural", 100),
        ("BR:urban", 60),
        ("DE:zone:30", 30),
        ("DE:zone30", 30),
        ("RU:urban", 60),
        ("walk", 5),
        ("10 knots", 18.52),
    ],
)
def test_speeds(text: str, kmh: float) -> None:
    assert speed_kmh(text) == pytest.approx(kmh, abs=0.01)


@pytest.mark.parametrize("text", ["none", "signals", "DE:motorway", "0", "fast", "sign", "variable", "UA:moon"])
def test_what_is_no_speed(text: str) -> None:
    assert math.isnan(speed_kmh(text))


def test_a_proper_absence_is_told_from_nonsense() -> None:
    assert says_nothing("None")
    assert says_nothing("signals")
    assert not says_nothing("fast")
