"""Incidents and passages to intensity in space and time."""
