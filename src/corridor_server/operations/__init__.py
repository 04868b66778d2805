"""The operations of the desk."""
