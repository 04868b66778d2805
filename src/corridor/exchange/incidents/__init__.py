"""Incident files in and out: plain CSV, GeoJSON points and NASA FIRMS, recognised by their headers."""

from corridor.exchange.incidents.read import read_incidents
from corridor.exchange.incidents.write import write_incidents_csv

__all__ = ["read_incidents", "write_incidents_csv"]
