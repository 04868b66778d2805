"""Every page of the registry answers, for those whom the table lets in, over the demonstration."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from corridor_server.registry.demo import load_demo
from corridor_server.registry.models import Household, Item, Need, Offer, Person, Request, Shelter

SignedIn = Callable[..., Client]
LISTS = ("shelters", "people", "requests", "offers", "items")


@pytest.mark.django_db
def test_every_page_answers(signed_in: SignedIn) -> None:
    loaded = load_demo()
    assert (loaded.people, len(loaded.shelters)) == (900, 60)
    one = {model: model.objects.first() for model in (Shelter, Household, Person, Request, Offer, Item, Need)}
    reads = [(model._meta.label, record.pk) for model, record in one.items()]
    client = signed_in("coordinator", reads=reads)
    pages = {
        Shelter: ("shelter", "shelter_edit", "need_new", "standing_new"),
        Household: ("household", "household_edit", "person_new", "decision_new", "household_need"),
        Person: ("person", "person_edit", "consent_new", "whereabouts_new", "relation_new"),
        Request: ("request", "request_edit"),
        Offer: ("offer", "offer_edit"),
        Item: ("item_edit",),
        Need: ("need_edit",),
    }
    addresses = [reverse(f"registry:{name}") for name in LISTS]
    addresses += [reverse(f"registry:{name}_new") for name in ("shelter", "household", "request", "offer", "item")]
    addresses += [
        reverse(f"registry:{name}", kwargs={"pk": one[model].pk}) for model, names in pages.items() for name in names
    ]
    for address in addresses:
        assert client.get(address).status_code == 200, address
