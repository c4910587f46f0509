"""What an upgrade replaces: pods when their settings change, the migration when anything of it does, nothing else."""

import re
from typing import Any

import pytest

from tests.architecture.house import SERVICES, STORES
from tests.charts.rendering import Manifest, Scenario, of_kind, pods, render, rendered
from tools.charts.tree import HELM


def least(service: str, *arguments: str) -> list[Manifest]:
    return render(service, "--values", str(HELM / service / "ci" / "least-values.yaml"), *arguments)


def templates(manifests: list[Manifest]) -> dict[str, Any]:
    return {owner["metadata"]["name"]: template for owner, template in pods(of_kind(manifests, "Deployment"))}


@pytest.mark.parametrize("service", SERVICES)
def test_pods_are_replaced_when_a_setting_changes_and_else_stay(service: str) -> None:
    before = templates(list(rendered(Scenario(service, "least"))))
    assert templates(least(service)) == before
    after = templates(least(service, "--set", "settings.PASSEPORT_LOG_LEVEL=DEBUG"))
    assert before.keys() == after.keys()
    for name, template in after.items():
        assert template["metadata"]["annotations"] != before[name]["metadata"]["annotations"], name
    # What is said to Prometheus alone is nothing to the pods.
    assert templates(least(service, "--set", "metrics.monitor.enabled=true")) == before


@pytest.mark.parametrize("service", STORES)
def test_every_database_has_its_migration_which_is_no_hook(service: str) -> None:
    (job,) = of_kind(rendered(Scenario(service, "least")), "Job")
    assert "annotations" not in job["metadata"], "no hook: Argo CD and Flux run it, too"
    (container,) = job["spec"]["template"]["spec"]["containers"]
    assert container["args"] == ["migrate"]


@pytest.mark.parametrize("service", SERVICES)
def test_pods_have_time_to_be_ready_after_the_migration(service: str) -> None:
    manifests = rendered(Scenario(service, "least"))
    migrates = [job["spec"]["activeDeadlineSeconds"] for job in of_kind(manifests, "Job")]
    deadlines = {one["spec"]["progressDeadlineSeconds"] for one in of_kind(manifests, "Deployment")}
    assert deadlines == {900 + sum(migrates)}
    # What the README says of how long Helm is to wait.
    (minutes,) = re.findall(r"--wait --timeout (\d+)m", (HELM.parent / "README.md").read_text())
    assert int(minutes) * 60 > max(deadlines)


@pytest.mark.parametrize("service", STORES)
def test_the_owner_of_the_tables_has_a_way_in_that_waits_to_be_asked(service: str) -> None:
    manifests = rendered(Scenario(service, "least"))
    (job,) = of_kind(manifests, "Job")
    jobs = {one["metadata"]["name"]: one["spec"] for one in of_kind(manifests, "CronJob")}
    once_more = jobs[f"passeport-{service}-migrate"]
    assert once_more["suspend"] is True
    (container,) = once_more["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert container["args"] == job["spec"]["template"]["spec"]["containers"][0]["args"]
    assert jobs[f"passeport-{service}-expire-accesses"]["suspend"] is False


def test_the_migration_is_a_new_job_when_anything_of_it_changes() -> None:
    def job(*arguments: str) -> Manifest:
        (found,) = of_kind(least("records", *arguments), "Job")
        return found

    before = job()
    names = {before["metadata"]["name"]}
    assert job("--set", "replicas=7")["metadata"]["name"] in names
    changes = (
        "image.tag=9.9.9",
        "settings.PASSEPORT_LOG_LEVEL=DEBUG",
        "migration.backoffLimit=1",
        "nodeSelector.disk=ssd",
    )
    for count, change in enumerate(changes, 2):
        names.add(job("--set", change)["metadata"]["name"])
        assert len(names) == count, change


def test_a_new_version_of_a_chart_alone_restarts_nothing() -> None:
    for template in templates(list(rendered(Scenario("records", "least")))).values():
        assert not {"helm.sh/chart", "app.kubernetes.io/version"} & template["metadata"]["labels"].keys()
