"""The whole city out: buses and roads, with proven bounds, and what closes the city."""
