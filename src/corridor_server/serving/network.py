"""Under which names and addresses this machine can be reached."""

from __future__ import annotations

import ipaddress
import socket

from corridor.errors import InputRefused
from corridor_server.i18n import gettext as _

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


def names_for(host: str) -> tuple[str, ...]:
    """Names for the certificate and for ``ALLOWED_HOSTS``: this machine, and its network if ``host`` opens to it."""
    names = ["localhost", "127.0.0.1"]
    if host in EVERYWHERE:
        names += [*_own_names(), *_own_addresses()]
    elif host not in names:
        names.append(host)
    return tuple(dict.fromkeys(names))


def refuse_taken_port(host: str, port: int) -> None:
    """Say so before anything else is started.

    Raises:
        InputRefused: ``desk.port_taken`` or ``desk.address_unknown``.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == 99:  # EADDRNOTAVAIL
                raise InputRefused(
                    "desk.address_unknown",
                    _("This machine has no such address."),
                    f"--host {host}",
                    _("Use 127.0.0.1, or 0.0.0.0 for every network of this machine."),
                ) from error
            raise InputRefused(
                "desk.port_taken",
                _("Another program listens on this port, or it may not be used."),
                f"--port {port}",
                _("Stop the other program, or choose another port."),
            ) from error


def _own_names() -> list[str]:
    name = socket.gethostname().split(".")[0].lower()
    return [name, f"{name}.local"] if name and name != "localhost" else []


def _own_addresses() -> list[str]:
    """Private addresses of this machine. Connecting a UDP socket sends nothing; it asks which address would be used."""
    found = set()
    for family, target in ((socket.AF_INET, "10.255.255.255"), (socket.AF_INET, "192.168.255.255")):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((target, 9))
                found.add(probe.getsockname()[0])
            except OSError:
                continue
    return sorted(one for one in found if ipaddress.ip_address(one).is_private)
