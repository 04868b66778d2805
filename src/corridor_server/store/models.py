"""What every record has: an id made where it is born, and when it was made and changed."""

from __future__ import annotations

import uuid_utils
from django.db import models


def new_id() -> str:
    """A UUIDv7 as text (RFC 9562): unique without asking anybody, and in the order of time."""
    return str(uuid_utils.uuid7())


class Record(models.Model):
    """Base of the desk's models."""

    id = models.CharField(primary_key=True, max_length=36, default=new_id, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)
