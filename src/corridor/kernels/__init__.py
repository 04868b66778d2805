"""Compiled loops: numpy arrays in, numpy arrays out."""
