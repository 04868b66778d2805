from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corridor.errors import InputRefused
from corridor.exchange.journal import JOURNAL, complete, write_together

OLD = {"a.csv": b"old a", "sub/b.csv": b"old b", "c.csv": b"old c"}
NEW = {"a.csv": b"new a", "sub/b.csv": b"new b" * 1000, "d.csv": b"new d"}
AFTER = OLD | NEW


def fill(folder: Path) -> None:
    for name, data in OLD.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_all_files_change_and_the_journal_goes(tmp_path):
    fill(tmp_path)
    write_together(tmp_path, NEW)
    assert content(tmp_path) == AFTER
    assert complete(tmp_path) is False


def steps_of(folder: Path, monkeypatch) -> int:
    """How many renames and removals a whole write takes."""
    count = 0
    real = {name: getattr(Path, name) for name in ("replace", "unlink")}

    def counting(name):
        def call(self, *args, **kwargs):
            nonlocal count
            count += 1
            return real[name](self, *args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for name in real:
            patch.setattr(Path, name, counting(name))
        write_together(folder, NEW)
    return count


def test_a_fault_at_any_step_leaves_all_or_nothing(tmp_path, monkeypatch):
    measured = tmp_path / "measured"
    fill(measured)
    steps = steps_of(measured, monkeypatch)
    assert steps >= 2 * (len(NEW) + 1)
    outcomes = set()
    for stop in range(steps):
        folder = tmp_path / str(stop)
        fill(folder)
        count = -1
        real = {name: getattr(Path, name) for name in ("replace", "unlink")}

        def failing(name, real=real, stop=stop):
            def call(self, *args, **kwargs):
                nonlocal count
                count += 1
                if count >= stop:
                    raise OSError(28, "No space left on device")
                return real[name](self, *args, **kwargs)

            return call

        with monkeypatch.context() as patch:
            for name in real:
                patch.setattr(Path, name, failing(name))
            with pytest.raises(OSError, match="No space"):
                write_together(folder, NEW)
        completed = complete(folder)
        for draft in folder.rglob(".*.part"):
            draft.unlink()
        state = content(folder)
        assert state == (AFTER if completed else OLD) or state == AFTER
        outcomes.add(state == AFTER)
    assert outcomes == {True, False}


KILLED = """
import os, signal, sys
from pathlib import Path
from corridor.exchange.journal import write_together
stop, count = int(sys.argv[2]), 0
def dying(real):
    def call(*args, **kwargs):
        global count
        if count == stop:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
        return real(*args, **kwargs)
    return call
os.replace, os.unlink, os.fsync = dying(os.replace), dying(os.unlink), dying(os.fsync)
write_together(Path(sys.argv[1]), {"a.csv": b"new a", "sub/b.csv": b"new b" * 1000, "d.csv": b"new d"})
print(count)
"""


def test_killed_at_any_step_and_started_again(tmp_path):
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")

    def run(stop: int) -> tuple[Path, subprocess.CompletedProcess[str]]:
        folder = tmp_path / str(stop)
        fill(folder)
        command = [sys.executable, str(script), str(folder), str(stop)]
        return folder, subprocess.run(command, capture_output=True, text=True, check=False)

    whole, done = run(10_000)
    assert content(whole) == AFTER
    for stop in range(int(done.stdout)):
        folder, process = run(stop)
        assert process.returncode == -signal.SIGKILL
        before = {name: data for name, data in content(folder).items() if not name.endswith(".part")}
        complete(folder)
        after = {name: data for name, data in content(folder).items() if not name.endswith(".part")}
        assert after == (AFTER if JOURNAL in before or before == AFTER else OLD)


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: body | {"version": 2},
        lambda body: body | {"sha256": "0" * 64},
        lambda body: {"files": 3},
        lambda body: body["files"]["a.csv"].update(data="AAAA") or body,
    ],
)
def test_an_altered_journal_is_refused_and_nothing_applied(tmp_path, damage, monkeypatch):
    fill(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("corridor.exchange.journal._apply", lambda folder, contents: None)
        write_together(tmp_path, NEW)
    path = tmp_path / JOURNAL
    path.write_text(json.dumps(damage(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        complete(tmp_path)
    assert refused.value.code == "journal.damaged"
    assert {n: d for n, d in content(tmp_path).items() if n != JOURNAL} == OLD


def test_a_journal_cannot_write_outside_its_folder(tmp_path, monkeypatch):
    folder = tmp_path / "op"
    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr("corridor.exchange.journal._apply", lambda folder, contents: None)
        write_together(folder, {"../outside.csv": b"x"})
    with pytest.raises(InputRefused):
        complete(folder)
    assert not (tmp_path / "outside.csv").exists()


def test_a_full_disk_while_the_journal_is_written_changes_nothing(tmp_path, monkeypatch):
    fill(tmp_path)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_together(tmp_path, NEW)
    assert content(tmp_path) == OLD
