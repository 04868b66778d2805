"""Forecasts against what happened: the rolling back-test, its measures, and the baselines that must be beaten."""
