"""The encrypted store: SQLCipher under Django, keys, encrypted fields, erasure, backups."""
