"""Run as a program: makes a store with one of everything in it, a unique marker in every field, a user for each role.

    python planted.py FOLDER PASSPHRASE_FILE PORT        tells what was planted where, as JSON
    python planted.py FOLDER PASSPHRASE_FILE PORT audit  tells what the audit holds

It runs in its own process, as one process serves one desk.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from corridor_server.config import DeskConfig
from corridor_server.serving.first_start import open_or_make, passphrase_in
from corridor_server.serving.network import names_for
from corridor_server.start import start_django

AGENT = "walker"
CODES = {"reasons", "documents_missing", "languages", "roles", "state", "action", "step", "name_key"}
"""Words that the desk gives itself: they are translated where they are shown."""
GIVEN: dict[str, dict[str, Any]] = {
    "registry.Household": {"reasons": "pets", "choice": "stay"},
    "registry.Person": {"documents_missing": "passport", "languages": "uk"},
    "operations.OperationProfile": {"timezone": "Europe/Kyiv", "name": "Corridor"},  # the name is on every page
    "operations.Stop": {"kind": "shelter"},
    "operations.Outcome": {"what": "delivered"},
    "registry.Offer": {"kind": "pets", "pets_accepted": True},
    "registry.Acceptance": {"people": 1},
    "registry.Need": {"service": ""},
    "fieldsync.Phone": {"sign_key": "AA", "seen": None, "revoked": None, "told": None},
    "fieldsync.FieldRecord": {
        "number": 1,
        "device": "d",
        "hlc": "000000000000000.0000.d",
        "digest": "0",
        "mission": "",
        "waits": [],
        "standing": "quarantined",
        "why": "revoked",
        "text": '{"id": "a", "device": "d", "hlc": "000000000000000.0000.d", "kind": "checkin"}',
    },
    "registry.Import": {"content": '{"headings": ["name"], "rows": [[2, ["qzrow0001"]]]}', "kind": "people"},
}
ALSO = (
    "registry.Pair", "registry.Merge", "registry.Import", "registry.Erasure", "operations.Plan", "operations.Mission",
    "operations.Approval", "operations.Stop", "operations.Outcome", "operations.RoadReport",
)  # fmt: skip
"""Planted whether or not the table names them: whoever reads them without a rule is found out."""
LONGITUDE, LATITUDE = 37.3001, 48.7001


class Planter:
    """Plants one record of each model; links lead to what was planted before."""

    def __init__(self) -> None:
        self.count = 0
        self.records: dict[str, Any] = {}
        self.markers: dict[str, str] = {}
        self.unmarked: list[str] = []

    def plant(self, model: Any) -> Any:
        """The planted record of ``model``, made when it is first asked for."""
        label = model._meta.label
        if label in self.records:
            return self.records[label]
        values: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            if field.primary_key or not self.settable(field):
                continue
            given = GIVEN.get(label, {})
            if field.name in given:
                values[field.name] = given[field.name]
                self.unmarked.append(f"{label}.{field.name}")
            elif field.remote_field is not None:
                values[field.name] = None if field.related_model is model else self.plant(field.related_model)
            elif (value := self.value(label, field)) is not None:
                values[field.name] = value
        record = model(**values)
        record.save()
        if hasattr(record, "save_as"):
            self.change(record, values)
        self.records[label] = record
        return record

    def number(self, name: str, field: Any) -> int | None:
        """Descending, as survival takes less than a day's norm; at most what the engine takes, at least four digits."""
        limits = [one.limit_value for one in field.validators if getattr(one, "code", "") == "max_value"]
        most = min([10_000, *(one for one in limits if isinstance(one, int | float))])
        value = 9_900 - 7 * self.count if most >= 9_900 else int(most) - self.count
        if value < 1_000:
            self.unmarked.append(name)
            return None
        self.markers[name] = str(value)
        return value

    def change(self, record: Any, values: dict[str, Any]) -> None:
        """Give ``record`` a past: every marked field was another, then became what it is."""
        marked = [name for name in values if f"{record._meta.label}.{name}" in self.markers]
        for name in marked:
            setattr(record, name, f"q{values[name]}" if isinstance(values[name], str) else values[name] + 1)
        record.save()
        for name in marked:
            setattr(record, name, values[name])
        record.save()

    def settable(self, field: Any) -> bool:
        """Fields that the store fills by itself, and links that are left empty."""
        if field.remote_field is not None:
            return field.name not in {"merged_into", "imported", "absorbed"}
        return not getattr(field, "auto_now", False) and not getattr(field, "auto_now_add", False)

    def value(self, label: str, field: Any) -> Any:
        """A unique value for ``field``, remembered; None to keep the field's own default."""
        from django.db import models

        from corridor_server.store.fields import BlindIndexField

        name = f"{label}.{field.name}"
        if isinstance(field, BlindIndexField):
            return None
        self.count += 1
        if isinstance(field, models.FloatField) and field.name in ("lon", "to_lon", "lat", "to_lat"):
            # A last digit of 1: no marker is the beginning of another, whatever zeros are dropped.
            value = round((LONGITUDE if "lon" in field.name else LATITUDE) + (10 * self.count + 1) / 100_000, 5)
            self.markers[name] = str(value)
            return value
        if isinstance(field, models.IntegerField | models.FloatField | models.DecimalField) and not field.choices:
            return self.number(name, field)
        text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if text and field.name not in CODES and (field.max_length or 99) >= 8:
            self.markers[name] = f"qz{self.count:04d}x"
            return self.markers[name]
        self.unmarked.append(name)
        if isinstance(field, models.DateTimeField | models.DateField) and not field.null and not field.has_default():
            from django.utils import timezone

            return timezone.now() if isinstance(field, models.DateTimeField) else timezone.localdate()
        if isinstance(field, models.JSONField) and not field.has_default():
            return []
        return None


def sessions_of(user: Any, records: dict[str, Any]) -> dict[str, str]:
    """Keys of four sessions: with everything given, without fresh passphrase and reasons, locked, and a spare one."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from corridor_server.accounts import sessions
    from corridor_server.accounts.session_store import SessionStore

    keys = {}
    for kind in ("whole", "plain", "locked", "spare"):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        sessions.bind(session, AGENT, "127.0.0.1")
        if kind in ("whole", "spare"):
            for label, record in records.items():
                sessions.give_reason(session, label, str(record.pk), "check", time.time())
        else:
            session["confirmed"] -= 3600
        session["locked"] = kind == "locked"
        session.save()
        keys[kind] = session.session_key
    return keys


def witness(planter: Planter) -> Any:
    """The user whom all records name, and a session of theirs."""
    from datetime import timedelta

    from django.utils import timezone

    from corridor_server.accounts.models import DeskSession, Enrolment, User

    user = User(username="qz0001witness", full_name="qz0002witness", roles="registrar", is_active=True)
    user.set_unusable_password()
    user.save()
    planter.records["accounts.User"] = user
    session = DeskSession.objects.create(
        session_key="w" * 32, session_data="", expire_date=timezone.now() + timedelta(hours=1), user=user,
        handle="witness", browser="qz0003witness", network="qz0004witness", started=timezone.now(), seen=timezone.now(),
    )  # fmt: skip
    planter.records["accounts.DeskSession"] = session
    planter.records["accounts.Enrolment"] = Enrolment.objects.create(
        user=user, digest="d" * 64, expires=timezone.now() + timedelta(hours=1), needs_approval=True
    )
    planter.markers |= {
        "accounts.User.username": "qz0001witness",
        "accounts.User.full_name": "qz0002witness",
        "accounts.DeskSession.browser": "qz0003witness",
        "accounts.DeskSession.network": "qz0004witness",
    }
    planter.count = 10
    return user


def plant() -> dict[str, Any]:
    """Everything, and where it is."""
    from datetime import timedelta

    from django.apps import apps
    from django.utils import timezone

    from corridor_server.accounts import access
    from corridor_server.accounts.access.roles import Role
    from corridor_server.accounts.models import User
    from corridor_server.audit.record import record_by
    from corridor_server.registry.duplicates import FIELDS as MERGED

    nothing = json.dumps(dict.fromkeys(MERGED, "nothing"))
    GIVEN["registry.Merge"] = {"before": nothing, "after": nothing}
    GIVEN["jobs.Job"] = {"state": "failed", "language": "en", "ended": timezone.now() + timedelta(hours=1)}
    planter = Planter()
    seen_user = witness(planter)
    record_by(str(seen_user.pk), "record.read", kind="registry.Person", object_id="x", reason="call")
    for label in [*access.FIELDS, *ALSO]:
        if not label.startswith(("accounts.", "audit.")):
            planter.plant(apps.get_model(label))
    need, planter.markers["registry.Need.service"] = planter.records["registry.Need"], "qzservicex"
    type(need).objects.create(
        shelter=need.shelter, household=need.household, request=need.request, service="qzservicex"
    )
    keys = {}
    for role in Role:
        user = User(username=f"role-{role.value}", full_name=f"Role {role.value}", roles=role.value, is_active=True)
        user.set_unusable_password()
        user.save()
        keys[role.value] = sessions_of(user, planter.records)
    return {
        "sessions": keys,
        "records": {label: str(record.pk) for label, record in planter.records.items()},
        "markers": planter.markers,
        "unmarked": planter.unmarked,
    }


def audit() -> dict[str, Any]:
    """What was logged, and whether the chain is whole."""
    from collections import Counter

    from corridor_server.audit.models import Event
    from corridor_server.audit.workflow import verify_store

    held = Counter(Event.objects.values_list("action", flat=True))
    reads = [list(one) for one in Event.objects.filter(action="record.read").values_list("kind", "role", "reason")]
    return {"actions": held, "reads": reads, "whole": verify_store().whole}


def main() -> None:
    """Open the store, and do what was asked."""
    folder, passphrase, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    config = DeskConfig(folder=folder, port=port, names=names_for("127.0.0.1"))
    folder.mkdir(exist_ok=True, mode=0o700)
    start_django(config, open_or_make(config, passphrase_in(passphrase), lambda _question: "").keys)
    from corridor_server.serving.prepare import bring_up_to_date

    bring_up_to_date(config)
    sys.stdout.write(json.dumps(audit() if sys.argv[4:] == ["audit"] else plant()))


if __name__ == "__main__":
    main()
