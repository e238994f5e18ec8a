"""What a hall decides about its server."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How the server is reached and how long a log-in lasts.

    database_url: `sqlite:///path` or `postgresql://…`. port: 0 lets the system choose one.
    public_url: how kiosks, displays and phones reach the server; None is the address it listens on.
    workers: processes that serve; more than one needs PostgreSQL.
    face_keys: the directory of the wrapped keys of faces, made with the first.
    session_hours: a log-in ends after that, whatever happens; idle_minutes: after that without a command.
    """

    database_url: str
    host: str = "127.0.0.1"
    port: int = 8600
    public_url: str | None = None
    workers: int = 1
    face_keys: Path = Path("var/hall-face-keys")
    session_hours: int = 12
    idle_minutes: int = 120

    @property
    def base_url(self) -> str:
        """The public address without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the server over HTTPS."""
        return self.base_url.startswith("https:")
