"""The jobs of the desk."""
