"""Parts of a file by HTTP range requests (RFC 9110, section 14), as PMTiles readers ask for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseNotModified

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest

_ONE_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
MOST_BYTES = 8 << 20
"""At most this much in one answer; a reader asks for the rest."""


def ranged(request: HttpRequest, path: Path, content_type: str, etag: str) -> HttpResponse:
    """The bytes of ``path`` that ``request`` asks for: 206, or 200 without a range, 304, or 416.

    Browsers may keep an answer but must ask again (``no-cache``): the file changes when roads are imported anew.

    Raises:
        OSError: the file cannot be read.
    """
    quoted = f'"{etag}"'
    if request.headers.get("If-None-Match") == quoted and "Range" not in request.headers:
        return HttpResponseNotModified(headers={"ETag": quoted})
    size = path.stat().st_size
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None:
        first, last, status = 0, size - 1, 200
    else:
        first = int(asked[1])
        last = min(int(asked[2]) if asked[2] else size - 1, size - 1, first + MOST_BYTES - 1)
        status = 206
        if first > last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with path.open("rb") as file:
        file.seek(first)
        data = file.read(last - first + 1)
    response = HttpResponse(data, status=status, content_type=content_type)
    for name, value in (("Accept-Ranges", "bytes"), ("ETag", quoted), ("Cache-Control", "private, no-cache")):
        response.headers[name] = value
    if status == 206:
        response.headers["Content-Range"] = f"bytes {first}-{first + len(data) - 1}/{size}"
    return response
