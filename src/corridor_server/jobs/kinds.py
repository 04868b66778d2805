"""Which jobs there are. Filled while Django starts, read afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corridor.progress import Progress


class Cancelled(Exception):
    """Someone asked the job to stop; raised by its ``progress``, let it pass."""


class Work(Protocol):
    """What a job runs."""

    def __call__(
        self, params: Mapping[str, Any], progress: Progress, cancelled: Callable[[], bool]
    ) -> Mapping[str, Any] | None:
        """Do it; what it returns is kept with the job."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job.

    Args:
        name: ``app.deed``.
        place: ``module:function``, imported by workers only.
        label: for people, translated when shown.
    """

    name: str
    place: str
    label: Any

    def work(self) -> Work:
        """The function."""
        module, function = self.place.split(":")
        found: Work = getattr(import_module(module), function)
        return found


_kinds: dict[str, Kind] = {}


def register(name: str, place: str, label: Any = "") -> None:
    """Make a kind known; once, from an app's ``ready``."""
    if name in _kinds and _kinds[name].place != place:
        raise ValueError(f"two kinds of job are called {name}")
    _kinds[name] = Kind(name, place, label or name)


def kind(name: str) -> Kind:
    """The kind called ``name``; KeyError if there is none."""
    return _kinds[name]


def label_of(name: str) -> str:
    """Words for a kind, in the reader's language; a job of an older version keeps its name."""
    return str(_kinds[name].label) if name in _kinds else name
