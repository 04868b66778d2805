"""Addresses of registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from corridor_server.registry.views import duplicates, erasing, history, imports, offers, people, requests, shelters

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "registry"
urlpatterns: list[URLPattern | URLResolver] = [
    path("shelters/", shelters.shelters, name="shelters"),
    path("shelters/new/", shelters.shelter_new, name="shelter_new"),
    path("shelters/standing/", shelters.standing_raise, name="standing_raise"),
    path("shelters/<str:pk>/", shelters.shelter, name="shelter"),
    path("shelters/<str:pk>/edit/", shelters.shelter_edit, name="shelter_edit"),
    path("shelters/<str:pk>/stock/", shelters.stock_count, name="stock_count"),
    path("shelters/<str:pk>/need/", shelters.need_new, name="need_new"),
    path("shelters/<str:pk>/standing/", shelters.standing_new, name="standing_new"),
    path("needs/<str:pk>/edit/", shelters.need_edit, name="need_edit"),
    path("people/", people.people, name="people"),
    path("people/duplicates/", duplicates.pairs, name="duplicates"),
    path("people/duplicates/look/", duplicates.look, name="duplicates_look"),
    path("people/duplicates/<str:pk>/", duplicates.pair, name="duplicate"),
    path("people/duplicates/<str:pk>/merge/", duplicates.merge, name="merge"),
    path("people/duplicates/<str:pk>/different/", duplicates.different, name="different"),
    path("people/merges/<str:pk>/undo/", duplicates.unmerge, name="unmerge"),
    path("people/retention/", erasing.retention, name="retention"),
    path("people/retention/run/", erasing.retention_run, name="retention_run"),
    path("people/<str:pk>/", people.person, name="person"),
    path("people/<str:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<str:pk>/consent/", people.consent_new, name="consent_new"),
    path("people/<str:pk>/whereabouts/", people.whereabouts_new, name="whereabouts_new"),
    path("people/<str:pk>/relative/", people.relation_new, name="relation_new"),
    path("households/new/", people.household_new, name="household_new"),
    path("households/<str:pk>/", people.household, name="household"),
    path("households/<str:pk>/edit/", people.household_edit, name="household_edit"),
    path("households/<str:pk>/person/", people.person_new, name="person_new"),
    path("households/<str:pk>/decision/", people.decision_new, name="decision_new"),
    path("households/<str:pk>/need/", people.household_need, name="household_need"),
    path("households/<str:pk>/left/", erasing.household_left, name="household_left"),
    path("households/<str:pk>/offer/", offers.offer_take, name="offer_take"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.request_new, name="request_new"),
    path("requests/seen/", requests.call_seen, name="call_seen"),
    path("requests/<str:pk>/", requests.request_card, name="request"),
    path("requests/<str:pk>/edit/", requests.request_edit, name="request_edit"),
    path("offers/", offers.offers, name="offers"),
    path("offers/new/", offers.offer_new, name="offer_new"),
    path("offers/<str:pk>/", offers.offer, name="offer"),
    path("offers/<str:pk>/edit/", offers.offer_edit, name="offer_edit"),
    path("items/", offers.items, name="items"),
    path("items/start/", offers.items_start, name="items_start"),
    path("items/new/", offers.item_new, name="item_new"),
    path("items/<str:pk>/edit/", offers.item_edit, name="item_edit"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<str:pk>/", imports.import_card, name="import"),
    path("imports/<str:pk>/take/", imports.import_take, name="import_take"),
    path("imports/<str:pk>/back/", imports.import_back, name="import_back"),
    *(path(f"history/{kind}/<str:pk>/", history.history, {"kind": kind}, f"{kind}_history") for kind in history.KINDS),
    *(path(f"erase/{kind}/<str:pk>/", erasing.erase, {"kind": kind}, f"{kind}_erase") for kind in erasing.CASES),
]
