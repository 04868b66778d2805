"""The demonstration, planned once by the real engine, for every test of operations; each test then rolls back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from corridor.workflows.demo import demo_case
from corridor_server import jobs
from corridor_server.jobs.work import run
from corridor_server.operations.demo import load_records, load_roads
from corridor_server.operations.models import Mission, Plan, Vehicle
from corridor_server.operations.models.plan import PlanState

DRIVE = 3
"""Vehicles of the plan: fewer than the demonstration has, so that planning stays short."""


@pytest.fixture(scope="package")
def planned_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desk's folder for all of these tests: roads are imported once."""
    return tmp_path_factory.mktemp("operations")


@pytest.fixture
def own_folder(planned_folder: Path, settings: Settings) -> Path:
    """The folder that the roads lie in."""
    settings.DESK_FOLDER = planned_folder
    return planned_folder


@pytest.fixture(scope="package")
def planned(django_db_setup: None, django_db_blocker: DjangoDbBlocker, planned_folder: Path) -> Iterator[str]:
    """Id of a plan for tomorrow, made by the job that the desk runs; everything is rolled back at the end."""
    before, django_settings.DESK_FOLDER = django_settings.DESK_FOLDER, planned_folder
    with django_db_blocker.unblock(), transaction.atomic():
        case = demo_case(2023)
        load_records(case)
        load_roads(case)
        chosen = list(Vehicle.objects.filter(kind="minibus")[:DRIVE].values_list("pk", flat=True))
        asked = {"vehicles": chosen, "effort": "quick", "day_starts": "05:00", "day_ends": "13:00", "max_trips": 2}
        plan = Plan.objects.create(day=timezone.localdate() + timedelta(days=1), asked=asked)
        job = jobs.enqueue("operations.plan", {"plan": plan.pk})
        run(job)
        job.refresh_from_db()
        plan.refresh_from_db()
        assert plan.state == PlanState.READY, job.error
        django_settings.DESK_FOLDER = before
        yield plan.pk
        transaction.set_rollback(True)


@pytest.fixture
def plan(planned: str, own_folder: Path, db: None) -> Plan:
    """The planned day."""
    return Plan.objects.get(pk=planned)


@pytest.fixture
def mission(plan: Plan) -> Mission:
    """A mission of it that takes households and brings goods."""
    for one in plan.missions.select_related("plan", "vehicle", "crew"):
        stops = list(one.stops.filter(kind="shelter"))
        if any(stop.taken for stop in stops) and any(stop.goods for stop in stops):
            return one
    raise AssertionError("the plan has no such mission")
