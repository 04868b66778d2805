"""The store's key in shares, a backup that two people restore, new keys: the commands that an administrator types."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

OLD, NEW = "quiet copper lantern meadow river", "amber window slow bridge seven"
MAKE = """
import sys
from pathlib import Path
from corridor_server.config import DeskConfig
from corridor_server.serving.first_start import open_or_make
from corridor_server.start import start_django
config = DeskConfig(folder=Path(sys.argv[1]))
config.folder.mkdir(mode=0o700)
opened = open_or_make(config, sys.argv[2], str)
start_django(config, opened.keys)
from corridor_server.serving.prepare import prepare
prepare(config, opened.keys, demonstration=False)
from corridor_server.registry.models import Shelter
Shelter.objects.create(name="Cellar 7", lon=37.9, lat=48.5)
"""
LOOK = """
import sys
from pathlib import Path
from corridor_server.config import DeskConfig
from corridor_server.serving.first_start import open_or_make
from corridor_server.start import start_django
config = DeskConfig(folder=Path(sys.argv[1]))
start_django(config, open_or_make(config, sys.argv[2], str).keys)
from corridor_server.registry.models import Shelter
print(list(Shelter.objects.values_list("name", flat=True)))
"""


class Administrator:
    """Types commands; ``root`` holds passphrases and whatever comes out."""

    def __init__(self, root: Path) -> None:
        self.root, self.desk = root, root / "desk"
        for name, words in (("old", OLD), ("new", NEW)):
            (root / name).write_text(words + "\n")
            (root / name).chmod(0o600)
        subprocess.run([sys.executable, "-c", MAKE, str(self.desk), OLD], check=True, timeout=300)
        self("keys", "shares", "--out", str(root / "shares"), "--passphrase-file", str(root / "old"))
        self.shares = sorted((root / "shares").glob("*.txt"))

    def __call__(self, *words: str, desk: Path | None = None, fails: bool = False) -> dict[str, Any]:
        line = [sys.executable, "-c", "from corridor.cli import main; main()", "admin", *words, "--json", "-"]
        if words[0] != "identity":
            line += ["--data", str(desk or self.desk)]
        done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=300)
        assert bool(done.returncode) == fails, done.stderr
        assert OLD not in done.stdout + done.stderr
        return dict(json.loads(done.stdout or "{}"))

    def shelters(self, desk: Path, words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", LOOK, str(desk), words], capture_output=True, text=True, check=True, timeout=300
        )
        return done.stdout.strip()


@pytest.fixture(scope="module")
def administrator(tmp_path_factory: pytest.TempPathFactory) -> Administrator:
    return Administrator(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def backup(administrator: Administrator) -> Path:
    """Made while nobody works; its name is told."""
    root = administrator.root
    recipient = administrator("identity", str(root / "identity.txt"))["recipient"]
    made = root / "made.age"
    administrator("backup", "--to", recipient, "--out", str(made), "--passphrase-file", str(root / "old"))
    return made


def test_a_share_alone_opens_nothing_and_any_two_the_store(administrator: Administrator) -> None:
    from corridor.errors import InputRefused
    from corridor_server.store.shares import combine

    words = [path.read_text().strip() for path in administrator.shares]
    keys = {combine(pair) for pair in combinations(words, 2)}
    assert len(keys) == 1
    for one in words:
        with pytest.raises(InputRefused, match="Two different shares"):
            combine([one, one])
    misread = [words[0].replace(words[0].split()[5], words[1].split()[7], 1), words[1]]
    with pytest.raises(InputRefused, match="do not fit"):
        combine(misread)


def test_a_backup_comes_back_by_its_identity_and_two_shares(administrator: Administrator, backup: Path) -> None:
    root, back = administrator.root, administrator.root / "back"
    one, _two, three = administrator.shares
    words = ["restore", str(backup), "--identity", str(root / "identity.txt")]
    given = ["--new-passphrase-file", str(root / "new")]
    administrator(*words, "--share", str(one), "--share", str(one), *given, desk=back, fails=True)
    assert not back.exists(), "nothing is left behind"
    administrator(*words, "--share", str(one), "--share", str(three), *given, desk=back)
    assert administrator.shelters(back, NEW) == "['Cellar 7']"
    administrator(*words, "--share", str(one), "--share", str(three), *given, desk=back, fails=True)


def test_another_identity_opens_no_backup(administrator: Administrator, backup: Path) -> None:
    root, other = administrator.root, administrator.root / "other"
    administrator("identity", str(root / "another.txt"))
    words = ["restore", str(backup), "--identity", str(root / "another.txt")]
    shares = [part for path in administrator.shares[:2] for part in ("--share", str(path))]
    administrator(*words, *shares, "--new-passphrase-file", str(root / "new"), desk=other, fails=True)
    assert not other.exists()


def test_a_lost_passphrase_is_replaced_by_two_people_and_new_keys_end_old_shares(administrator: Administrator) -> None:
    root = administrator.root
    shares = [part for path in administrator.shares[1:] for part in ("--share", str(path))]
    administrator("keys", "recover", *shares, "--new-passphrase-file", str(root / "new"))
    assert administrator.shelters(administrator.desk, NEW) == "['Cellar 7']"
    rotated = ["--passphrase-file", str(root / "new"), "--new-passphrase-file", str(root / "old")]
    administrator("keys", "rotate", *rotated)
    assert administrator.shelters(administrator.desk, OLD) == "['Cellar 7']"
    administrator("keys", "recover", *shares, "--new-passphrase-file", str(root / "new"), fails=True)
    assert administrator("health", "--passphrase-file", str(root / "old"))
