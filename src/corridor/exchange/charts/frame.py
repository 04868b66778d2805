"""A frame with two axes, and marks drawn in the axes' own units."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from math import log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

INK, QUIET, MAIN, OTHER, DOUBT = "#1b1f24", "#6b7280", "#b4460f", "#47617d", "#f3d9c8"
WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 40, 52


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from ``low`` to ``high``; ``ticks`` are values with their words."""

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False

    def share(self, value: float) -> float:
        """Where ``value`` lies between 0 and 1, clamped to the axis."""
        low, high = self.low, self.high
        value = min(max(value, low), high)
        if self.log:
            return (log10(value) - log10(low)) / (log10(high) - log10(low))
        return (value - low) / (high - low)


@dataclass
class Frame:
    """Collects marks; ``svg`` closes the picture. ``words`` says in a sentence what the picture shows."""

    title: str
    words: str
    x: Axis
    y: Axis
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    _marks: list[str] = field(default_factory=list)

    def across(self, value: float) -> float:
        """Pixel of a value of ``x``."""
        return self.left + self.x.share(value) * (self.width - self.left - RIGHT)

    def down(self, value: float) -> float:
        """Pixel of a value of ``y``."""
        return self.height - BOTTOM - self.y.share(value) * (self.height - TOP - BOTTOM)

    def line(self, points: Sequence[tuple[float, float]], colour: str = INK, *, dashed: bool = False) -> None:
        """A line through points."""
        path = " ".join(f"{self.across(x):.1f},{self.down(y):.1f}" for x, y in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self._marks.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"{dash}/>')

    def band(self, points: Sequence[tuple[float, float, float]], colour: str = DOUBT) -> None:
        """An area between a lower and an upper line: x, lower, upper."""
        there = [(x, low) for x, low, _high in points]
        back = [(x, high) for x, _low, high in reversed(points)]
        path = " ".join(f"{self.across(x):.1f},{self.down(y):.1f}" for x, y in (*there, *back))
        self._marks.append(f'<polygon points="{path}" fill="{colour}"/>')

    def bar(self, x_from: float, x_to: float, y_from: float, y_to: float, colour: str = MAIN) -> None:
        """A filled rectangle."""
        left, right = sorted((self.across(x_from), self.across(x_to)))
        top, bottom = sorted((self.down(y_from), self.down(y_to)))
        self._marks.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}" '
            f'fill="{colour}"/>'
        )

    def point(self, x: float, y: float, colour: str = MAIN, radius: float = 4) -> None:
        """A dot; ``radius`` in pixels."""
        at = f'cx="{self.across(x):.1f}" cy="{self.down(y):.1f}"'
        self._marks.append(f'<circle {at} r="{radius:g}" fill="{colour}"/>')

    def span(self, x: tuple[float, float], y: tuple[float, float], colour: str = INK) -> None:
        """A thin line from (x[0], y[0]) to (x[1], y[1]): an interval."""
        self._marks.append(
            f'<line x1="{self.across(x[0]):.1f}" y1="{self.down(y[0]):.1f}" x2="{self.across(x[1]):.1f}" '
            f'y2="{self.down(y[1]):.1f}" stroke="{colour}" stroke-width="1.4"/>'
        )

    def note(self, x: float, y: float, text: str, colour: str = INK, anchor: str = "start") -> None:
        """Words beside a place of the picture."""
        self._marks.append(_text(self.across(x) + 4, self.down(y) - 5, text, colour, anchor))

    def svg(self) -> str:
        """The whole picture."""
        bottom, right = self.height - BOTTOM, self.width - RIGHT
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" role="img" '
            f'font-family="Noto Sans, Arial, sans-serif" font-size="12">',
            f"<title>{escape(self.title)}</title><desc>{escape(self.words)}</desc>",
            f'<rect width="{self.width}" height="{self.height}" fill="#ffffff"/>',
            _text(min(self.left, LEFT), 24, self.title, INK, "start", 'font-size="15" font-weight="600"'),
        ]
        for value, words in self.x.ticks:
            at = self.across(value)
            parts.append(f'<line x1="{at:.1f}" y1="{bottom}" x2="{at:.1f}" y2="{bottom + 4}" stroke="{QUIET}"/>')
            parts.append(_text(at, bottom + 18, words, QUIET, "middle"))
        for value, words in self.y.ticks:
            at = self.down(value)
            parts.append(f'<line x1="{self.left}" y1="{at:.1f}" x2="{right}" y2="{at:.1f}" stroke="#e5e7eb"/>')
            parts.append(_text(self.left - 6, at + 4, words, QUIET, "end"))
        parts += self._marks
        parts.append(f'<line x1="{self.left}" y1="{bottom}" x2="{right}" y2="{bottom}" stroke="{QUIET}"/>')
        parts.append(_text((self.left + right) / 2, self.height - 12, self.x.label, INK, "middle"))
        middle = (TOP + bottom) / 2
        parts.append(_text(14, middle, self.y.label, INK, "middle", f'transform="rotate(-90 14 {middle})"'))
        return "\n".join((*parts, "</svg>", ""))


def _text(x: float, y: float, text: str, colour: str, anchor: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" {more}>{escape(text)}</text>'
