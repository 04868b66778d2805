"""What was done and read, by whom and why, in a chain that shows when it was tampered with."""
