"""Name keys follow names."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from corridor_server.registry import naming
from corridor_server.registry.models import Person


@receiver(post_save, sender=Person, dispatch_uid="registry.name_keys")
def keys_follow(instance: Person, **_known: Any) -> None:
    """After each save; ``bulk_create`` calls ``naming.index`` itself."""
    naming.index([instance])
