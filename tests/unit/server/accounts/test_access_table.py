"""The table against the resolver, the models, and the promises it must keep whatever is added to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

import corridor_server
from corridor_server.accounts import access
from corridor_server.accounts.access.roles import (
    DESK,
    EVERYONE,
    NAMES,
    WITHOUT_PEOPLE,
    Role,
    clashing,
    opens_names,
    parse,
    stored,
)
from corridor_server.accounts.access.rules import Endpoint, fields, read
from corridor_server.store.fields import EncryptedTextField

PUBLIC = {"accounts:login", "accounts:enrol_open", "accounts:enrol", "accounts:enrol_qr", "web:language"} | {
    "pki:trust",
    "pki:authority",
    "pki:address",
}
SHELL = {f"fieldsync:{name}" for name in ("app", "app_worker", "app_service", "app_manifest", "app_cleared")}
"""The crew's app without any data."""
SIGNED = {f"fieldsync:{name}" for name in ("enrol", "ops", "carried", "changes", "today")}
"""Without a session, but each request carries a code or a paired phone's signature (tests of ``fieldsync``)."""
ABOUT_PEOPLE = ("registry.Person", "registry.Household")


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, f"{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name or ''}", one


RESOLVED = dict(patterns(get_resolver()))


def model_of(label: str) -> type[Model]:
    return apps.get_model(label)


def test_every_address_is_in_the_table_and_every_rule_has_an_address() -> None:
    unnamed = [str(one.pattern) for name, one in patterns(get_resolver()) if not name.partition(":")[2]]
    assert unnamed == []
    assert RESOLVED.keys() - access.ENDPOINTS.keys() == set(), "refused to everybody until somebody says who may"
    assert access.ENDPOINTS.keys() - RESOLVED.keys() == set(), "rules of pages that do not exist"


def test_names_of_addresses_are_unique() -> None:
    names = [name for name, _one in patterns(get_resolver())]
    assert len(names) == len(set(names))


def test_only_the_door_is_public() -> None:
    assert {name for name, rule in access.ENDPOINTS.items() if rule.public} == PUBLIC | SHELL | SIGNED


@pytest.mark.parametrize("label", sorted(access.FIELDS))
def test_fields_of_the_table_exist(label: str) -> None:
    model = model_of(label)
    known = {one.name for one in model._meta.get_fields()} | set(dir(model))
    annotated = {"scarcest", "people", "registered", "size", "reason_words", "taken"}
    assert access.FIELDS[label].keys() - known - annotated == set()


@pytest.mark.parametrize("name", sorted(access.ENDPOINTS))
def test_what_an_answer_shows_has_readers(name: str) -> None:
    for label, shown in access.ENDPOINTS[name].shows.items():
        assert label in access.FIELDS
        if shown != "*":
            assert set(shown.split()) - access.FIELDS[label].keys() == set()


def test_what_is_encrypted_is_read_by_those_who_may_know_people() -> None:
    for model in apps.get_models():
        rules = access.FIELDS.get(model._meta.label, {})
        for one in model._meta.get_fields():
            if isinstance(one, EncryptedTextField):
                readers = rules.get(one.name, frozenset())
                assert readers <= NAMES, f"{model._meta.label}.{one.name}: {sorted(readers - NAMES)}"


def test_names_of_people_are_closed_to_planner_auditor_and_administrator() -> None:
    for name in ("given_name", "family_name", "name", "phone", "medical", "notes"):
        assert not access.FIELDS["registry.Person"][name] & WITHOUT_PEOPLE


def test_auditor_and_administrator_see_no_people_at_all() -> None:
    apart = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
    for label, rules in access.FIELDS.items():
        if label.startswith(("registry.", "operations.")) and label != "operations.OperationProfile":
            assert not any(readers & apart for readers in rules.values()), label
    for name, rule in access.ENDPOINTS.items():
        if name.startswith(("registry:", "operations:")) and name != "registry:retention":
            assert not (rule.roles | rule.write) & apart, name


def test_a_record_of_a_person_opens_only_with_a_reason() -> None:
    for name, rule in access.ENDPOINTS.items():
        one_record = "<str:pk>" in str(RESOLVED[name].pattern)
        names_people = any(
            access.FIELDS[label].get(field, frozenset()) <= NAMES
            for label in ABOUT_PEOPLE
            for field in rule.shows.get(label, "").replace("*", "phone").split()
        )
        if one_record and names_people:
            assert rule.reason, name
        elif names_people and rule.roles:
            assert rule.lists, f"{name}: a list that names people is logged"


def test_reasons_are_asked_of_roles_that_can_give_them() -> None:
    for name, rule in access.ENDPOINTS.items():
        if rule.reason:
            assert rule.roles | rule.write <= access.ENDPOINTS["accounts:reason"].write, name


def test_what_a_page_polls_does_not_keep_it_awake() -> None:
    here = Path(corridor_server.__file__).parent
    polled = {"jobs:events"}
    for page in here.rglob("templates/**/*.html"):
        for tag in re.findall(r"<[^<>]*hx-trigger=\"[^\"]*every [^<>]*", page.read_text("utf-8")):
            named = re.search(r"{% url ['\"]([a-z_:]+)", tag)
            polled.add(named.group(1) if named else "operations:alarm" if "desk.alarm" in tag else tag)
    for name in polled & RESOLVED.keys():
        assert access.ENDPOINTS[name].background, name
    assert polled - RESOLVED.keys() <= {"operations:alarm"}


def test_nothing_is_read_or_written_by_unknown_roles() -> None:
    assert parse("coordinator wizard") == {Role.COORDINATOR}
    assert stored(parse("planner coordinator planner")) == "coordinator planner"
    assert access.roles_of(object()) == frozenset()
    assert access.visible_fields(None, "registry.Person") == frozenset()
    assert not access.may(None, "registry:people")
    assert not access.may(None, "no:such")


def test_roles_that_keep_people_out_are_held_apart() -> None:
    for one in EVERYONE:
        for other in EVERYONE:
            apart = {one, other} & WITHOUT_PEOPLE
            assert bool(clashing(frozenset({one, other}))) == bool(apart and {one, other} & NAMES)
    assert opens_names(DESK)
    assert not opens_names(WITHOUT_PEOPLE)


def test_a_rule_that_says_two_things_is_refused() -> None:
    with pytest.raises(ValueError, match="two rules: phone"):
        fields(read(NAMES, "phone name"), read(DESK, "phone"))
    assert Endpoint().allowed("GET") == Endpoint().allowed("POST") == frozenset()
