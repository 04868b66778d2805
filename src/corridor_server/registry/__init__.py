"""The registry of the desk."""
