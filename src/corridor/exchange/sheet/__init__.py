"""The crew sheet: one mission on paper, set by typst, readable by torch-light and without colour."""

from __future__ import annotations

from corridor.exchange.sheet.typeset import SheetPress

__all__ = ["SheetPress"]
