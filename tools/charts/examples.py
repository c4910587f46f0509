"""What is generated in deploy/examples: values for the chart of NATS, and which secrets come from where they are kept.

Who may do what on the bus is said once, by the table that the local stack goes by (`passeport_sandbox.stack.bus`).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from passeport_sandbox.stack import bus
from passeport_sandbox.stack.addresses import SERVICES, STORES
from tools.charts.tree import HELM, load
from tools.distributions import ROOT

EXAMPLES = ROOT / "deploy" / "examples"
PRODUCTION = "ci/production-values.yaml"
NATS_SECRET = "passeport-nats"  # noqa: S105 - the name of a Secret
DATABASE_HOST, NATS_HOST = "passeport-db-rw", "passeport-nats"
ROLES = ("owner", "app")
_ADMIN = "admin"
# Pod Security "restricted", which the namespace enforces and the chart of NATS does not ask for.
_RESTRICTED = {"securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}}
_NOBODY = {
    "runAsNonRoot": True,
    "runAsUser": 1000,
    "runAsGroup": 1000,
    "fsGroup": 1000,
    "seccompProfile": {"type": "RuntimeDefault"},
}
_WRITTEN = "# Written by `make charts`.\n"


def bus_users() -> tuple[str, ...]:
    """Everyone who may connect to the bus, by name."""
    return tuple(bus.users(dict.fromkeys(_names(), "")))


def _names() -> tuple[str, ...]:
    return tuple(name for service in bus.ROLES for name in (service, bus.provisioner(service)))


def variable(user: str) -> str:
    """The variable of the environment of NATS, and the key of its Secret, with the password of a user."""
    return f"{user.upper().replace('-', '_')}_PASSWORD"


def quoted(password: str) -> str:
    """A password as NATS takes it out of a variable: without quotes one that begins with a figure would be a number."""
    return f'"{password}"'


def nats_values() -> str:
    """Values for the chart of NATS: three servers that say what is on disk, TLS, and what each user may."""
    users = [
        {
            "user": name,
            "password": f"<< ${variable(name)} >>",
            "permissions": {
                "publish": {"allow": list(user.publish)},
                "subscribe": {"allow": list(user.subscribe)},
            },
        }
        for name, user in bus.users(dict.fromkeys(_names(), "")).items()
    ]
    admin = {"user": _ADMIN, "password": f"<< ${variable(_ADMIN)} >>"}
    values = {
        "fullnameOverride": NATS_HOST,
        "config": {
            # Servers know one another by an authority of their own: who is let into a cluster reads all that is in it.
            "cluster": {
                "enabled": True,
                "replicas": 3,
                "tls": {
                    "enabled": True,
                    "secretName": f"{NATS_HOST}-routes-tls",
                    "merge": {"ca_file": "/etc/nats-certs/cluster/ca.crt", "timeout": 5},
                },
            },
            # Without `always` a message is acknowledged up to two minutes before it is on disk.
            "jetstream": {
                "enabled": True,
                "fileStore": {"pvc": {"size": "20Gi"}},
                "merge": {"sync_interval": "always"},
            },
            "nats": {"tls": {"enabled": True, "secretName": f"{NATS_HOST}-tls"}},
            "merge": {
                "accounts": {"PASSEPORT": {"jetstream": "enabled", "users": users}, "SYS": {"users": [admin]}},
                "system_account": "SYS",
            },
        },
        "container": {
            "env": {
                name: {"valueFrom": {"secretKeyRef": {"name": NATS_SECRET, "key": name}}}
                for name in map(variable, (*_names(), _ADMIN))
            },
            "resources": {"requests": {"cpu": "500m", "memory": "512Mi"}, "limits": {"memory": "1Gi"}},
            "merge": _RESTRICTED,
        },
        "reloader": {"merge": _RESTRICTED},
        "podTemplate": {
            "merge": {"spec": {"securityContext": _NOBODY}},
            "topologySpreadConstraints": {
                "topology.kubernetes.io/zone": {"maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}
            },
        },
        "promExporter": {"enabled": True, "podMonitor": {"enabled": True}, "merge": _RESTRICTED},
        "natsBox": {"enabled": False},
    }
    told = "# For the chart `nats` of https://nats-io.github.io/k8s/helm/charts, as release `passeport-nats`.\n"
    return _WRITTEN + told + yaml.dump(values, Dumper=_Plain, sort_keys=False, width=110)


def chart_secrets(*further: str) -> dict[str, dict[str, str]]:
    """The Secrets that charts ask for: each with its keys, and the setting that each is.

    By default, or with files of further values, each by its path in the folder of a chart.
    """
    found: dict[str, dict[str, str]] = {}
    for service in SERVICES:
        files: dict[str, Mapping[str, str] | None] = {}
        for values in ("values.yaml", *further):
            files |= load(HELM / service / values).get("files", {})
        for setting, file in files.items():
            if file and "secret" in file:
                found.setdefault(file["secret"], {})[file["key"]] = setting
    return found


def urls(service: str) -> dict[str, str]:
    """Addresses with a password in them, of a service; `{name}` stands for the password of that name."""

    def database(role: str) -> str:
        return f"postgresql://{service}_{role}:{{database-{role}}}@{DATABASE_HOST}:5432/{service}"

    def nats(user: str, key: str) -> str:
        return f"{{scheme}}://{user}:{{{key}}}@{NATS_HOST}:4222"

    return {
        "PASSEPORT_DATABASE_URL": database("app"),
        "PASSEPORT_MIGRATION_DATABASE_URL": database("owner"),
        "PASSEPORT_NATS_URL": nats(service, "nats"),
        "PASSEPORT_NATS_PROVISION_URL": nats(bus.provisioner(service), "nats-provision"),
    }


def external_secrets() -> str:
    """An ExternalSecret for each Secret that the charts, in production, and the other examples ask for."""
    documents = []
    for name, keys in chart_secrets(PRODUCTION).items():
        service = name.split("-")[1]
        known = urls(service)
        data: dict[str, str] = {}
        taken: dict[str, str] = {}
        for key, setting in keys.items():
            if setting in known:
                data[key] = _templated(known[setting], taken)
            else:
                data[key] = f'{{{{ index . "{key}" }}}}'
                taken[key] = key
        documents.append(_external(name, data, {key: f"passeport/{service}/{path}" for key, path in taken.items()}))
    for service in STORES:
        for role in ROLES:
            data = {"username": f"{service}_{role}", "password": "{{ .password }}"}
            source = {"password": f"passeport/{service}/database-{role}"}
            documents.append(_external(f"passeport-db-{service}-{role}", data, source, kind="kubernetes.io/basic-auth"))
    data = {variable(user): quoted(f"{{{{ .{variable(user)} }}}}") for user in (*_names(), _ADMIN)}
    documents.append(_external(NATS_SECRET, data, {variable(user): _path(user) for user in (*_names(), _ADMIN)}))
    kept = {key: f"passeport/backups/{key}" for key in ("access-key-id", "secret-access-key")}
    documents.append(_external("passeport-backups", {key: f'{{{{ index . "{key}" }}}}' for key in kept}, kept))
    told = "# For External Secrets Operator, with a SecretStore `passeport`: where each secret is kept, by its path.\n"
    return _WRITTEN + told + yaml.safe_dump_all(documents, sort_keys=False, width=110)


def _path(user: str) -> str:
    service, _, provisions = user.partition("-")
    return f"passeport/{service}/nats{'-provision' if provisions else ''}"


def _templated(url: str, taken: dict[str, str]) -> str:
    """An address with its passwords filled in by the operator, escaped as addresses want it."""
    url = url.replace("{scheme}", "tls")
    for name in ("database-app", "database-owner", "nats-provision", "nats"):
        if f"{{{name}}}" in url:
            taken[name] = name
            url = url.replace(f"{{{name}}}", f'{{{{ index . "{name}" | urlquery }}}}')
    return url


def _external(name: str, data: Mapping[str, str], source: Mapping[str, str], kind: str = "Opaque") -> dict[str, Any]:
    labels = {"labels": {"cnpg.io/reload": "true"}} if kind != "Opaque" else {}
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": {"name": name},
        "spec": {
            "refreshInterval": "1h",
            "secretStoreRef": {"kind": "SecretStore", "name": "passeport"},
            "target": {
                "name": name,
                "template": {
                    "engineVersion": "v2",
                    "type": kind,
                    **({"metadata": labels} if labels else {}),
                    "data": dict(data),
                },
            },
            "data": [{"secretKey": key, "remoteRef": {"key": path}} for key, path in source.items()],
        },
    }


class _Plain(yaml.SafeDumper):
    """Writes what stands at two places twice, in the stead of an alias."""

    def ignore_aliases(self, data: object) -> bool:
        """Tell that nothing is an alias."""
        return True


def examples() -> dict[Path, str]:
    """Every example that is generated."""
    return {EXAMPLES / "nats-values.yaml": nats_values(), EXAMPLES / "external-secrets.yaml": external_secrets()}
