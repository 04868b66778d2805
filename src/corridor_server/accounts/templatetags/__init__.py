"""Tags of access."""
