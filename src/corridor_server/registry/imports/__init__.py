"""Lists from outside: reading a file, guessing its columns, checking each row, taking good rows over."""
