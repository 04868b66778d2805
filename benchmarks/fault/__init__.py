"""Harm done to a real desk on purpose, and what it kept; see ``faults.py``."""
