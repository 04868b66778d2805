"""The desk: everything that meets personal data. Imports ``corridor.workflows`` and ``corridor.domain`` only."""
