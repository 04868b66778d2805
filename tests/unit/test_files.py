"""Files are whole or not there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from corridor.files import replacing, replacing_folder, write_bytes, write_text


def test_a_written_file_is_whole_and_nothing_is_left_beside_it(tmp_path):
    write_text(tmp_path / "new" / "a.txt", "Часів Яр")
    assert (tmp_path / "new" / "a.txt").read_text(encoding="utf-8") == "Часів Яр"
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["a.txt"]


def test_an_error_on_the_way_leaves_the_old_file(tmp_path):
    target = tmp_path / "a.txt"
    write_text(target, "old")
    with pytest.raises(RuntimeError), replacing(target) as draft:
        draft.write_text("half")
        raise RuntimeError
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_full_disk_leaves_the_old_file(tmp_path):
    """A process that may write no more than 64 kB a file meets the same error as on a full disk."""
    target = tmp_path / "a.txt"
    write_text(target, "old")
    program = textwrap.dedent(f"""
        import resource
        from pathlib import Path
        from corridor.files import write_bytes
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
        write_bytes(Path({str(target)!r}), bytes(1_000_000))
    """)
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "OSError" in ended.stderr
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    target = tmp_path / "out"
    for text in ("one", "two"):
        with replacing_folder(target) as draft:
            (draft / f"{text}.txt").write_text(text)
    assert [p.name for p in target.iterdir()] == ["two.txt"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_an_error_leaves_the_old_folder(tmp_path):
    target = tmp_path / "out"
    with replacing_folder(target) as draft:
        (draft / "a.txt").write_text("old")
    with pytest.raises(RuntimeError), replacing_folder(target) as draft:
        (draft / "a.txt").write_text("new")
        raise RuntimeError
    assert (target / "a.txt").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_kill_9_during_writes_never_leaves_half_a_file(tmp_path):
    """A process that writes 1 MB files in a loop is killed twenty times; the file is always one of them, whole."""
    target = tmp_path / "a.bin"
    write_bytes(target, b"0" * 1_000_000)
    program = textwrap.dedent(f"""
        from pathlib import Path
        from corridor.files import write_bytes
        print("ready", flush=True)
        while True:
            for digit in b"0123456789":
                write_bytes(Path({str(target)!r}), bytes([digit]) * 1_000_000)
    """)
    for attempt in range(20):
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as writer:
            writer.stdout.readline()
            with pytest.raises(subprocess.TimeoutExpired):
                writer.wait(0.01 + 0.003 * attempt)
            os.kill(writer.pid, signal.SIGKILL)
        data = target.read_bytes()
        assert len(data) == 1_000_000
        assert len(set(data)) == 1


def test_new_is_owner_only_and_a_replaced_file_keeps_its_mode(tmp_path):
    from corridor.files import replacing_folder, write_text

    path = tmp_path / "a.csv"
    for mode in (0o600, 0o640):
        write_text(path, "x")
        assert path.stat().st_mode & 0o777 == mode
        path.chmod(0o640)
    with replacing_folder(tmp_path / "roads"):
        pass
    assert (tmp_path / "roads").stat().st_mode & 0o777 == 0o700
