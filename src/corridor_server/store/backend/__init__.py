"""SQLCipher as a Django database: Django's SQLite backend on another driver, with a key."""
