"""The leaflet of a town's hours: one page that a household in a cellar could be handed."""

from __future__ import annotations

from corridor.exchange.leaflet.content import content
from corridor.exchange.leaflet.press import leaflet_pdf

__all__ = ["content", "leaflet_pdf"]
