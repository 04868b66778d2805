"""What the store has heard of danger, as the engine takes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q
from django.utils import timezone

from corridor.domain import operation as engine
from corridor.domain.front import ControlArea
from corridor.domain.heard import Heard
from corridor.domain.incidents import IncidentKind as EngineKind
from corridor.domain.incidents import Incidents
from corridor.domain.incidents import Passage as EnginePassage
from corridor_server.operations.models import ControlLine, Incident, Passage, RoadReport
from corridor_server.operations.models.danger import Effect

if TYPE_CHECKING:
    from corridor_server.operations.codes import Codes

REMEMBERED = timedelta(days=400)
"""Older reports change nothing in the engine's models."""


def heard(now: datetime | None = None) -> Heard:
    """Incidents that are not cleared, roads driven, lines of control: what was known by ``now``."""
    moment = now or timezone.now()
    since = moment - REMEMBERED
    passages = tuple(
        EnginePassage(
            int(row.at.timestamp()), tuple((float(lon), float(lat)) for lon, lat in row.line), row.unharmed, row.source
        )
        for row in Passage.objects.filter(at__gt=since, at__lte=moment).order_by("at", "pk")
    )
    fronts = tuple(
        ControlArea(
            int(row.published.timestamp()),
            tuple(tuple((float(lon), float(lat)) for lon, lat in ring) for ring in row.rings),
        )
        for row in ControlLine.objects.filter(published__gt=since, published__lte=moment).order_by("published", "pk")
    )
    return Heard(_incidents(since, moment), passages, fronts)


def _incidents(since: datetime, moment: datetime) -> Incidents:
    kinds = {kind.name.lower(): int(kind) for kind in EngineKind}
    known = Incident.objects.filter(at__gt=since, reported__lte=moment).filter(Q(cleared=None) | Q(cleared__gt=moment))
    rows = list(
        known.order_by("at", "pk").values_list(
            "at", "time_precision_s", "reported", "lon", "lat", "precision_m", "kind", "confidence", "source"
        )
    )
    if not rows:
        return Incidents.empty()
    at, precision, reported, lon, lat, metres, kind, confidence, source = zip(*rows, strict=True)
    names = tuple(dict.fromkeys(source))
    number = {name: n for n, name in enumerate(names)}
    return Incidents(
        time_s=np.array([int(one.timestamp()) for one in at], np.int64),
        time_precision_s=np.array(precision, np.int64),
        reported_s=np.array([int(one.timestamp()) for one in reported], np.int64),
        lon=np.array(lon, np.float64),
        lat=np.array(lat, np.float64),
        precision_m=np.array(metres, np.float32),
        kind=np.array([kinds[one] for one in kind], np.uint8),
        confidence=np.array(confidence, np.float32),
        source=np.array([number[one] for one in source], np.int32),
        sources=names,
    )


def closures(codes: Codes, now: datetime) -> tuple[engine.RoadReport, ...]:
    """Every voice about roads shut or open again, reporters under numbers. Hardly passable counts as shut."""
    rows: list[engine.RoadReport] = []
    speakers: dict[str, str] = {}
    reports = RoadReport.objects.exclude(effect=Effect.DANGER).filter(reported__lte=now)
    for report in reports.filter(Q(expires=None) | Q(expires__gt=now)).prefetch_related("voices").order_by("reported"):
        effect = engine.ClosureEffect.OPEN if report.effect == Effect.OPEN else engine.ClosureEffect.SHUT
        code = codes.give("report", "R", report.pk)
        voices = [(report.reporter_id or report.source or report.pk, report.coordinator, report.reported)]
        voices += [(voice.by_id, voice.coordinator, voice.at) for voice in report.voices.all() if voice.at <= now]
        for number, (speaker, coordinator, at) in enumerate(voices):
            rows.append(
                engine.RoadReport(
                    id=f"{code}.{number}" if number else code,
                    lon=report.lon,
                    lat=report.lat,
                    to_lon=report.to_lon,
                    to_lat=report.to_lat,
                    effect=effect,
                    starts=report.starts,
                    ends=report.expires,
                    reported=at,
                    reporter=speakers.setdefault(str(speaker), f"speaker-{len(speakers) + 1}"),
                    coordinator=coordinator,
                )
            )
    return tuple(rows)
