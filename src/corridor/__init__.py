"""Corridor: plans and runs aid deliveries and evacuations for civilians under fire."""

__version__ = "0.1.0"
