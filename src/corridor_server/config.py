"""What one desk is started with; nothing secret, nothing read at import."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

DEFAULT_PORT = 8443


@dataclass(frozen=True, slots=True)
class DeskConfig:
    """Where a desk keeps its things and where it listens.

    Args:
        folder: holds the store, its keyring, certificates, audit anchors, logs and road data.
        host: address to listen on; ``0.0.0.0`` for every device of the local network.
        port: TCP port of HTTPS.
        names: host names and addresses under which browsers may ask; also the names in the certificate.
        language: of first visits and of the terminal, ``en`` or ``uk``.
        timezone: IANA zone in which pages show times.
        web_threads: requests answered at once.
        workers: processes for jobs.
    """

    folder: Path
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    names: tuple[str, ...] = ("localhost", "127.0.0.1")
    language: str = "en"
    timezone: str = "Europe/Kyiv"
    web_threads: int = 12
    workers: int = 1

    @property
    def database(self) -> Path:
        """The encrypted store."""
        return self.folder / "store.db"

    @property
    def keyring(self) -> Path:
        """The wrapped keys."""
        return self.folder / "keyring.json"

    @property
    def logs(self) -> Path:
        """Folder of the logs: events and ids only."""
        return self.folder / "logs"

    @property
    def certificates(self) -> Path:
        """Folder of the local certificate authority."""
        return self.folder / "pki"

    @property
    def url(self) -> str:
        """Address for a browser on this machine."""
        return f"https://localhost:{self.port}/"

    @property
    def addresses(self) -> tuple[str, ...]:
        """Addresses for other devices of the local network; none where the desk listens to itself only."""
        own = {"localhost", "127.0.0.1", "::1", "testserver"}
        return tuple(f"https://{name}:{self.port}/" for name in self.names if name not in own)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for another process."""
        return asdict(self) | {"folder": str(self.folder), "names": list(self.names)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> DeskConfig:
        """The inverse of ``as_dict``."""
        return cls(**values | {"folder": Path(values["folder"]), "names": tuple(values["names"])})
