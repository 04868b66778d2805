"""Tag values as numbers: lengths, weights and speeds. NaN where a value says nothing that can be used.

Source of formats: OpenStreetMap wiki, "Map features/Units", "Key:maxspeed", "Key:maxheight", "Key:maxweight".
"""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"^(\d+(?:[.,]\d+)?)\s*([a-zа-я/]*)\.?$", re.ASCII)
_FEET = re.compile(r"^(\d+(?:\.\d+)?)\s*(?:'|′|ft|feet)\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|″|''|in)?)?$", re.ASCII)
_INCHES = re.compile(r"^(\d+(?:\.\d+)?)\s*(?:\"|″|in)$", re.ASCII)

INCH_M = 0.0254
METRES = {"": 1.0, "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0, "м": 1.0}
METRES |= {"cm": 0.01, "mm": 0.001, "km": 1000.0}
TONNES = {"": 1.0, "t": 1.0, "т": 1.0, "ton": 1.0, "tons": 1.0, "tonne": 1.0, "tonnes": 1.0}
TONNES |= {"kg": 0.001, "кг": 0.001, "lb": 0.00045359237, "lbs": 0.00045359237, "st": 0.90718474, "lt": 1.0160469088}
KMH = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "км/ч": 1.0, "км/год": 1.0, "mph": 1.609344, "knots": 1.852}

NO_LIMIT = frozenset({"none", "no", "default", "unsigned", "below_default", "no_sign", "unlimited", "no_indications"})
"""Values that say on purpose that no figure is posted."""
SIGNALS = frozenset({"signals", "variable"})

WALK_KMH = 5.0
URBAN, RURAL = 50.0, 90.0
IMPLIED_KMH = {"walk": WALK_KMH, "living_street": 20.0, "urban": URBAN, "rural": RURAL, "trunk": 110.0}
IMPLIED_KMH |= {"motorway": 130.0, "nsl_single": 96.56, "nsl_dual": 112.65, "bicycle_road": 30.0}
COUNTRY_KMH = {
    ("de", "rural"): 100.0,
    ("de", "motorway"): math.inf,
    ("at", "rural"): 100.0,
    ("ch", "rural"): 80.0,
    ("ch", "motorway"): 120.0,
    ("fr", "rural"): 80.0,
    ("ad", "rural"): 90.0,
    ("br", "urban"): 60.0,
    ("ro", "trunk"): 100.0,
    ("ru", "urban"): 60.0,
    ("ru", "motorway"): 110.0,
    ("by", "urban"): 60.0,
    ("md", "motorway"): 110.0,
    ("pl", "trunk"): 100.0,
    ("pl", "motorway"): 140.0,
}
"""Where a country's implied limit differs from the common one (which is Ukraine's, traffic rules 12.4 to 12.6).

Source: OpenStreetMap wiki, "Default speed limits".
"""


def _scaled(text: str, units: dict[str, float]) -> float:
    match = _NUMBER.match(text)
    if match is None:
        return math.nan
    scale = units.get(match[2])
    return math.nan if scale is None else float(match[1].replace(",", ".")) * scale


def length_m(value: str) -> float:
    """Metres of ``3.5``, ``3,5 m``, ``350 cm``, ``12'6"``, ``12 ft``; NaN for anything else."""
    text = value.strip().lower()
    feet = _FEET.match(text)
    if feet is not None:
        return (12.0 * float(feet[1]) + float(feet[2] or 0)) * INCH_M
    inches = _INCHES.match(text)
    if inches is not None:
        return float(inches[1]) * INCH_M
    return _scaled(text, METRES)


def weight_t(value: str) -> float:
    """Tonnes of ``7.5``, ``7,5 t``, ``7500 kg``, ``16000 lbs``, ``3 st`` (short tons); NaN for anything else."""
    return _scaled(value.strip().lower(), TONNES)


def _one_speed(text: str) -> float:
    if text in IMPLIED_KMH:
        return IMPLIED_KMH[text]
    country, colon, zone = text.partition(":")
    if colon and len(country.split("-")[0]) == 2:
        if zone.startswith("zone"):
            zone = zone[4:].lstrip(":")
        if zone.isdigit():
            return float(zone)
        speed = COUNTRY_KMH.get((country.split("-")[0], zone), IMPLIED_KMH.get(zone, math.nan))
        return math.nan if math.isinf(speed) else speed
    speed = _scaled(text, KMH)
    return speed if speed > 0 else math.nan


def speed_kmh(value: str) -> float:
    """Km/h of ``50``, ``30 mph``, ``walk``, ``UA:urban``, ``DE:zone:30``; the least of several (``50;40``)."""
    speeds = [_one_speed(part.strip()) for part in value.lower().replace("|", ";").split(";")]
    known = [speed for speed in speeds if not math.isnan(speed)]
    return min(known) if known else math.nan


def says_nothing(value: str) -> bool:
    """Whether a value without a figure is a proper one (``none``, ``signals``), so that it is no parse failure."""
    return value.strip().lower() in NO_LIMIT | SIGNALS
