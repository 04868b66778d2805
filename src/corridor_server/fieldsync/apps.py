"""The app of phones in the field."""

from __future__ import annotations

from django.apps import AppConfig


class FieldsyncConfig(AppConfig):
    """Phones of crews."""

    name = "corridor_server.fieldsync"
    label = "fieldsync"

    def ready(self) -> None:
        """What crews recorded about people is erased with them."""
        from corridor_server.fieldsync import forgetting  # noqa: PLC0415 - models load with the apps
        from corridor_server.registry import erasing, retention  # noqa: PLC0415

        erasing.FOLLOW.append(forgetting.with_households)
        retention.FOLLOW.append(forgetting.before)
