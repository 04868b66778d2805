"""Range requests give exactly the bytes asked for."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from corridor_server.maps.ranges import ranged

DATA = bytes(range(256)) * 4


@pytest.fixture
def ask(tmp_path):
    path = tmp_path / "file.bin"
    path.write_bytes(DATA)

    def answer(**headers):
        return ranged(RequestFactory().get("/", headers=headers), path, "application/octet-stream", "v1")

    return answer


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=0-99", 0, 99), ("bytes=1000-", 1000, 1023), ("bytes=1020-5000", 1020, 1023)]
)
def test_a_part(ask, asked, first, last):
    response = ask(Range=asked)
    assert response.status_code == 206
    assert response.content == DATA[first : last + 1]
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(DATA)}"


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=9-3"])
def test_what_is_not_there_is_refused(ask, asked):
    response = ask(Range=asked)
    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{len(DATA)}")


@pytest.mark.parametrize("asked", ["", "bytes=a-b", "bytes=0-1,4-5", "items=0-1"])
def test_anything_else_gives_the_whole(ask, asked):
    response = ask(Range=asked)
    assert (response.status_code, response.content) == (200, DATA)


def test_unchanged(ask):
    assert ask(**{"If-None-Match": '"v1"'}).status_code == 304
    assert ask(**{"If-None-Match": '"v0"'}).status_code == 200
