"""Are two records one person? Pure: names in, likeness and its reasons out; no Django, no store."""
