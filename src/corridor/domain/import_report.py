"""What an import of roads found, counted, for people and for ``--json``."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Island:
    """Drivable roads that no drivable road joins to the rest."""

    nodes: int
    edges: int
    length_km: float
    lon: float
    lat: float

    def as_dict(self) -> dict[str, object]:
        """The same as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Counts of an import.

    ``road_nodes`` counts the file's nodes that lie on roads, ``ways_read`` all its ways, ``ways_kept`` those that
    became roads. ``class_km`` sums the length of roads by ``RoadClass`` name, each road once. ``islands`` are the parts
    of the network drivable by car beside the largest, longest first and cut to ``ISLANDS_LISTED``; ``island_count``
    counts all of them. ``one_way_traps_km`` are roads of the largest part that cannot be both reached from and left to
    the rest of it. ``obstacles`` counts barriers, fords and height frames that stand on roads, ``missing_nodes`` the
    nodes that the file names but does not hold. ``refused`` counts ways left out by reason, ``unparsed`` tag values
    not understood by ``key=value``, the most frequent first. ``features`` counts the base map's by layer.
    """

    source: str
    road_nodes: int
    ways_read: int
    ways_kept: int
    nodes: int
    edges: int
    length_km: float
    class_km: dict[str, float] = field(default_factory=dict)
    islands: tuple[Island, ...] = ()
    island_count: int = 0
    one_way_traps_km: float = 0.0
    obstacles: int = 0
    missing_nodes: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    unparsed: dict[str, int] = field(default_factory=dict)
    features: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """The same as plain values, for ``--json`` and the stored network."""
        return asdict(self)


ISLANDS_LISTED = 20
