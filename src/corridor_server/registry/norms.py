"""The items and consumption norms that a desk starts with; each is then edited in the page of items.

Sphere Handbook 2018, water supply standard 2.1: survival 2.5-3 litres of water a person and day for drinking and food,
15 litres for all uses; food security standard 6.1: 2,100 kcal a person and day.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from corridor_server.registry.models import Item


def starting_items() -> list[dict[str, Any]]:
    """Items in the language in force; keys are those of the worked case."""
    sphere = "Sphere Handbook 2018"
    return [
        {"key": "water", "name": _("Drinking water"), "unit": _("litre"), "per_person_day": 3.0,
         "survival_per_person_day": 2.5, "kg": 1.0, "litres": 1.1, "unload_seconds": 0.6, "source": sphere},
        {"key": "water-all", "name": _("Water for all uses"), "unit": _("litre"), "per_person_day": 15.0,
         "survival_per_person_day": 3.0, "kg": 1.0, "litres": 1.1, "unload_seconds": 0.6, "source": sphere},
        {"key": "food", "name": _("Food parcel, 2,100 kcal a day for a week"), "unit": _("piece"),
         "per_person_day": round(1 / 7, 4), "survival_per_person_day": round(1 / 7, 4), "kg": 8.5, "litres": 18,
         "unload_seconds": 8, "source": sphere},
        {"key": "sleeping-bag", "name": _("Sleeping bag"), "unit": _("piece"), "kg": 2.2, "litres": 14,
         "unload_seconds": 3},
        {"key": "medicine", "name": _("Medicine box, basic"), "unit": _("piece"), "kg": 6, "litres": 25,
         "unload_seconds": 20},
    ]  # fmt: skip


def ensure_items() -> int:
    """Add the starting items that are not there yet; how many were added. What was edited stays as it is."""
    known = set(Item.objects.values_list("key", flat=True))
    missing = [Item(**values) for values in starting_items() if values["key"] not in known]
    for item in missing:
        item.save_as("starting norms")
    return len(missing)
