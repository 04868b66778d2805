"""Draws the pictures of a back-test into a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.exchange.charts.score import score_charts
from corridor.files import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def plot_score(figures: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write ``reliability.svg``, ``gain.svg``, ``marked.svg`` and ``days.svg``; none where nothing happened."""
    charts = score_charts(figures)
    if charts:
        folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in charts.items():
        paths.append(folder / f"{name}.svg")
        write_text(paths[-1], text)
    return paths
