"""Quantities as types, so that metres never mix with seconds at a public border.

SI inside: metres, seconds, kilograms; litres for volume. Times are whole UTC seconds since 1970.
"""

from __future__ import annotations

from typing import NewType

Metres = NewType("Metres", float)
Seconds = NewType("Seconds", float)
EpochSeconds = NewType("EpochSeconds", int)
"""UTC seconds since 1970-01-01T00:00:00Z."""
Exposure = NewType("Exposure", float)
"""Expected dangerous events within the harm radius during a stay or passage; dimensionless."""
PersonExposure = NewType("PersonExposure", float)
"""Exposure times the people aboard, crew included."""
Kilograms = NewType("Kilograms", float)
Litres = NewType("Litres", float)
NodeIndex = NewType("NodeIndex", int)
EdgeIndex = NewType("EdgeIndex", int)
