"""Files of settings, as a shell reads them."""

import shlex
import stat
import subprocess
from pathlib import Path

import pytest

from passeport_sandbox.stack.addresses import STORES, Addresses
from passeport_sandbox.stack.bus import provisioner
from passeport_sandbox.stack.safe import Safe
from passeport_sandbox.stack.settings_files import settings_file, write_settings_files
from passeport_sandbox.stack.table import Program, service_programs
from passeport_testing.postgres import Database


def read_by_a_shell(path: Path) -> dict[str, str]:
    """The environment of a program that is typed after the file was read."""
    script = f"set -a; . {shlex.quote(str(path))}; env -0"
    told = subprocess.run(["/bin/sh", "-c", script], env={}, capture_output=True, text=True, check=True).stdout
    return dict(setting.split("=", 1) for setting in told.split("\0") if setting.startswith("PASSEPORT_"))


@pytest.mark.parametrize(
    "value", ["plain", "", "two words", 'it\'s $HOME `id` \\ "quoted"', "a#b;c&d", "é\nsecond line"]
)
def test_a_shell_reads_what_the_program_was_given(tmp_path: Path, value: str) -> None:
    folder = tmp_path / "my data"
    program = Program(("python",), {"PASSEPORT_VALUE": value, "PATH": "/bin", "HOME": "/root"})
    write_settings_files(folder, {"identity": program}, ("identity",))
    assert read_by_a_shell(settings_file(folder, "identity")) == {"PASSEPORT_VALUE": value}


def test_secrets_stay_in_their_own_files(tmp_path: Path) -> None:
    databases = {name: Database(name, 1, f"hush-{name}-owner", f"hush-{name}-app") for name in STORES}
    urls = {user: f"nats://{user}:hush@localhost" for name in STORES for user in (name, provisioner(name))}
    programs = service_programs(Addresses.block(8080), Safe(tmp_path / "secrets"), databases, urls, {})
    write_settings_files(tmp_path, programs, STORES)
    for name in STORES:
        path = settings_file(tmp_path, name)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "hush" not in path.read_text()
        assert not any(secret.read_text() in path.read_text() for secret in tmp_path.glob("secrets/*.password"))
        given = programs[name].environment.items()
        assert read_by_a_shell(path) == {key: value for key, value in given if key.startswith("PASSEPORT_")}


def test_what_was_written_for_other_ports_is_written_anew(tmp_path: Path) -> None:
    for value in ("1", "2"):
        write_settings_files(tmp_path, {"records": Program((), {"PASSEPORT_VALUE": value})}, ("records",))
    assert read_by_a_shell(settings_file(tmp_path, "records")) == {"PASSEPORT_VALUE": "2"}
