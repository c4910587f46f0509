"""The partners of the stack: one of them signs, and what is printed and written of him can be typed as it stands."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import KeySet, KeySetSerialization

from passeport_sandbox.proconnect import BODIES
from passeport_sandbox.stack.addresses import Addresses
from passeport_sandbox.stack.furnish import ACT, EVERY_PARTNER, PAYROLL_VENDOR, PLATFORM, WALLET, Furnisher
from passeport_sandbox.stack.report import what_there_is
from passeport_sandbox.stack.safe import Safe
from passeport_sandbox.stack.stack import Stack
from passeport_sandbox.stack.table import Program
from passeport_testing.process import LaunchError

PAGE = Path(__file__).parents[3] / "services" / "identity" / "docs" / "partners.md"


class Identity:
    """Stands for the command of identity: keeps what it was last asked to register."""

    def __init__(self) -> None:
        self.times = 0
        self.clients: dict[str, dict[str, str]] = {}

    def __call__(self, command: str, file: str, *act: str) -> None:
        assert command == "register-partners"
        assert act == ACT
        self.times += 1
        self.clients = tomllib.loads(Path(file).read_text(encoding="utf-8"))

    @property
    def jwks(self) -> KeySetSerialization:
        keys: KeySetSerialization = json.loads(Path(self.clients[PAYROLL_VENDOR.client_id]["jwks_file"]).read_text())
        return keys


@pytest.fixture
def furnisher(tmp_path: Path) -> Furnisher:
    return Furnisher(tmp_path, Addresses.block(8080), Safe(tmp_path / "secrets"))


def test_each_is_registered_once_with_a_secret_or_a_public_key(furnisher: Furnisher) -> None:
    identity = Identity()
    furnisher.partners(identity)
    furnisher.partners(identity)
    assert identity.times == 1
    bodies = {body.client_id for body in BODIES}
    clients = {partner.client_id for partner in (*EVERY_PARTNER, PLATFORM)}
    assert identity.clients.keys() == clients | bodies | {WALLET.client_id}
    platform = identity.clients[PLATFORM.client_id]
    assert (platform["role"], platform["redirect_uris"]) == ("platform", PLATFORM.redirect_uris)
    assert all(identity.clients[name].keys() == {"organisation", "siret", "role"} for name in bodies)
    signing = {name for name, facts in identity.clients.items() if "jwks_file" in facts}
    without_secret = {name for name, facts in identity.clients.items() if "secret_file" not in facts}
    assert signing == without_secret - bodies - {WALLET.client_id} == {PAYROLL_VENDOR.client_id}
    assert ["d" in key for key in identity.jwks["keys"]] == [False]


def test_an_older_folder_hears_of_the_partners_that_are_new(
    furnisher: Furnisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("passeport_sandbox.stack.furnish.EVERY_PARTNER", EVERY_PARTNER[:-1])
        furnisher.partners(Identity())
    secrets = {path: path.read_text() for path in furnisher.safe.folder.iterdir()}
    identity = Identity()
    furnisher.partners(identity)
    assert PAYROLL_VENDOR.client_id in identity.clients
    assert {path: path.read_text() for path in secrets} == secrets


def test_a_key_that_is_gone_is_made_anew_and_registered(furnisher: Furnisher) -> None:
    identity = Identity()
    furnisher.partners(identity)
    former = identity.jwks
    furnisher.key_file(PAYROLL_VENDOR).unlink()
    furnisher.partners(identity)
    assert identity.times == 2
    assert identity.jwks != former


def test_a_key_that_is_none_is_told_with_the_fix(furnisher: Furnisher) -> None:
    furnisher.key_file(PAYROLL_VENDOR).write_text("scribbled over")
    with pytest.raises(LaunchError, match=r"logiciel-de-paie.key: holds no private key.*\n  fix: .*remove that file"):
        furnisher.partners(Identity())


def test_the_one_that_signs_gets_its_token_so(furnisher: Furnisher) -> None:
    identity = Identity()
    furnisher.partners(identity)
    forms: list[dict[str, list[str]]] = []

    def gateway(request: httpx.Request) -> httpx.Response:
        assert "Authorization" not in request.headers
        forms.append(parse_qs(request.content.decode()))
        return httpx.Response(200, json={"access_token": "granted"})

    with httpx.Client(base_url="http://localhost:8080", transport=httpx.MockTransport(gateway)) as http:
        api = furnisher.partner_api(http, PAYROLL_VENDOR)
        assert api.authorization == "Bearer granted"
    (form,) = forms
    assert form["client_assertion_type"] == ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]
    keys = KeySet.import_key_set(identity.jwks)
    claims = json.loads(jws.deserialize_compact(form["client_assertion"][0], keys, algorithms=["ES256"]).payload)
    assert (claims["sub"], claims["aud"]) == (PAYROLL_VENDOR.client_id, "http://localhost:8080")


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the stack prints at the root of a clone, with the ports and the folder that `make run` takes."""
    monkeypatch.chdir(tmp_path)
    stack = Stack(Path("var"), Addresses.block(8080))
    stack.programs["gateway"] = Program((), {"PASSEPORT_CORS_ORIGINS": "http://localhost:5173"})
    return what_there_is(stack, 1.0).splitlines()


def test_what_is_printed_of_the_one_that_signs_works_as_it_stands(printed: list[str], tmp_path: Path) -> None:
    key = "var/secrets/partner-logiciel-de-paie.key"
    assert [line.split()[1] for line in printed if line.startswith("  logiciel-de-paie  ")] == [key]
    first = next(number for number, line in enumerate(printed) if "ASSERTION=$(" in line)
    asked, request = printed[first : first + 2], printed[first + 2 : first + 4]
    typed = "\n".join((*asked, 'echo "$ASSERTION"'))
    said = subprocess.run(["sh", "-c", typed], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+\n", said.stdout)
    # And the page of partners says the same, word for word, with the Python of the clone.
    shown = [line.strip().replace(sys.executable, ".venv/bin/python") for line in (*asked, *request)]
    assert "\n".join(shown) in re.sub(r"\n +", "\n", PAGE.read_text(encoding="utf-8"))


def test_the_front_ends_that_are_admitted_are_told(printed: list[str]) -> None:
    (line,) = [line for line in printed if line.startswith("  front ends admitted")]
    assert line.split()[-1] == "http://localhost:5173"


def test_the_command_of_operators_is_the_one_of_the_readme(printed: list[str]) -> None:
    (line,) = [line.strip() for line in printed if "passeport_identity operator-acts" in line]
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert line.replace(sys.executable, ".venv/bin/python") in readme.splitlines()
