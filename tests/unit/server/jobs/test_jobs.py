"""Jobs: run, fail in words, be cancelled, be taken up again after a kill; the page and the stream."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pytest

from corridor.errors import InputRefused
from corridor_server import jobs
from corridor_server.audit.models import Event
from corridor_server.jobs import events, kinds, queue
from corridor_server.jobs.models import Job, State
from corridor_server.jobs.work import run

pytestmark = pytest.mark.django_db
Give = Callable[[Callable[..., Any]], str]


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch, own_folder: object) -> Give:
    """``give(function)`` makes it a kind of job; its name comes back."""
    module = ModuleType("work_of_this_test")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))

    def make(function: Callable[..., Any]) -> str:
        setattr(module, function.__name__, function)
        jobs.register(f"test.{function.__name__}", f"{module.__name__}:{function.__name__}", "Work of a test")
        return f"test.{function.__name__}"

    return make


def begun(name: str, params: Mapping[str, Any] | None = None) -> Job:
    """Asked for and taken by worker 0."""
    jobs.enqueue(name, params or {})
    job = queue.take(0)
    assert job is not None
    return job


def after(job: Job) -> Job:
    """The job run to its end."""
    run(job)
    job.refresh_from_db()
    return job


def test_work_is_done_and_its_result_kept(give: Give) -> None:
    def count(params: Mapping[str, Any], progress: Any, cancelled: Any) -> dict[str, int]:
        progress("counting", 1, 2)
        return {"counted": params["to"]}

    job = after(begun(give(count), {"to": 7}))
    assert (job.state, job.result, job.step, job.done, job.total) == (State.DONE, {"counted": 7}, "counting", 1, 2)
    assert list(Event.objects.values_list("action", flat=True)) == ["job.asked", "job.done"]


def test_a_refusal_is_told_in_words(give: Give) -> None:
    def refuse(params: Any, progress: Any, cancelled: Any) -> None:
        raise InputRefused("roads.empty", "The file is empty.", "a.pbf", "Take another.")

    job = after(begun(give(refuse)))
    assert job.state == State.FAILED
    assert job.error_words == "The file is empty. Take another."


def test_what_a_fault_quotes_is_not_told(give: Give) -> None:
    def fail(params: Any, progress: Any, cancelled: Any) -> None:
        raise ValueError("Olha of Shevchenka 5")

    job = after(begun(give(fail)))
    assert job.state == State.FAILED
    assert "ValueError" in job.error_words
    assert "Olha" not in json.dumps(job.error)


def test_a_full_disk_is_named(give: Give) -> None:
    def fill(params: Any, progress: Any, cancelled: Any) -> None:
        raise OSError(28, "No space left on device")

    assert "The disk of this desk is full, or it fails." in after(begun(give(fill))).error_words


def test_running_work_stops_when_asked(give: Give) -> None:
    steps = []

    def long(params: Any, progress: Any, cancelled: Any) -> None:
        for number in range(100):
            steps.append(number)
            if number == 3:
                queue.ask_to_cancel(Job.objects.get())
            progress(f"step {number}", number, 100)

    assert after(begun(give(long))).state == State.CANCELLED
    assert steps == [0, 1, 2, 3]


def test_waiting_work_is_cancelled_at_once(give: Give) -> None:
    job = jobs.enqueue(give(nothing), {})
    queue.ask_to_cancel(job)
    assert job.state == State.CANCELLED
    assert queue.take(0) is None


def nothing(params: Any, progress: Any, cancelled: Any) -> None:
    """Does nothing."""


def test_after_a_kill_it_waits_again_and_is_given_up_in_the_end(give: Give) -> None:
    jobs.enqueue(give(nothing), {})
    for attempt in range(1, queue.MOST_ATTEMPTS + 1):
        taken = queue.take(0)
        assert taken is not None
        assert taken.attempts == attempt
        queue.give_back(1)  # another worker's start touches nothing
        assert Job.objects.get().state == State.RUNNING
        queue.give_back(0)
    job = Job.objects.get()
    assert (job.state, job.error["code"]) == (State.FAILED, "jobs.lost")


def test_jobs_are_taken_in_order(give: Give) -> None:
    name = give(nothing)
    first, second = jobs.enqueue(name, {"n": 1}), jobs.enqueue(name, {"n": 2})
    assert [queue.take(0), queue.take(1), queue.take(0)] == [first, second, None]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        jobs.enqueue("no.such", {})


def test_the_page_shows_and_cancels(give: Give, signed_in: Any) -> None:
    job = jobs.enqueue(give(nothing), {})
    client = signed_in("coordinator")
    page = client.get("/jobs/", secure=True)
    assert page.status_code == 200
    assert "Work of a test" in page.content.decode()
    assert client.post(f"/jobs/{job.pk}/cancel/", secure=True).status_code == 302
    assert Job.objects.get().state == State.CANCELLED
    assert client.post(f"/jobs/{job.pk}/again/", secure=True).status_code == 302
    assert Job.objects.filter(state=State.QUEUED).count() == 1


def test_an_auditor_sees_and_cannot_cancel(give: Give, signed_in: Any) -> None:
    job = jobs.enqueue(give(nothing), {})
    client = signed_in("auditor")
    assert client.get("/jobs/", secure=True).status_code == 200
    assert client.post(f"/jobs/{job.pk}/cancel/", secure=True).status_code == 403
    assert Job.objects.get().state == State.QUEUED


def test_the_stream_tells_changes_once_and_ends_with_the_work(give: Give) -> None:
    job = jobs.enqueue(give(nothing), {})
    lines = events.stream(held_s=30)
    assert next(lines).startswith("retry:")
    assert json.loads(next(lines).split("data: ")[1])["state"] == "queued"
    after(job)
    rest = list(lines)
    assert [json.loads(one.split("data: ")[1])["state"] for one in rest] == ["done"]


def test_the_stream_gives_its_thread_back_when_the_browser_leaves(give: Give) -> None:
    jobs.enqueue(give(nothing), {})
    for _visit in range(20):
        lines = events.stream(held_s=30)
        next(lines)
        next(lines)
        lines.close()
    lines = events.stream(held_s=0.1)
    assert len(list(lines)) == 2
