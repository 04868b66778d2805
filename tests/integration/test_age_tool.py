"""A crew without Corridor: Debian's ``age`` opens a packet that we sealed."""

from __future__ import annotations

import io
import os
import pty
import shutil
import subprocess
import zipfile

import pytest

from corridor.exchange.packets import seal

WORDS = "verbena-lantern-oxbow-nine"


@pytest.mark.parametrize(("said", "opens"), [(WORDS, True), (WORDS + "x", False)])
def test_the_age_tool_opens_a_packet_with_its_passphrase_only(tmp_path, said, opens):
    age = shutil.which("age")
    if age is None or shutil.which("setsid") is None:
        pytest.skip("needs the tools age and setsid")
    sealed, opened = tmp_path / "M-1.zip.age", tmp_path / "M-1.zip"
    sealed.write_bytes(seal({"sheet.pdf": b"%PDF", "місія.json": b"{}"}, WORDS))
    ours, its = pty.openpty()
    # age asks for the passphrase on the controlling terminal and nowhere else.
    process = subprocess.Popen(
        ["setsid", "--ctty", "--wait", age, "--decrypt", "--output", str(opened), str(sealed)],
        stdin=its,
        stdout=its,
        stderr=its,
    )
    os.close(its)
    asked = b""
    while b"passphrase" not in asked:
        asked += os.read(ours, 1000)
    os.write(ours, said.encode() + b"\n")
    code = process.wait(60)
    os.close(ours)
    assert (code == 0) is opens
    if opens:
        with zipfile.ZipFile(io.BytesIO(opened.read_bytes())) as archive:
            assert archive.read("sheet.pdf") == b"%PDF"
    else:
        assert not opened.exists() or not opened.read_bytes()
