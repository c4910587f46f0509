"""The process table: each program gets the settings that it reads."""

from pathlib import Path

from passeport_sandbox.stack.addresses import SERVICES, STORES, Addresses
from passeport_sandbox.stack.bus import provisioner
from passeport_sandbox.stack.safe import Safe
from passeport_sandbox.stack.table import service_programs
from passeport_testing.postgres import Database


def test_a_setting_goes_to_those_that_read_it(tmp_path: Path) -> None:
    databases = {name: Database(name, 1, "owner", "app") for name in STORES}
    urls = {user: "nats://" for name in STORES for user in (name, provisioner(name))}
    who = {
        "PASSEPORT_CORS_ORIGINS": {"gateway"},
        "PASSEPORT_RATE_SIGN_IN": {"gateway"},
        "PASSEPORT_STATUS_LIST_MAX_AGE": {"publishing"},
        "PASSEPORT_PUBLISH_ASSURANCE": {"publishing"},
        "PASSEPORT_LOG_LEVEL": set(SERVICES),
    }
    programs = service_programs(Addresses.block(8080), Safe(tmp_path), databases, urls, dict.fromkeys(who, "x"))
    found = {setting: {name for name, program in programs.items() if setting in program.environment} for setting in who}
    assert found == who
