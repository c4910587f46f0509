"""The supervisor: starts everything in the right order, side by side where it can, and stops all of it."""

import http.client
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Self

import httpx

from passeport_sandbox.stack import folder as folders
from passeport_sandbox.stack.addresses import SERVICES, STORES, Addresses
from passeport_sandbox.stack.bus import provisioner, users
from passeport_sandbox.stack.claim import claim
from passeport_sandbox.stack.commands import RunCommand, run_command
from passeport_sandbox.stack.furnish import EVERY_PARTNER, Furnisher
from passeport_sandbox.stack.interruptions import uninterrupted
from passeport_sandbox.stack.migrations import Migrations
from passeport_sandbox.stack.notes import Notes
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.safe import Safe
from passeport_sandbox.stack.settings_files import write_settings_files
from passeport_sandbox.stack.steps import Step, Told, run_steps
from passeport_sandbox.stack.table import (
    Program,
    franceconnect_program,
    inherited,
    log_of,
    proconnect_program,
    service_programs,
)
from passeport_testing.nats import NatsServer
from passeport_testing.postgres import Database, PostgresServer
from passeport_testing.process import ChildProcess, Launch, LaunchError

_START_SECONDS = 60.0
# Being asked costs a service that is starting more than it costs us.
_PROBE_SECONDS = 0.1


class Stack:
    """One suite on this machine, its data in one folder."""

    def __init__(
        self,
        folder: Path,
        addresses: Addresses,
        *,
        settings: Mapping[str, str] | None = None,
        run_command: RunCommand = run_command,
        launch: Launch | None = None,
    ) -> None:
        self.folder = folder.resolve()
        self.addresses = addresses
        self.databases: dict[str, Database] = {}
        self.programs: dict[str, Program] = {}
        self._settings = dict(settings or {})
        self._run_command = run_command
        self._start_service = launch
        self._safe = Safe(self.folder / "secrets")
        # The lock of the folder and the guard of the ports, let go of when everything is stopped.
        self._held = ExitStack()
        self._given_up = False
        self._children: dict[str, ChildProcess] = {}
        self.postgres = PostgresServer(self.folder / "postgres", port=addresses.postgres)
        names = [user for service in STORES for user in (service, provisioner(service))]
        self.nats = NatsServer(
            self.folder / "nats",
            port=addresses.nats,
            monitor_port=addresses.nats_monitor,
            users=users({name: self._safe.password(f"nats-{name}") for name in names}),
        )

    @classmethod
    def start(
        cls,
        folder: Path,
        *,
        port: int | None = None,
        fresh: bool = False,
        settings: Mapping[str, str] | None = None,
        run_command: RunCommand = run_command,
        launch: Launch | None = None,
        told: Told = lambda name, seconds: None,
    ) -> Self:
        """Start everything and wait until it is ready; whatever fails, nothing is left running.

        `port` is where its block of ports begins, by default anywhere; `fresh` forgets the data of earlier runs;
        `settings` are further environment variables, for the services that read them; `run_command` runs a command of a
        service to its end, and `launch` starts one, by default as who types it does; `told` hears of each step done.
        """
        with ExitStack() as held:
            held.enter_context(folders.lock(folder))
            folders.end_leftovers(folder)
            addresses, guard = claim(port)
            held.enter_context(guard)
            if fresh:
                folders.forget(folder)
            folders.check(folder)
            has_data = folders.has_data(folder)
            stack = cls(folder, addresses, settings=settings, run_command=run_command, launch=launch)
            stack._held = held.pop_all()
        try:
            run_steps(stack._steps(), told=told, give_up=stack._give_up)
        except BaseException as failure:
            stack.stop()
            if has_data and isinstance(failure, LaunchError):
                # It may be the data that is to blame.
                raise failure.with_fix(f"{failure.fix}; or {folders.FORGET}") from failure
            raise
        return stack

    def _steps(self) -> dict[str, Step]:
        # In any order: one that consumes another's stream waits for it by itself.
        migrations = Migrations(Notes(self.folder), self.nats)
        migrate = {
            f"migrate {name}": Step(partial(migrations.bring_up_to_date, name, self.run), ("settings", "NATS"))
            for name in STORES
        }
        furnisher, run_identity = self.furnisher, partial(self.run, "identity")
        services = {
            name: Step(partial(self._launch, name), (f"migrate {name}" if name in STORES else "settings",))
            for name in SERVICES
        }
        return {
            "PostgreSQL": Step(self.postgres.start),
            "NATS": Step(self.nats.start),
            "databases": Step(self._make_databases, ("PostgreSQL",)),
            "test authority": Step(self._make_test_authority),
            "settings": Step(self._make_settings, ("databases", "test authority")),
            "franceconnect": Step(partial(self._serve_provider, "franceconnect", franceconnect_program)),
            "proconnect": Step(partial(self._serve_provider, "proconnect", proconnect_program)),
            **migrate,
            **services,
            "persons": Step(partial(furnisher.persons, run_identity), ("migrate identity",)),
            "partners": Step(partial(furnisher.partners, run_identity), ("migrate identity",)),
            "referentials": Step(partial(furnisher.referentials, partial(self.run, "records")), ("migrate records",)),
        }

    def feed(self) -> None:
        """Send the sample feeds that were not sent yet, by the partner HTTP API."""
        self.furnisher.feeds()

    @property
    def furnisher(self) -> Furnisher:
        """Brings in people, partners and feeds."""
        return Furnisher(self.folder, self.addresses, self._safe)

    def partner(self, http: httpx.Client, client_id: str) -> PartnerApi:
        """Give the access of one of the partners to the gateway."""
        return self.furnisher.partner_api(http, next(one for one in EVERY_PARTNER if one.client_id == client_id))

    def partner_secret(self, client_id: str) -> str:
        """Give a partner's client secret."""
        return self._safe.password(f"partner-{client_id}")

    def stop(self) -> None:
        """Stop everything, callers before those they call, and let go of the folder."""
        callers = [child for name, child in self._children.items() if name == "gateway"]
        others = [child for name, child in self._children.items() if name != "gateway"]
        with uninterrupted():
            for group in filter(None, (callers, others)):
                with ThreadPoolExecutor(len(group)) as pool:
                    list(pool.map(ChildProcess.stop, group))
            self.nats.stop()
            self.postgres.stop()
            self._held.close()

    def _give_up(self) -> None:
        self._given_up = True
        for child in (*self._children.values(), self.nats.process, self.postgres.process):
            child.kill()

    def kill(self, name: str) -> None:
        """Kill one process as a crash would: a service, `franceconnect`, `proconnect`, `nats` or `postgres`."""
        self._process(name).kill()

    def end(self, name: str) -> int | None:
        """Ask one process to end, as a roll-out does, and give its exit code."""
        return self._process(name).stop()

    def runs(self, name: str) -> bool:
        """Tell whether a process runs now."""
        return self._process(name).alive

    def pid(self, name: str) -> int:
        """Give the process id of one process that runs."""
        return self._process(name).pid

    def restart(self, name: str) -> None:
        """Start again what was killed, or stop and start what still runs; ready when this returns."""
        if name == "postgres":
            self.postgres.restart()
        elif name == "nats":
            self.nats.restart()
        else:
            self._process(name).stop()
            self._launch(name)

    def run(self, service: str, *arguments: str) -> str:
        """Run a sub-command of a service, such as `migrate`, to its end; gives what it printed."""
        program = self.programs[service].doing(*arguments)
        return self._to_its_end(f"{service} {arguments[0]}", program.command, program.environment)

    def _to_its_end(self, label: str, command: Sequence[str | Path], environment: Mapping[str, str]) -> str:
        by_hand = " ".join(map(str, command))
        try:
            ended = self._run_command(command, environment, self.folder)
        except TimeoutError as late:
            raise LaunchError(label, str(late), fix=f"try {by_hand}") from late
        if ended.exit_code:
            tail = "\n".join((ended.printed + ended.complained).splitlines()[-15:])
            cause = f"ended with exit code {ended.exit_code}"
            raise LaunchError(label, cause, fix=f"mend the cause; it was {by_hand}", log_tail=tail)
        return ended.printed

    def dead(self) -> list[LaunchError]:
        """Tell which processes have died by themselves."""
        watched = {"postgres": self.postgres.process, "nats": self.nats.process, **self._children}
        return [child.failure(f"died (exit code {child.exit_code})") for child in watched.values() if not child.alive]

    def sql(self, service: str, statement: str) -> str:
        """Look into a service's database as its administrator; for tests."""
        return self.postgres.run_sql(statement, database=service)

    def log(self, name: str) -> str:
        """Give all that a process has printed, over all its starts."""
        return self._process(name).log.read_text(errors="replace")

    def _process(self, name: str) -> ChildProcess:
        if name == "postgres":
            return self.postgres.process
        if name == "nats":
            return self.nats.process
        return self._children[name]

    def _make_databases(self) -> None:
        with ThreadPoolExecutor(len(STORES)) as pool:
            self.databases.update(zip(STORES, pool.map(self._make_database, STORES), strict=True))

    def _make_database(self, name: str) -> Database:
        return self.postgres.create_database(
            name,
            owner_password=self._safe.password(f"{name}-owner"),
            app_password=self._safe.password(f"{name}-app"),
            # A role for each of its programmes.
            makes_roles=name == "prevention",
        )

    def _make_test_authority(self) -> None:
        with self._safe.unfinished_seal() as folder:
            if folder is not None:
                command = (sys.executable, "-m", "passeport_publishing", "make-test-authority", "--out", folder)
                self._to_its_end("publishing make-test-authority", command, inherited())

    def _make_settings(self) -> None:
        urls = {name: self.nats.url(name) for name in self.nats.users}
        self.programs.update(service_programs(self.addresses, self._safe, self.databases, urls, self._settings))
        write_settings_files(self.folder, self.programs, STORES)

    def _serve_provider(self, name: str, program: Callable[[Addresses, Safe], Program]) -> None:
        self.programs[name] = program(self.addresses, self._safe)
        self._launch(name)

    def _launch(self, name: str) -> None:
        program = self.programs[name]
        child = ChildProcess(
            name,
            program.command,
            log=log_of(self.folder, name),
            environment=program.environment,
            folder=self.folder,
            launch=self._start_service if name in SERVICES else None,
        )
        self._children[name] = child
        child.start()
        if self._given_up:  # while this one was being started
            child.kill()
        child.wait_until(self._readiness(name), timeout=_START_SECONDS, every=_PROBE_SECONDS)

    def _readiness(self, name: str) -> Callable[[], bool]:
        providers = {"franceconnect": self.addresses.franceconnect, "proconnect": self.addresses.proconnect}
        if name in providers:
            return lambda: _answers_ok(providers[name], "/api/v2/.well-known/openid-configuration")
        return lambda: _answers_ok(self.addresses.admin[name], "/readyz")


def _answers_ok(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
