"""Settings: every one that a chart sets is one of the service, every one of the service can be set, no secret shows."""

import pytest
import yaml

from passeport_chassis.settings import PREFIX
from tests.architecture.house import SERVICES
from tests.charts.rendering import OF_SERVICES, SCENARIOS, Scenario, environment, name_of, of_kind, pods, rendered
from tools.charts.generated import divided, settings_of
from tools.charts.tree import HELM

_OWNERS = {"PASSEPORT_MIGRATION_DATABASE_URL", "PASSEPORT_NATS_PROVISION_URL"}


def settings_in(environment: dict[str, str], known: set[str]) -> set[str]:
    """The settings that an environment sets, whether by themselves or by a file."""
    named = {name for name in environment if name.startswith(PREFIX)}
    return {name if name in known else name.removesuffix("_FILE") for name in named}


@pytest.mark.parametrize("scenario", OF_SERVICES, ids=str)
def test_every_setting_that_a_chart_sets_is_one_of_the_service(scenario: Scenario) -> None:
    known = {f"{PREFIX}{name}".upper() for name in settings_of(scenario.chart).model_fields}
    manifests = rendered(scenario)
    for owner, template in pods(of_kind(manifests, "Deployment", "Job", "CronJob")):
        assert settings_in(environment(manifests, template), known) - known == set(), name_of(owner)


@pytest.mark.parametrize("service", SERVICES)
def test_every_setting_is_set_by_the_chart_or_by_a_value(service: str) -> None:
    known = {f"{PREFIX}{name}".upper() for name in settings_of(service).model_fields}
    plain, files, _ = divided(service)
    manifests = rendered(Scenario(service, "least"))
    by_itself = settings_in(environment(manifests, next(pods(of_kind(manifests, "Deployment")))[1]), known)
    folder = {"PASSEPORT_ATTACHMENT_FOLDER"} & known  # by attachments.enabled
    assert known - by_itself - folder == (plain.keys() | files.keys()) - by_itself
    assert not plain.keys() & files.keys()


@pytest.mark.parametrize("service", SERVICES)
def test_every_setting_without_default_is_given_in_the_least_installation(service: str) -> None:
    fields = settings_of(service).model_fields
    known = {f"{PREFIX}{name}".upper() for name in fields}
    required = {f"{PREFIX}{name}".upper() for name, field in fields.items() if field.is_required()}
    manifests = rendered(Scenario(service, "least"))
    for owner, template in pods(of_kind(manifests, "Deployment", "Job", "CronJob")):
        assert required <= settings_in(environment(manifests, template), known), name_of(owner)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_no_secret_is_in_a_configmap_or_in_the_environment(scenario: Scenario) -> None:
    secret = {name for service in SERVICES for name in divided(service)[1]}
    assert {"PASSEPORT_DATABASE_URL", "PASSEPORT_NIR_KEYS_FILE", "PASSEPORT_SEAL_PKCS11_PIN"} <= secret
    for one in of_kind(rendered(scenario), "ConfigMap"):
        assert secret & (one.get("data") or {}).keys() == set(), name_of(one)
    assert not of_kind(rendered(scenario), "Secret"), "charts are given Secrets, they make none"
    for owner, template in pods(rendered(scenario)):
        for variable in template["spec"]["containers"][0].get("env", []):
            assert "valueFrom" not in variable, name_of(owner)
            if secret & {variable["name"], variable["name"].removesuffix("_FILE")}:
                assert variable["value"].startswith("/run/passeport/files/"), name_of(owner)


@pytest.mark.parametrize("scenario", OF_SERVICES, ids=str)
def test_what_serves_has_nothing_of_the_owner_of_the_tables(scenario: Scenario) -> None:
    for owner, template in pods(of_kind(rendered(scenario), "Deployment", "Job", "CronJob")):
        given = {
            item["path"]
            for volume in template["spec"]["volumes"]
            for source in volume.get("projected", {}).get("sources", [])
            for item in next(iter(source.values()))["items"]
        }
        wanted = set() if owner["kind"] == "Deployment" else _OWNERS
        assert given & _OWNERS == wanted, name_of(owner)


@pytest.mark.parametrize("scenario", OF_SERVICES, ids=str)
def test_every_file_that_is_named_is_mounted(scenario: Scenario) -> None:
    manifests = rendered(scenario)
    for owner, template in pods(of_kind(manifests, "Deployment", "Job", "CronJob")):
        paths = {
            item["path"]
            for volume in template["spec"]["volumes"]
            if volume["name"] == "files"
            for source in volume["projected"]["sources"]
            for item in next(iter(source.values()))["items"]
        }
        named = {
            value.removeprefix("/run/passeport/files/")
            for value in environment(manifests, template).values()
            if value.startswith("/run/passeport/files/")
        }
        assert named == paths, name_of(owner)


def test_large_numbers_are_written_out() -> None:
    (found,) = of_kind(rendered(Scenario("gateway", "production")), "ConfigMap")[:1]
    assert found["data"]["PASSEPORT_FEED_MAX_BYTES"] == "209715200"


def test_every_command_of_the_maintenance_is_one_of_the_program() -> None:
    for service in SERVICES:
        commands = yaml.safe_load((HELM / service / "values.yaml").read_text()).get("maintenance", {})
        readme = (HELM.parent.parent / "services" / service / "README.md").read_text()
        pages = "".join(page.read_text() for page in (HELM.parent.parent / "services" / service).glob("docs/*.md"))
        for command in commands:
            assert f"`{command}" in readme + pages, f"{service} has no command {command}"
