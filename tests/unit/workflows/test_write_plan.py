from __future__ import annotations

import resource
import signal
import stat

import pytest

from corridor.domain.plan import Sharing
from corridor.errors import InputRefused
from corridor.exchange.packets import unseal
from corridor.exchange.plan_json import load_plan
from corridor.workflows import write_plan as module
from corridor.workflows.write_plan import file_name, mission_plan, write_plan

WORDS = "verbena-lantern-oxbow-nine"


@pytest.fixture(autouse=True)
def quick_page(monkeypatch):
    """A page of one line: the true one is built and tested elsewhere, and in the leak test."""

    def page(path, plan, *_rest, coarse, language):
        path.write_text(f"<html lang={language}>{plan.sharing.value} {coarse}")

    monkeypatch.setattr(module, "write_page", page)


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


LOOSE = [
    "gpx/van-1.gpx",
    "gpx/van-2.gpx",
    "index.html",
    "plan.geojson",
    "plan.json",
    "sheets/M-1.pdf",
    "sheets/M-2.pdf",
]


def test_a_real_operation_leaves_coarse_files(real_day, tmp_path):
    out = tmp_path / "out"
    written = write_plan(real_day, out)
    assert names(out) == LOOSE
    assert [str(path.relative_to(out)) for path in written] == LOOSE
    assert load_plan(out / "plan.json").sharing is Sharing.DESK
    assert '"sharing":"coarse"' in (out / "plan.geojson").read_text()
    assert (out / "index.html").read_text() == "<html lang=en>coarse True"


def test_a_demonstration_is_exact_and_open(demo_day, tmp_path):
    write_plan(demo_day, tmp_path / "out")
    assert names(tmp_path / "out") == LOOSE
    assert load_plan(tmp_path / "out" / "plan.json") == demo_day.plan
    assert "<trk>" in (tmp_path / "out" / "gpx" / "van-1.gpx").read_text()


def test_for_crew_adds_one_exact_packet_a_mission_and_the_rest_stays_coarse(real_day, tmp_path):
    out = tmp_path / "out"
    write_plan(real_day, out, for_crew=True, passphrase=WORDS)
    assert names(out) == sorted([*LOOSE, "packets/M-1.zip.age", "packets/M-2.zip.age"])
    assert "<trk>" not in (out / "gpx" / "van-1.gpx").read_text()
    files = unseal((out / "packets" / "M-1.zip.age").read_bytes(), WORDS)
    assert sorted(files) == ["mission.json", "plan.geojson", "sheet.pdf", "van-1.gpx"]
    assert b"<trk>" in files["van-1.gpx"]
    assert files["sheet.pdf"].startswith(b"%PDF")
    assert b"M-2" not in files["plan.geojson"] + files["mission.json"] + files["van-1.gpx"]
    assert "Марічки" not in files["mission.json"].decode()


def test_exact_packets_need_a_passphrase_and_nothing_is_written_without(real_day, tmp_path):
    with pytest.raises(InputRefused) as refused:
        write_plan(real_day, tmp_path / "out", for_crew=True)
    assert refused.value.code == "packet.passphrase_missing"
    assert not (tmp_path / "out").exists()


def test_the_same_day_gives_the_same_bytes(real_day, tmp_path):
    write_plan(real_day, tmp_path / "one")
    write_plan(real_day, tmp_path / "two")
    for name in LOOSE:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_files_are_for_their_owner_only(real_day, tmp_path):
    out = tmp_path / "out"
    write_plan(real_day, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    for path in out.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_an_earlier_output_is_replaced_whole(real_day, tmp_path):
    out = tmp_path / "out"
    write_plan(real_day, out)
    (out / "sheets" / "M-9.pdf").write_text("of yesterday")
    (out / ".DS_Store").write_text("")
    write_plan(real_day, out)
    assert names(out) == LOOSE
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("foreign", ["notes.txt", "outcomes.csv"])
def test_what_a_person_put_there_is_never_deleted(real_day, tmp_path, foreign):
    out = tmp_path / "out"
    write_plan(real_day, out)
    (out / foreign).write_text("mine")
    with pytest.raises(InputRefused) as refused:
        write_plan(real_day, out)
    assert refused.value.code == "output.not_ours"
    assert foreign in str(refused.value)
    assert (out / foreign).read_text() == "mine"
    assert names(out) == sorted([*LOOSE, foreign])


def test_a_folder_of_others_and_a_file_are_refused(real_day, tmp_path):
    folder = tmp_path / "photos"
    (folder / "gpx").mkdir(parents=True)
    (folder / "gpx" / "walk.gpx").write_text("mine")
    file = tmp_path / "file"
    file.write_text("mine")
    for out in (folder, file):
        with pytest.raises(InputRefused):
            write_plan(real_day, out)
    assert (folder / "gpx" / "walk.gpx").read_text() == file.read_text() == "mine"


def test_an_empty_folder_is_used(real_day, tmp_path):
    write_plan(real_day, tmp_path)
    assert names(tmp_path) == LOOSE


def test_a_full_disk_leaves_the_earlier_output_as_it_was(real_day, tmp_path):
    out = tmp_path / "out"
    write_plan(real_day, out)
    before = {name: (out / name).read_bytes() for name in names(out)}
    (small, hard), ignored = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, hard))
        with pytest.raises(OSError, match="File too large"):
            write_plan(real_day.but(seed=2), out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (small, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert {name: (out / name).read_bytes() for name in names(out)} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_sheet_that_fails_leaves_nothing(real_day, tmp_path, monkeypatch):
    def fail(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module.SheetPress, "pdf", fail)
    with pytest.raises(PermissionError):
        write_plan(real_day, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_crews_plan_has_nothing_of_others(real_day):
    own = mission_plan(real_day.plan, real_day.plan.missions[0])
    text = own.model_dump_json()
    other = real_day.plan.missions[1]
    for place in (stop.place_id for trip in other.trips for stop in trip.stops[2:-2]):
        assert place not in text
    for secret in ("hh-999-0", "M-2", "van-2", "Марічки"):
        assert secret not in text


def test_other_ids_give_other_file_names():
    ids = ["M-1", "M:1", "M.1", "M_1", ".M", "Місія-1"]
    assert len({file_name(one) for one in ids}) == len(ids)
    assert all("/" not in file_name(one) and not file_name(one).startswith(".") for one in [*ids, "../../x"])


def test_do_not_go_today_is_written_too(real_day, tmp_path):
    stay = real_day.but(verdict="do_not_go", verdict_reason="it costs more than it brings", missions=())
    write_plan(stay, tmp_path / "out")
    assert names(tmp_path / "out") == ["index.html", "plan.geojson", "plan.json"]
    assert load_plan(tmp_path / "out" / "plan.json").verdict == "do_not_go"
