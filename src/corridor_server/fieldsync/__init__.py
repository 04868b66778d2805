"""Crews in the field: their phones, what they record without a network, and how records come together."""
