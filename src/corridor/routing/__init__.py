"""Exposure along roads; time-dependent search; matrices."""
