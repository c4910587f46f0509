"""The process table: each program with its settings, which are the ones that production sets by other means."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from passeport_sandbox.feeds.partners import PARTNERS
from passeport_sandbox.stack.addresses import SERVICES, STORES, Addresses
from passeport_sandbox.stack.bus import provisioner
from passeport_sandbox.stack.safe import Safe
from passeport_testing.postgres import Database

FRANCECONNECT_CLIENT = "passeport"
LEDGER_ORIGIN = "passeport.example/log/records"
TLOG_ORIGIN = "passeport.example/log/publications"

# Whom each service calls; tests/architecture holds it against architecture.toml.
CALLS: Mapping[str, tuple[str, ...]] = {
    "identity": ("records",),
    "records": ("identity",),
    "publishing": ("identity", "records", "prevention"),
    "prevention": ("identity", "records"),
    "gateway": ("identity", "records", "publishing", "prevention"),
}

# Those that tell outsiders where to go: a callback, a link in a QR code, a page.
_KNOW_THE_OUTSIDE = ("identity", "publishing", "gateway")

FRONT_ENDS = "PASSEPORT_CORS_ORIGINS"
LEVEL_TO_PUBLISH = "PASSEPORT_PUBLISH_ASSURANCE"

# Settings that one service alone reads, by what their names begin with: another would warn that it knows no such thing.
_OF_ONE = {
    FRONT_ENDS: "gateway",
    "PASSEPORT_RATE_": "gateway",
    "PASSEPORT_STATUS_LIST_": "publishing",
    LEVEL_TO_PUBLISH: "publishing",
    "PASSEPORT_SHARE_ASSURANCE": "publishing",
}

# What a program may inherit from us: enough to run and to find its certificates, nothing of ours to be read.
_INHERITED = ("PATH", "HOME", "LANG", "TZ", "TMPDIR", "SSL_CERT_FILE")


@dataclass(frozen=True)
class Program:
    """What to run, and with which environment."""

    command: tuple[str, ...]
    environment: Mapping[str, str]

    def doing(self, *arguments: str) -> "Program":
        """Give the same program with another sub-command."""
        return Program((*self.command[:3], *arguments), self.environment)


def inherited() -> dict[str, str]:
    """Give the part of our own environment that programs get."""
    return {name: os.environ[name] for name in _INHERITED if name in os.environ}


def service_programs(
    addresses: Addresses,
    safe: Safe,
    databases: Mapping[str, Database],
    nats_urls: Mapping[str, str],
    extra: Mapping[str, str],
) -> dict[str, Program]:
    """Give the five services as production runs them; `extra` settings reach those that read them."""
    leaves = safe.mutual_tls(SERVICES)
    programs = {}
    for name in SERVICES:
        settings = {
            "ADMIN_LISTEN": f"127.0.0.1:{addresses.admin[name]}",
            "TLS_CERT_FILE": str(leaves[name].certificate),
            "TLS_KEY_FILE": str(leaves[name].key),
            "TLS_CA_FILE": str(leaves[name].authority),
            **({"PUBLIC_BASE_URL": addresses.base_url} if name in _KNOW_THE_OUTSIDE else {}),
            **{f"{peer.upper()}_TARGET": addresses.target(peer) for peer in CALLS[name]},
            **(_store(name, addresses, safe, databases[name], nats_urls) if name in STORES else {}),
            **_own(name, addresses, safe),
        }
        environment = {f"PASSEPORT_{key}": value for key, value in settings.items()}
        programs[name] = Program(
            (sys.executable, "-m", f"passeport_{name}", "serve"), {**inherited(), **environment, **_for(name, extra)}
        )
    return programs


def _for(service: str, extra: Mapping[str, str]) -> dict[str, str]:
    def reads(setting: str) -> bool:
        return all(service == one for beginning, one in _OF_ONE.items() if setting.startswith(beginning))

    return {setting: value for setting, value in extra.items() if reads(setting)}


def franceconnect_program(addresses: Addresses, safe: Safe) -> Program:
    """Give the FranceConnect sandbox, where the suite is registered as a service."""
    options = {
        "--listen": f"127.0.0.1:{addresses.franceconnect}",
        "--issuer": addresses.issuer,
        "--client-id": FRANCECONNECT_CLIENT,
        "--client-secret-file": str(safe.password_file("franceconnect")),
        "--redirect-uri": f"{addresses.base_url}/auth/callback",
        "--post-logout-redirect-uri": f"{addresses.base_url}/",
        "--key-file": str(safe.folder / "franceconnect-keys.json"),
        "--beside": f"{addresses.base_url}/.well-known/franceconnect-jwks.json",
    }
    arguments = (part for option in options.items() for part in option)
    return Program((sys.executable, "-m", "passeport_sandbox", "franceconnect", *arguments), inherited())


def proconnect_program(addresses: Addresses, safe: Safe) -> Program:
    """Give the ProConnect sandbox, where the suite is registered as a service."""
    options = {
        "--port": str(addresses.proconnect),
        "--client-id": FRANCECONNECT_CLIENT,
        "--client-secret-file": str(safe.password_file("proconnect")),
        "--redirect-uri": f"{addresses.base_url}/auth/professional/callback",
        "--post-logout-redirect-uri": f"{addresses.base_url}/",
        "--key-file": str(safe.folder / "proconnect-keys.json"),
    }
    arguments = (part for option in options.items() for part in option)
    return Program((sys.executable, "-m", "passeport_sandbox", "proconnect", *arguments), inherited())


def _store(
    name: str, addresses: Addresses, safe: Safe, database: Database, nats_urls: Mapping[str, str]
) -> dict[str, str]:
    def keep(setting: str, value: str) -> str:
        return str(safe.text_file(f"{name}-{setting}", value))

    return {
        "GRPC_LISTEN": f"127.0.0.1:{addresses.grpc[name]}",
        "DATABASE_URL_FILE": keep("database-url", database.app_url),
        "MIGRATION_DATABASE_URL_FILE": keep("migration-database-url", database.owner_url),
        "NATS_URL_FILE": keep("nats-url", nats_urls[name]),
        "NATS_PROVISION_URL_FILE": keep("nats-provision-url", nats_urls[provisioner(name)]),
    }


def _own(name: str, addresses: Addresses, safe: Safe) -> dict[str, str]:
    """Give the settings that one service alone has."""
    if name == "identity":
        return {
            "FRANCECONNECT_ISSUER": addresses.issuer,
            "FRANCECONNECT_CLIENT_ID": FRANCECONNECT_CLIENT,
            "FRANCECONNECT_CLIENT_SECRET_FILE": str(safe.password_file("franceconnect")),
            "FRANCECONNECT_PLUS_ISSUER": addresses.plus_issuer,
            "FRANCECONNECT_PLUS_CLIENT_ID": FRANCECONNECT_CLIENT,
            "FRANCECONNECT_PLUS_CLIENT_SECRET_FILE": str(safe.password_file("franceconnect")),
            "FRANCECONNECT_ENCRYPTION_KEYS_FILE": str(safe.signing_key("franceconnect-encryption")),
            "PROCONNECT_ISSUER": addresses.proconnect_issuer,
            "PROCONNECT_CLIENT_ID": FRANCECONNECT_CLIENT,
            "PROCONNECT_CLIENT_SECRET_FILE": str(safe.password_file("proconnect")),
            "NIR_KEYS_FILE": str(safe.versioned_keys("nir-keys")),
            "NIR_INDEX_KEYS_FILE": str(safe.versioned_keys("nir-index-keys")),
            "EMAIL_KEYS_FILE": str(safe.versioned_keys("email-keys")),
            "CALLER_TOKEN_KEY_FILE": str(safe.signing_key("caller-token")),
            "AUDIT_KEY_FILE": str(safe.signing_key("audit")),
            # For a hand that types `curl -u`; production may refuse them.
            "PARTNER_SECRETS": "allowed",
        }
    if name == "records":
        return {
            "FEED_KEYS_FILE": str(safe.versioned_keys("feed-keys")),
            "TRAINING_FILE_SENDERS": PARTNERS["compte-formation"].siret,
            "LEDGER_ORIGIN": LEDGER_ORIGIN,
            "LEDGER_KEYS_FILE": str(safe.versioned_keys("ledger-keys")),
            "LEDGER_SIGNING_KEYS_FILE": str(safe.note_key("ledger-signing")),
            "LEDGER_CHECKPOINT_INTERVAL": "1",
            "ATTACHMENT_FOLDER": str(safe.folder_of("attachments")),
            "ATTACHMENT_KEYS_FILE": str(safe.versioned_keys("attachment-keys")),
            # A development machine has no clamd; production names one, or says as much.
            "ATTACHMENT_SCANNER": "none",
        }
    if name == "prevention":
        return {"IMPORT_KEYS_FILE": str(safe.versioned_keys("import-keys"))}
    if name == "publishing":
        return {
            "SEAL_KEY_FILE": str(safe.seal / "seal.key"),
            "SEAL_CERT_FILE": str(safe.seal / "seal.pem"),
            "SEAL_CHAIN_FILE": str(safe.seal / "chain.pem"),
            "SEAL_TRUST_FILE": str(safe.seal / "root.pem"),
            "CREDENTIAL_KEY_FILE": str(safe.seal / "credential.key"),
            "BADGE_KEY_FILE": str(safe.rsa_key("badges")),
            "TWO_D_DOC_KEY_FILE": str(safe.two_d_doc().key),
            "TWO_D_DOC_CERTIFICATE_FILE": str(safe.two_d_doc().certificate),
            "TLOG_ORIGIN": TLOG_ORIGIN,
            "TLOG_SIGNING_KEYS_FILE": str(safe.note_key("tlog-signing")),
            "TLOG_CHECKPOINT_INTERVAL": "1",
        }
    if name == "gateway":
        return {"HTTP_LISTEN": f"127.0.0.1:{addresses.gateway}", "TRUSTED_PROXIES": "none"}
    return {}


def log_of(folder: Path, name: str) -> Path:
    """Where a program's output goes."""
    return folder / "logs" / f"{name}.log"
