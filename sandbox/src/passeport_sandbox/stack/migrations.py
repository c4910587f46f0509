"""Who migrates before he serves: everyone at first, then those whose code has changed or whose streams are gone."""

import hashlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from passeport_sandbox.stack.bus import ROLES
from passeport_sandbox.stack.notes import Notes
from passeport_testing.nats import NatsServer
from passeport_testing.process import LaunchError

_EVERYBODYS = "passeport_chassis"


@dataclass(frozen=True)
class Migrations:
    """Runs `migrate` where it may have something to do."""

    notes: Notes
    nats: NatsServer

    def bring_up_to_date(self, service: str, run: Callable[[str, str], object]) -> None:
        """Run the migrations of a service unless the very same code has run them on this data."""
        packages = (_EVERYBODYS, f"passeport_{service}", *(_programmes() if service == "prevention" else ()))
        what, code = f"migrations of {service}", b"".join(map(_sources, packages))
        if self.notes.is_new(what, code) or not self._has_streams(service):
            run(service, "migrate")
            self.notes.note(what, code)

    def _has_streams(self, service: str) -> bool:
        accounts = self.nats.monitor("/jsz?streams=true&consumers=true").get("account_details", ())
        found = {
            stream["name"]: {consumer["name"] for consumer in stream.get("consumer_detail", ())}
            for account in accounts
            for stream in account.get("stream_detail", ())
        }
        role = ROLES[service]
        return role.stream in found and all(name in found.get(stream, ()) for stream, name in role.consumes.items())


def folder_of(package: str) -> Path:
    """Where the code of a package is."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise LaunchError(package, "is not installed", fix="run `make setup` again")
    return Path(found.origin).parent


def _programmes() -> list[str]:
    """The packages of the programmes of prevention that are installed, whose tables it migrates."""
    points = entry_points(group="passeport_prevention.programmes")
    return sorted({point.module.partition(".")[0] for point in points})


def _sources(package: str) -> bytes:
    folder = folder_of(package)
    digests = (
        f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n"
        for path in sorted(folder.rglob("*.py"))
    )
    return "".join(digests).encode()
