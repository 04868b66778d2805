"""Draws the pictures of a back-test into a folder, and a page that holds them with every table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.exchange.charts.page import score_page
from corridor.exchange.charts.score import score_charts
from corridor.files import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def plot_score(figures: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write ``index.html`` and, where anything happened, ``reliability``, ``gain``, ``marked`` and ``days`` as SVG."""
    charts = score_charts(figures)
    texts = {f"{name}.svg": text for name, text in charts.items()} | {"index.html": score_page(figures, charts)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        write_text(folder / name, text)
    return [folder / name for name in texts]
