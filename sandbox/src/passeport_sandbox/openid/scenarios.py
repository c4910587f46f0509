"""Faults on demand: `login~scenario` signs the persona in and then misbehaves as `scenarios.toml` says."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Literal

SEPARATOR = "~"

Signature = Literal["own", "stranger", "none", "client-secret"]
Envelope = Literal["own", "none", "stranger", "unknown-kid", "bare"]


@dataclass(frozen=True, slots=True)
class Tampering:
    """Members to overwrite in a message about to leave, and members to leave out."""

    set: Mapping[str, Any] = field(default_factory=dict)
    drop: tuple[str, ...] = ()

    def applied_to(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Return the message as it leaves."""
        return {name: value for name, value in {**message, **self.set}.items() if name not in self.drop}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One misbehaviour of the provider; the default one is none at all."""

    name: str = ""
    title: str = ""
    callback: Tampering = Tampering()
    id_token: Tampering = Tampering()
    userinfo: Tampering = Tampering()
    signature: Signature = "own"
    envelope: Envelope = "own"  # of FranceConnect+ only
    kid: str | None = None  # announced in the JWS header instead of the key's own
    page: str | None = None  # stop after the login on this error page
    code_lifetime: float | None = None  # seconds
    token_delay: float = 0  # seconds
    token_status: int | None = None
    userinfo_status: int | None = None
    userinfo_json: bool = False  # plain JSON instead of a signed JWT


HONEST = Scenario()


def load() -> dict[str, Scenario]:
    """Read the scenarios of the sandbox, by name."""
    text = resources.files(__package__).joinpath("scenarios.toml").read_text(encoding="utf-8")
    return {name: _scenario(name, table) for name, table in tomllib.loads(text).items()}


def _scenario(name: str, table: dict[str, Any]) -> Scenario:
    plain = {key: value for key, value in table.items() if key not in {"callback", "id_token", "userinfo"}}
    return Scenario(
        name=name,
        callback=_tampering(table.get("callback", {})),
        id_token=_tampering(table.get("id_token", {})),
        userinfo=_tampering(table.get("userinfo", {})),
        **plain,
    )


def _tampering(table: dict[str, Any]) -> Tampering:
    return Tampering(set=table.get("set", {}), drop=tuple(table.get("drop", ())))
