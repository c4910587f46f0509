"""The supervisor, with stand-ins for the services: order, reuse, clean ending, and failures told by name."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from passeport_sandbox.stack import stack as stack_module
from passeport_sandbox.stack.addresses import SERVICES, Addresses
from passeport_sandbox.stack.claim import claim
from passeport_sandbox.stack.safe import Safe
from passeport_sandbox.stack.stack import Stack
from passeport_sandbox.stack.steps import Step, run_steps
from passeport_sandbox.stack.table import Program, inherited
from passeport_testing.process import LaunchError

STAND_IN = """
import os, signal, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer
if sys.argv[1] != "serve":
    print("done:", *sys.argv[1:]); sys.exit(0)
class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *arguments): pass
host, port = os.environ["PASSEPORT_ADMIN_LISTEN"].split(":")
server = HTTPServer((host, int(port)), Answer)
def end(*_):
    print("ended well", flush=True); threading.Thread(target=server.shutdown).start()
signal.signal(signal.SIGTERM, end)
server.serve_forever()
"""


@pytest.fixture
def broken() -> dict[str, str]:
    """Services whose stand-in is another program."""
    return {}


@pytest.fixture(autouse=True)
def stand_ins(monkeypatch: pytest.MonkeyPatch, broken: dict[str, str]) -> None:
    def programs(addresses: Addresses, safe: Safe, *_: object) -> Mapping[str, Program]:
        for keys in ("nir-keys", "nir-index-keys", "feed-keys"):
            safe.versioned_keys(keys)
        return {
            name: Program(
                (sys.executable, "-c", broken.get(name, STAND_IN), "serve"),
                {**inherited(), "PASSEPORT_ADMIN_LISTEN": f"127.0.0.1:{addresses.admin[name]}"},
            )
            for name in SERVICES
        }

    monkeypatch.setattr(stack_module, "service_programs", programs)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the tests that may share it, so that the databases are made once."""
    return tmp_path_factory.mktemp("stack")


@pytest.fixture
def children() -> Iterator[None]:
    """Nothing that a test started outlives it."""
    before = psutil.Process().children(recursive=True)
    yield
    left = [child for child in psutil.Process().children(recursive=True) if child.is_running() and child not in before]
    names = [child.name() for child in left]
    assert [name for name in names if "postgres" in name or "nats" in name or "python" in name] == []


@pytest.mark.usefixtures("children")
def test_everything_starts_once_what_it_needs_is_there_and_ends_well(data: Path) -> None:
    order: list[str] = []
    stack = Stack.start(data, told=lambda name, _: order.append(name))
    try:
        assert order.index("PostgreSQL") < order.index("databases") < order.index("migrate identity")
        assert order.index("NATS") < order.index("migrate publishing") < order.index("publishing")
        assert stack.dead() == []
        assert stack.sql("records", "SELECT current_database()") == "records"
        secrets = [path for path in (data / "secrets").rglob("*") if path.is_file()]
        assert secrets
        assert all(path.stat().st_mode & 0o077 == 0 for path in secrets)

        stack.kill("records")
        assert [str(fault).splitlines()[0] for fault in stack.dead()] == ["records: died (exit code -9)"]
        stack.restart("records")
        stack.kill("nats")
        stack.kill("postgres")
        stack.restart("nats")
        stack.restart("postgres")
        assert stack.dead() == []
    finally:
        stack.stop()
    for name in SERVICES:
        assert stack.log(name).endswith("ended well\n"), name


@pytest.mark.usefixtures("children")
def test_a_second_run_finds_the_data_and_fresh_forgets_it(data: Path) -> None:
    stack = Stack.start(data)
    stack.sql("records", "CREATE TABLE kept (id int)")
    stack.stop()
    stack = Stack.start(data)
    assert stack.sql("records", "SELECT count(*) FROM kept") == "0"
    with pytest.raises(LaunchError, match=rf"already running in .* \(pid {os.getpid()}\)"):
        Stack.start(data)
    stack.stop()
    stack = Stack.start(data, fresh=True)
    assert stack.sql("records", "SELECT to_regclass('kept') IS NULL") == "t"
    stack.stop()


@pytest.mark.usefixtures("children")
def test_a_child_that_dies_is_told_by_name_and_nothing_is_left_running(data: Path, broken: dict[str, str]) -> None:
    broken["records"] = STAND_IN.replace("host, port", 'sys.exit("PASSEPORT_X is wrong")\nhost, port', 1)
    began = time.monotonic()
    with pytest.raises(LaunchError, match=r"(?s)records: died while starting \(exit code 1\).*PASSEPORT_X is wrong"):
        Stack.start(data)
    assert time.monotonic() - began < 15


@pytest.mark.usefixtures("children")
def test_a_migration_that_fails_is_told_by_name(data: Path, broken: dict[str, str]) -> None:
    broken["prevention"] = "import sys; sys.exit('no such revision')"
    with pytest.raises(LaunchError, match=r"(?s)prevention migrate: ended with exit code 1.*no such revision"):
        Stack.start(data)


@pytest.mark.usefixtures("children")
def test_the_same_data_is_found_at_other_ports(data: Path) -> None:
    for _ in range(2):
        addresses, guard = claim(None)
        guard.close()
        stack = Stack.start(data, port=addresses.gateway)
        assert stack.addresses == addresses
        assert stack.sql("identity", "SHOW port") == str(addresses.postgres)
        stack.stop()


def test_taken_ports_are_told_before_anything_is_started_or_forgotten(data: Path) -> None:
    addresses, guard = claim(None)
    guard.close()
    kept = data / "postgres" / "data" / "PG_VERSION"
    assert kept.exists()
    log = (data / "postgres" / "postgres.log").stat().st_size
    told = rf"franceconnect: port {addresses.franceconnect} is taken by .*pid \d+"
    with socket.create_server(("127.0.0.1", addresses.franceconnect)), pytest.raises(LaunchError, match=told):
        Stack.start(data, port=addresses.gateway, fresh=True)
    assert kept.exists()
    assert (data / "postgres" / "postgres.log").stat().st_size == log


@pytest.mark.parametrize("fresh", [False, True])
def test_what_a_killed_supervisor_left_running_is_ended_by_the_next(data: Path, fresh: bool) -> None:
    program = "import sys; from pathlib import Path; from passeport_testing.process import ChildProcess\n"
    program += (
        "child = ChildProcess('toy', ['sleep', '60'], log=Path(sys.argv[1]) / 'logs' / 'toy.log'); child.start()\n"
    )
    program += "print(child.pid, flush=True); import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    killed = subprocess.run([sys.executable, "-c", program, str(data)], capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    orphan = psutil.Process(int(killed.stdout))
    Stack.start(data, fresh=fresh).stop()
    assert not orphan.is_running()


@pytest.mark.usefixtures("children")
def test_data_that_may_be_to_blame_can_be_forgotten(data: Path) -> None:
    Stack.start(data).stop()
    control = data / "postgres" / "data" / "global" / "pg_control"
    control.rename(control.with_suffix(".away"))
    with pytest.raises(LaunchError, match=r"(?s)PostgreSQL: died while starting.*fix: .*make run FRESH=1.*pg_control"):
        Stack.start(data)
    Stack.start(data, fresh=True).stop()


def test_steps_that_need_one_another_are_refused() -> None:
    steps = {"egg": Step(lambda: None, ("hen",)), "hen": Step(lambda: None, ("egg",))}
    with pytest.raises(ValueError, match="these need one another: egg, hen"):
        run_steps(steps, told=lambda *_: None, give_up=lambda: None)
    with pytest.raises(ValueError, match="needed but not there: hen"):
        run_steps({"egg": Step(lambda: None, ("hen",))}, told=lambda *_: None, give_up=lambda: None)
