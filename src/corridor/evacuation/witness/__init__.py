"""Plans replayed event by event by code that shares nothing with what made them; import-linter keeps it so."""
