"""Short codes for records, so that the engine and its papers never hold the desk's own ids."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TOO_LONG = 40


@dataclass
class Codes:
    """Code and record id of every record that one plan speaks of, by kind.

    Filled while an operation is put together, kept with the plan, and then only read.
    """

    by_kind: dict[str, dict[str, str]] = field(default_factory=dict)
    """Kind to code to record id."""

    def give(self, kind: str, prefix: str, record_id: str) -> str:
        """The next code of a kind, such as ``S-07``."""
        known = self.by_kind.setdefault(kind, {})
        code = f"{prefix}-{len(known) + 1:02d}"
        known[code] = record_id
        return code

    def give_named(self, kind: str, prefix: str, record_id: str, name: str) -> str:
        """A code made of a name, where its Latin letters and digits tell it apart."""
        known = self.by_kind.setdefault(kind, {})
        code = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:TOO_LONG]
        if not code or code in known:
            return self.give(kind, prefix, record_id)
        known[code] = record_id
        return code

    def record(self, kind: str, code: str) -> str:
        """The record id behind a code; empty for one that is not known."""
        return self.by_kind.get(kind, {}).get(code, "")

    def code(self, kind: str, record_id: str) -> str:
        """The code of a record; empty where the plan does not speak of it."""
        return next((code for code, known in self.by_kind.get(kind, {}).items() if known == record_id), "")
