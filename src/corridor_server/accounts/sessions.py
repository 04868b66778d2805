"""What keeps a session its owner's: bound to browser and network, ended by age, locked when nobody sits there.

Pure rules on the session's mapping; the guard acts on them.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import MutableMapping

LIFETIME = 12 * 3600
"""A shift; then one logs in again."""
FRESH = 600
"""For so long after the passphrase was given, exports and key work need it no second time."""
REASON_LASTS = 1800
"""One tap on a reason covers the same record for half an hour."""
TOUCH = 30
"""Signs of life are written at most every so many seconds: a write for every page would slow all of them."""


class Ended(StrEnum):
    """Why a session is over."""

    OTHER_BROWSER = "other_browser"
    OTHER_NETWORK = "other_network"
    TOO_OLD = "too_old"


def bind(session: MutableMapping[str, Any], agent: str, address: str, now: float | None = None) -> None:
    """Start: tie ``session`` to a browser (user agent) and a network."""
    moment = time.time() if now is None else now
    session["handle"] = secrets.token_hex(16)
    session["agent"] = _digest(agent)
    session["browser"] = browser_words(agent)
    session["network"] = network_of(address)
    session["started"] = session["seen"] = session["confirmed"] = moment
    session["locked"] = False


def ended(session: MutableMapping[str, Any], agent: str, address: str, now: float) -> Ended | None:
    """Why ``session`` must not go on for this request; None while it may."""
    if session.get("agent") != _digest(agent):
        return Ended.OTHER_BROWSER
    if session.get("network") != network_of(address):
        return Ended.OTHER_NETWORK
    if now - session.get("started", 0) > LIFETIME:
        return Ended.TOO_OLD
    return None


def locked(session: MutableMapping[str, Any], now: float, idle: float) -> bool:
    """Whether the passphrase must be given before anything is shown."""
    return bool(session.get("locked")) or now - session.get("seen", 0) > idle


def touch(session: MutableMapping[str, Any], now: float) -> None:
    """Someone is there."""
    if now - session.get("seen", 0) > TOUCH:
        session["seen"] = now


def confirm(session: MutableMapping[str, Any], now: float) -> None:
    """The passphrase was given again."""
    session["confirmed"] = session["seen"] = now
    session["locked"] = False


def fresh(session: MutableMapping[str, Any], now: float) -> bool:
    """Whether the passphrase was given within the last minutes."""
    return bool(0 <= now - session.get("confirmed", 0) <= FRESH)


def give_reason(session: MutableMapping[str, Any], label: str, record: str, reason: str, now: float) -> None:
    """Remember why ``record`` is read; old reasons are forgotten."""
    held = {key: one for key, one in session.get("reasons", {}).items() if now - one[1] <= REASON_LASTS}
    session["reasons"] = held | {f"{label}:{record}": [reason, now]}


def reason_for(session: MutableMapping[str, Any], label: str, record: str, now: float) -> str:
    """Why ``record`` may be read now; empty: ask."""
    reason: str
    reason, since = session.get("reasons", {}).get(f"{label}:{record}", ("", 0))
    return reason if now - since <= REASON_LASTS else ""


def network_of(address: str) -> str:
    """The network of ``address``: /24 of IPv4, /64 of IPv6; a machine keeps it while its lease changes."""
    try:
        host = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{host}/{24 if host.version == 4 else 64}", strict=False))


def browser_words(agent: str) -> str:
    """Browser and system from a user agent, short enough to recognise one's own."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chromium"), ("Safari/", "Safari"))
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    browser = next((word for mark, word in browsers if mark in agent), "")
    system = next((word for mark, word in systems if mark in agent), "")
    return " · ".join(filter(None, (browser, system))) or "—"


def _digest(agent: str) -> str:
    return hashlib.sha256(agent.encode()).hexdigest()[:32]
