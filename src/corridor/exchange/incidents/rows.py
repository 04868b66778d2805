"""One row of an incident file, checked cell by cell; doubtful cells fall to defaults, unusable rows are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridor.domain.incidents import IncidentKind
from corridor.exchange.incidents.dialect import KINDS, Dialect
from corridor.exchange.incidents.moments import DAY_S, Span, overpass, span_of
from corridor.exchange.table import fold, number
from corridor.i18n import gettext as _
from corridor.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from corridor.exchange.lines import ProblemList

_FUTURE_TOLD = 20
"""Rows after ``as_of`` told one by one; a long file read as of an earlier day has thousands."""
_MOST_PRECISION_M = 100_000.0
# FIRMS: VIIRS grades detections by letter, MODIS by percent.
_GRADES = {"l": 0.3, "low": 0.3, "n": 0.7, "nominal": 0.7, "h": 0.9, "high": 0.9, "medium": 0.6}


@dataclass(frozen=True, slots=True)
class Cells:
    """A row as text by column, and how to name it."""

    values: Mapping[str, str]
    line: int | None
    name: str
    titles: Mapping[str, str] = field(default_factory=dict)
    """What the file calls a column, where that differs."""

    def get(self, column: str) -> str:
        """Text of a cell, empty where there is none."""
        return self.values.get(column, "").strip()

    def column(self, column: str) -> str:
        """The column as a person finds it."""
        column = self.titles.get(column, column)
        return f"{self.name}.{column}" if self.name else column


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A usable row."""

    cells: Cells
    span: Span
    reported_s: int
    lon: float
    lat: float
    precision_m: float
    kind: IncidentKind
    confidence: float
    source: str


@dataclass
class RowReader:
    """Reads rows of one file in one dialect; problems go to ``problems``."""

    dialect: Dialect
    zone: ZoneInfo
    as_of_s: int
    problems: ProblemList
    file_source: str
    decimal_comma: bool = False
    _future: int = field(default=0, init=False)

    def read(self, cells: Cells) -> IncidentRow | None:
        """The row, or None where it can't be used."""
        span = self._span(cells)
        place = self._place(cells) if span is not None else None
        if span is None or place is None:
            return None
        if span.start_s > self.as_of_s:
            self._tell_future(cells)
            return None
        kind = self._kind(cells)
        if kind is IncidentKind.MINE and self._cleared(cells):
            return None
        return IncidentRow(
            cells=cells,
            span=span,
            reported_s=self._reported(cells, span),
            lon=place[0],
            lat=place[1],
            precision_m=self._precision(cells),
            kind=kind,
            confidence=self._confidence(cells),
            source=cells.get("source") or self.file_source,
        )

    def warn_no_kind(self) -> None:
        """Tell once that the file names no kinds."""
        self.problems.add(
            "incidents.no_kind", None, "kind", None,
            reason=_("The file has no column kind: all rows are taken as kind other."),
            remedy=_("Add a column kind: shelling, strike, mine, gunfire, fire or other."),
            fatal=False,
        )  # fmt: skip

    def tell_harmless(self, count: int) -> None:
        """Tell the number of rows that tell of no danger at a place."""
        if count:
            self._warn(
                Cells({}, None, ""), "incidents.no_danger", None,
                ngettext(
                    "{n} row tells of no danger at a known place, and is left out.",
                    "{n} rows tell of no danger at a known place, and are left out.", count,
                ).format(n=count),
                _("Nothing need be done: protests, politics and events of a whole country are no danger to a road."),
            )  # fmt: skip

    def tell_rest(self) -> None:
        """Tell the number of rows after ``as_of`` beyond those told one by one."""
        beyond = self._future - _FUTURE_TOLD
        if beyond > 0:
            self._refuse(
                Cells({}, None, ""), "incidents.future", None,
                ngettext(
                    "{n} more row lies after the moment planned from.",
                    "{n} more rows lie after the moment planned from.", beyond,
                ).format(n=beyond),
                _("Nothing need be done when the plan looks back at an earlier day."),
            )  # fmt: skip

    def _span(self, cells: Cells) -> Span | None:
        if self.dialect.overpass:
            column, span, odd = "acq_date", overpass(cells.get("acq_date"), cells.get("acq_time")), False
        else:
            column = "date" if cells.get("date") else "time"
            if self.dialect.utc:
                span, odd = overpass(cells.get("date"), ""), False
            else:
                span, odd = span_of(cells.get("date"), cells.get("time"), self.zone)
        if span is None:
            self._refuse(
                cells,
                "incidents.date",
                column,
                _("This is no date."),
                _("Write it such as 2023-02-14 or 2023-02-14T08:30+02:00."),
            )
            return None
        if odd:
            self._warn(
                cells,
                "incidents.time",
                "time",
                _("This is no clock time: only the day is used."),
                _("Write it as HH:MM."),
            )
        return self._stated_width(cells, span)

    def _stated_width(self, cells: Cells, span: Span) -> Span:
        text = cells.get("time_precision_s")
        if not text:
            return span
        try:
            width = int(number(text))
        except ValueError:
            width = 0
        if 1 <= width <= 366 * DAY_S:
            return Span(span.start_s, width)
        self._warn(
            cells, "incidents.time_precision", "time_precision_s", _("This is no number of seconds."),
            _("Write 60 for a clock time, 3600 for an hour, 86400 for a day."),
        )  # fmt: skip
        return span

    def _place(self, cells: Cells) -> tuple[float, float] | None:
        degrees = {}
        for column in ("lat", "lon"):
            try:
                degrees[column] = number(cells.get(column), self.decimal_comma)
            except ValueError:
                self._refuse(
                    cells,
                    "incidents.coordinate",
                    column,
                    _("This is no coordinate."),
                    _("Write degrees such as 48.59."),
                )
                return None
        lat, lon = degrees["lat"], degrees["lon"]
        if abs(lat) > 90 >= abs(lon) and abs(lat) <= 180:
            self._refuse(
                cells, "incidents.swapped", "lat",
                _("No latitude is beyond 90: latitude and longitude seem to be exchanged."),
                _("Exchange the two columns of this row."),
            )  # fmt: skip
            return None
        if abs(lat) > 90 or abs(lon) > 180:
            self._refuse(
                cells, "incidents.coordinate", "lat" if abs(lat) > 90 else "lon", _("This is not on the Earth."),
                _("Write WGS84 degrees, not metres."),
            )  # fmt: skip
            return None
        if lat == 0 and lon == 0:
            self._refuse(
                cells, "incidents.coordinate", "lat", _("Zero, zero stands for no coordinates."),
                _("Look the place up, or delete the row."),
            )  # fmt: skip
            return None
        return lon, lat

    def _kind(self, cells: Cells) -> IncidentKind:
        text = cells.get("kind")
        if not text:
            return self.dialect.kind
        kind = KINDS.get(fold(text))
        if kind is None:
            self._warn(
                cells, "incidents.kind", "kind", _("This kind is unknown: taken as other."),
                _("Use shelling, strike, mine, gunfire, fire or other."),
            )  # fmt: skip
            return IncidentKind.OTHER
        return kind

    def _cleared(self, cells: Cells) -> bool:
        text = cells.get("cleared")
        if not text:
            return False
        span, _odd = span_of(text, "", self.zone)
        if span is not None:
            return span.end_s <= self.as_of_s
        self._warn(
            cells, "incidents.cleared", "cleared", _("This is no date: the mine is taken as still there."),
            _("Write the day on which it was cleared, such as 2023-02-14."),
        )  # fmt: skip
        return False

    def _reported(self, cells: Cells, span: Span) -> int:
        """When it became known; unsaid: when the span ended, or by now as it is in the file."""
        text = cells.get("reported")
        if text:
            said, _odd = span_of(text, "", self.zone)
            if said is not None:
                return max(said.start_s if said.width_s < DAY_S else said.end_s, span.start_s)
            self._warn(
                cells, "incidents.reported", "reported", _("This is no date: taken as reported when it happened."),
                _("Write it such as 2023-02-14 or 2023-02-14T08:30+02:00."),
            )  # fmt: skip
        return max(span.start_s, min(span.end_s, self.as_of_s))

    def _precision(self, cells: Cells) -> float:
        text = cells.get("precision")
        if not text:
            return self.dialect.precision_m
        try:
            metres = number(text, self.decimal_comma)
        except ValueError:
            metres = -1.0
        if 0 <= metres <= _MOST_PRECISION_M:
            return metres
        self._warn(
            cells, "incidents.precision", "precision",
            _("This is no distance in metres: {m} m is used.").format(m=round(self.dialect.precision_m)),
            _("Write the radius within which it lies, in metres, up to 100000."),
        )  # fmt: skip
        return self.dialect.precision_m

    def _confidence(self, cells: Cells) -> float:
        text = cells.get("confidence")
        if not text:
            return self.dialect.confidence
        if text.casefold() in _GRADES:
            return _GRADES[text.casefold()]
        try:
            value = number(text.removesuffix("%"), self.decimal_comma)
        except ValueError:
            value = -1.0
        if self.dialect.overpass or text.endswith("%"):
            value /= 100
        if 0 <= value <= 1:
            return value
        self._warn(
            cells, "incidents.confidence", "confidence",
            _("This is no share between 0 and 1: {c} is used.").format(c=self.dialect.confidence),
            _("Write 1 for certain, 0.5 for as likely as not."),
        )  # fmt: skip
        return self.dialect.confidence

    def _tell_future(self, cells: Cells) -> None:
        self._future += 1
        if self._future <= _FUTURE_TOLD:
            column = next((name for name in ("acq_date", "date", "time") if cells.get(name)), "date")
            self._refuse(
                cells, "incidents.future", column, _("This lies after the moment planned from."),
                _("Correct the date, or set as_of in operation.toml to a later moment."),
            )  # fmt: skip

    def _refuse(self, cells: Cells, code: str, column: str | None, reason: str, remedy: str) -> None:
        self._add(cells, code, column, reason, remedy, fatal=True)

    def _warn(self, cells: Cells, code: str, column: str | None, reason: str, remedy: str) -> None:
        self._add(cells, code, column, reason, remedy, fatal=False)

    def _add(self, cells: Cells, code: str, column: str | None, reason: str, remedy: str, *, fatal: bool) -> None:
        self.problems.add(
            code, cells.line, cells.column(column) if column else None, cells.get(column) if column else None,
            reason=reason, remedy=remedy, fatal=fatal,
        )  # fmt: skip
