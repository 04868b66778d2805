"""A back-test as one page: what it means in words, every table, and the pictures within it; nothing is fetched."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from corridor.i18n import current_language
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Figures = Mapping[str, Any]

_STYLE = """
body{font:16px/1.5 "Noto Sans",Arial,sans-serif;color:#1b1f24;background:#fff;max-width:60rem;margin:2rem auto;
padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1.5rem;font-size:.9rem}th,td{padding:.2rem .7rem;text-align:right;
border-bottom:1px solid #e5e7eb}th:first-child,td:first-child{text-align:left}.wide{overflow-x:auto}
svg{width:100%;height:auto}
"""


def score_page(figures: Figures, charts: Mapping[str, str]) -> str:
    """HTML with the words first, then pictures, then the tables of ``figures``."""
    title = _("Forecasts of {target}, {first} to {last}: how good they were").format(
        target=figures["target"], first=figures["from"], last=figures["to"]
    )
    parts = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(words)}</p>" for words in figures["words"])]
    parts += [f"<figure>{svg}</figure>" for svg in charts.values()]
    if figures["events"]:
        parts += [*_gains(figures), *_tests(figures), *_ranking(figures), *_totals(figures), *_reliability(figures)]
        parts += _silence(figures)
    return (
        f'<!doctype html>\n<html lang="{current_language()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _gains(figures: Figures) -> Iterable[str]:
    for what, title in (("where", _("Gain, where only")), ("joint", _("Gain, where and how many jointly"))):
        yield _table(
            title, (_("baseline"), _("bits an event"), _("95 % interval"), _("Diebold-Mariano"), "p"),
            ((name, _number(row["bits_per_event"]), _interval(row), _number(row["diebold_mariano"]),
              _number(row["p"], 3))
             for name, row in figures["information_gain"][what].items()),
        )  # fmt: skip


def _tests(figures: Figures) -> Iterable[str]:
    heading = ("", _("bits where"), _("bits jointly"), _("N: at least"), _("N: at most"), "S", "L")
    yield _table(
        _("Information over uniform, and consistency tests"), heading,
        ((name, _number(figures["information"][name]["where"]["bits_per_event"]),
          _number(figures["information"][name]["joint"]["bits_per_event"]), _number(row["N"]["at_least"], 3),
          _number(row["N"]["at_most"], 3), _number(row["S"]["quantile"], 3), _number(row["L"]["quantile"], 3))
         for name, row in figures["tests"].items()),
    )  # fmt: skip


def _ranking(figures: Figures) -> Iterable[str]:
    areas = next(iter(figures["ranking"].values()))
    for a, area in enumerate(areas):
        yield _table(
            _("Inside the marked {area} % of the area").format(area=f"{100 * area['area']:g}"),
            ("", _("share of events inside"), _("95 % interval"), "PAI", "PEI"),
            ((name, _number(rows[a]["hit_rate"]), _interval(rows[a]), _number(rows[a]["pai"]), _number(rows[a]["pei"]))
             for name, rows in figures["ranking"].items()),
        )  # fmt: skip
    yield _table(
        _("Brier score of each cell and day"), ("", _("score"), _("skill of corridor"), _("95 % interval")),
        ((name, _number(row["score"], 6), _number(row.get("skill_of_corridor"), 3), _interval(row))
         for name, row in figures["brier"].items()),
    )  # fmt: skip


def _totals(figures: Figures) -> Iterable[str]:
    levels = [row["level"] for row in next(iter(figures["totals"].values()))["coverage"]]
    inside = [_("days in {share} %").format(share=f"{100 * level:g}") for level in levels]
    yield _table(
        _("How many"), ("", _("expected"), _("seen"), _("seen/expected"), _("95 % interval"), *inside),
        ((name, _number(row["expected"], 0), str(row["observed"]), _number(row["observed_by_expected"]), _interval(row),
          *(_number(level["days_inside"]) for level in row["coverage"]))
         for name, row in figures["totals"].items()),
    )  # fmt: skip
    yield _table(
        _("By quarter"), ("", _("expected"), _("seen"), _("seen/expected")),
        ((f"{name}, {row['quarter']}", _number(row["expected"], 0), str(row["observed"]),
          _number(row["observed_by_expected"]))
         for name, totals in figures["totals"].items() for row in totals["quarters"]),
    )  # fmt: skip


def _reliability(figures: Figures) -> Iterable[str]:
    heading = (_("expected a cell and day"), _("expected"), _("seen"), _("seen/expected"), _("95 % interval"))
    for name, rows in figures["reliability"].items():
        yield _table(
            _("Reliability: {name}").format(name=name), heading,
            ((f"{row['from']:.4g} … {'∞' if row['to'] is None else format(row['to'], '.4g')}",
              _number(row["expected"], 1), f"{row['observed']:.0f}", _number(row["observed_by_expected"]),
              _interval(row))
             for row in rows),
        )  # fmt: skip


def _silence(figures: Figures) -> Iterable[str]:
    heading = (
        _("days withheld"), _("events withheld"), _("bits an event"), _("total, after/before"),
        _("least of the hottest cells, after/before"), _("grey after"), _("grey otherwise"),
    )  # fmt: skip
    yield _table(
        _("When the source falls silent"), heading,
        ((str(row["days"]), str(row["withheld_events"]), _number(row["bits_per_event"]), _number(row["total_ratio"]),
          _number(row["lowest_hot_cell_ratio"]), _number(row["grey_after"]), _number(row["grey_otherwise"]))
         for row in figures["silence"]),
    )  # fmt: skip


def _table(title: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heading)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"
    return f'<h2>{escape(title)}</h2>\n<div class="wide">{table}</div>'


def _interval(row: Figures) -> str:
    return "–" if row.get("lower") is None else f"{_number(row['lower'])} … {_number(row['upper'])}"


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
