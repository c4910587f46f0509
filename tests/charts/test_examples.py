"""Examples: what they make is what charts ask for, and what services and servers take."""

import json
import os
import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from passeport_sandbox.stack import bus
from passeport_sandbox.stack.safe import Safe
from tests.architecture.house import SERVICES, STORES
from tests.charts.rendering import Manifest, Scenario, environment, of_kind, pods, rendered
from tests.charts.test_objects import faults
from tools.charts.examples import EXAMPLES, PRODUCTION, chart_secrets
from tools.charts.generated import settings_of
from tools.charts.trial import trial_secrets

_OBJECTS = tuple(sorted(path.stem for path in EXAMPLES.glob("*.yaml") if "values" not in path.name))
_FILES = "/run/passeport/files/"


def documents(name: str) -> list[Manifest]:
    return [*yaml.safe_load_all((EXAMPLES / f"{name}.yaml").read_text())]


@pytest.fixture(scope="module")
def secrets() -> dict[str, dict[str, str]]:
    """The Secrets of a trial, by name."""
    return {one["metadata"]["name"]: one["stringData"] for one in trial_secrets()}


@pytest.mark.parametrize("name", _OBJECTS)
def test_every_object_is_one_that_its_operator_takes(name: str) -> None:
    assert [fault for one in documents(name) for fault in faults(one, "1.37")] == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_takes_what_the_chart_and_a_trial_give_it(
    service: str, secrets: dict[str, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifests = rendered(Scenario(service, "least"))
    tls = Safe(tmp_path).mutual_tls((service,))[service]
    places = {"tls.crt": tls.certificate, "tls.key": tls.key, "ca.crt": tls.authority}
    for owner, template in pods(of_kind(manifests, "Deployment", "Job", "CronJob")):
        for volume in template["spec"]["volumes"]:
            for source in volume.get("projected", {}).get("sources", []):
                (item,) = source["secret"]["items"]
                (tmp_path / item["path"]).write_text(secrets[source["secret"]["name"]][item["key"]])
        with monkeypatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("PASSEPORT_")]:
                patch.delenv(name)
            for name, value in environment(manifests, template).items():
                place = places.get(value.removeprefix("/run/passeport/tls/"), value)
                patch.setenv(name, str(place).replace(_FILES, f"{tmp_path}/"))
            settings = settings_of(service).load()
        if service in STORES:
            owns = settings.migration_database_url is not None
            assert owns is (owner["kind"] != "Deployment"), "what the owner of the tables has"
            assert settings.nats_replicas == 3


def test_all_secrets_are_kept_outside_and_each_of_a_trial_is_there(secrets: dict[str, dict[str, str]]) -> None:
    external = {
        one["spec"]["target"]["name"]: set(one["spec"]["target"]["template"]["data"])
        for one in documents("external-secrets")
    }
    assert external.keys() - secrets.keys() == {"passeport-backups"}, "a trial keeps none"
    for name, keys in chart_secrets().items():
        assert set(secrets[name]) == set(keys)
    for name, keys in chart_secrets(PRODUCTION).items():
        assert external[name] == set(keys)
    for cluster in ("postgresql", "postgresql-small"):
        (one,) = of_kind(documents(cluster), "Cluster")
        roles = {role["name"]: role["passwordSecret"]["name"] for role in one["spec"]["managed"]["roles"]}
        assert set(roles) == {f"{service}_{role}" for service in STORES for role in ("owner", "app")}
        for role, secret in roles.items():
            assert secrets[secret]["username"] == role


def test_urls_lead_to_what_the_examples_make(secrets: dict[str, dict[str, str]]) -> None:
    databases = {one["spec"]["name"]: one["spec"] for one in documents("databases")}
    assert set(databases) == set(STORES)
    for service in STORES:
        assert databases[service]["owner"] == f"{service}_owner"
        password = secrets[f"passeport-db-{service}-app"]["password"]
        url = f"postgresql://{service}_app:{password}@passeport-db-rw:5432/{service}"
        assert secrets[f"passeport-{service}"]["database-url"] == url
        assert databases[service]["cluster"]["name"] == "passeport-db"


def test_only_who_has_a_database_reaches_the_servers() -> None:
    nobody, *policies = documents("networkpolicies")
    assert nobody["spec"] == {"podSelector": {}, "policyTypes": ["Ingress"]}, (
        "what no policy names is reached by nobody"
    )
    assert {one["metadata"]["name"] for one in policies} == {"passeport-nats", "passeport-db"}
    for one in policies:
        port = {"passeport-nats": 4222, "passeport-db": 5432}[one["metadata"]["name"]]
        (rule,) = [rule for rule in one["spec"]["ingress"] if rule["ports"][0]["port"] == port]
        (choice,) = rule["from"][0]["podSelector"]["matchExpressions"]
        assert set(choice["values"]) == set(STORES)


def _configuration(values: dict[str, Any], folder: Path) -> str:
    """The part of its configuration that NATS gets of its chart, where `<< … >>` stands bare."""
    config = values["config"]
    whole = {
        "server_name": "one",
        "listen": "127.0.0.1:-1",
        "jetstream": {"store_dir": str(folder), **config["jetstream"]["merge"]},
        **config["merge"],
    }
    return re.sub(r'"<< (.+?) >>"', r"\1", json.dumps(whole, indent=1))


def test_nats_takes_its_accounts(secrets: dict[str, dict[str, str]], tmp_path: Path) -> None:
    values = yaml.safe_load((EXAMPLES / "nats-values.yaml").read_text())
    path = tmp_path / "nats.conf"
    path.write_text(_configuration(values, tmp_path))
    given = {
        name: secrets[source["valueFrom"]["secretKeyRef"]["name"]][source["valueFrom"]["secretKeyRef"]["key"]]
        for name, source in values["container"]["env"].items()
    }
    program = Path(sysconfig.get_path("scripts")) / "nats-server"
    done = subprocess.run([program, "-t", "-c", path], env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nats_is_told_what_the_local_stack_tells_it() -> None:
    values = yaml.safe_load((EXAMPLES / "nats-values.yaml").read_text())
    users = {one["user"]: one for one in values["config"]["merge"]["accounts"]["PASSEPORT"]["users"]}
    known = bus.users(dict.fromkeys(users, ""))
    assert set(users) == set(known)
    for name, user in known.items():
        assert users[name]["permissions"]["publish"]["allow"] == list(user.publish)
        assert users[name]["permissions"]["subscribe"]["allow"] == list(user.subscribe)
    assert values["config"]["jetstream"]["merge"] == {"sync_interval": "always"}
    assert values["config"]["nats"]["tls"]["secretName"] in {
        one["spec"].get("secretName") for one in documents("certificates")
    }


def test_servers_of_nats_know_one_another_by_certificates_of_their_own() -> None:
    cluster = yaml.safe_load((EXAMPLES / "nats-values.yaml").read_text())["config"]["cluster"]
    made = {one["metadata"]["name"]: one["spec"] for one in documents("certificates") if one["kind"] == "Certificate"}
    assert cluster["tls"]["enabled"] is True
    (routes,) = [one for one in made.values() if one["secretName"] == cluster["tls"]["secretName"]]
    # As the chart of NATS names its pods in routes; each is server and client.
    hosts = [f"passeport-nats-{number}.passeport-nats-headless" for number in range(cluster["replicas"])]
    assert (routes["dnsNames"], cluster["replicas"]) == (hosts, 3)
    assert {"server auth", "client auth"} <= set(routes["usages"])
    # A service, whose certificate is of the authority of services, is no server of NATS.
    assert routes["issuerRef"]["name"] != made["passeport-nats"]["issuerRef"]["name"]
    assert cluster["tls"]["merge"]["ca_file"] == "/etc/nats-certs/cluster/ca.crt"
