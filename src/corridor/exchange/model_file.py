"""A fitted model as one file: a line that names format and version, a line of checksum, then named arrays.

    corridor-hazard-model 1
    SHA-256 of what follows, in hexadecimal
    a ZIP of .npy arrays; ``header`` holds JSON

Equal models give equal bytes. Nothing in it is ever executed: arrays of numbers only.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.errors import InputRefused
from corridor.files import write_bytes
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

FORMAT, VERSION = b"corridor-hazard-model", 1
_HEADER = "header"


def write_model(path: Path, header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write atomically, readable by its owner only: it holds places of reports."""
    told = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    buffer = io.BytesIO()
    columns: dict[str, Any] = {_HEADER: np.frombuffer(told, np.uint8), **dict(sorted(arrays.items()))}
    np.savez(buffer, **columns)
    payload = buffer.getvalue()
    digest = hashlib.sha256(payload).hexdigest().encode()
    write_bytes(path, b"%s %d\n%s\n" % (FORMAT, VERSION, digest) + payload)


def read_model(path: Path) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Header and arrays of a model file.

    Raises:
        InputRefused: cannot be read (``model.unreadable``), is no model (``model.format``), of another version
            (``model.version``), damaged (``model.damaged``).
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputRefused(
            "model.unreadable", _("The model file cannot be read."), path.name,
            _("Check the path, or make one with corridor hazard fit."),
        ) from error  # fmt: skip
    title, _newline, rest = data.partition(b"\n")
    name, _space, version = title.partition(b" ")
    if name != FORMAT:
        raise InputRefused(
            "model.format", _("This is no model file."), path.name, _("Make one with corridor hazard fit.")
        )
    if version != str(VERSION).encode():
        raise InputRefused(
            "model.version", _("The model file was made by another version of Corridor."), path.name,
            _("Fit it again from the incident files with corridor hazard fit."),
        )  # fmt: skip
    digest, _newline, payload = rest.partition(b"\n")
    try:
        if hashlib.sha256(payload).hexdigest().encode() != digest:
            raise ValueError(path.name)
        with np.load(io.BytesIO(payload), allow_pickle=False) as held:
            arrays = {key: held[key] for key in held.files}
        header = json.loads(arrays.pop(_HEADER).tobytes())
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise InputRefused(
            "model.damaged", _("The model file is damaged."), path.name,
            _("Take a copy of it, or fit it again with corridor hazard fit."),
        ) from error  # fmt: skip
    return header, arrays
