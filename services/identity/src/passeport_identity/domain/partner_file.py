"""The file that lists clients of partners: TOML, one table for each, named after its client id."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.partner_role import PartnerRole

__all__ = ["PartnerFiles", "read_partners"]

_MANDATORY = frozenset({"organisation", "siret"})
_KNOWN = _MANDATORY | {
    "role",
    "scope",
    "secret_file",
    "jwks_file",
    "id_client",
    "id_contrat",
    "redirect_uris",
    "purpose",
}


@dataclass(frozen=True, slots=True)
class PartnerFiles:
    """Where the proofs of a client are: its secret, its keys, or both."""

    secret: Path | None
    jwks: Path | None


def read_partners(text: str) -> Iterator[tuple[PartnerClient, PartnerFiles]]:
    """Each client with its files. Raises ValueError, naming the client, on the first that is wrong."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is not TOML: {error}") from None
    for client_id, table in tables.items():
        try:
            yield _read(client_id, table)
        except ValueError as error:
            raise ValueError(f"{client_id}: {error}") from error


def _read(client_id: str, table: Mapping[str, Any]) -> tuple[PartnerClient, PartnerFiles]:
    if not isinstance(table, dict) or not table.keys() <= _KNOWN or not table.keys() >= _MANDATORY:
        others = ", ".join(sorted(_KNOWN - _MANDATORY))
        raise ValueError(f"a table with {', '.join(sorted(_MANDATORY))} and perhaps {others}")
    if not all(isinstance(value, str) for value in table.values()):
        raise ValueError("every value is a text")
    client = PartnerClient(
        client_id,
        table["organisation"],
        table["siret"],
        frozenset(table.get("scope", "").split()),
        table.get("id_client", ""),
        role=PartnerRole.parse(table["role"]) if "role" in table else None,
        id_contrat=table.get("id_contrat", ""),
        redirect_uris=tuple(table.get("redirect_uris", "").split()),
        purpose=table.get("purpose", ""),
    )
    paths = {name: Path(table[name]) for name in ("secret_file", "jwks_file") if name in table}
    return client, PartnerFiles(paths.get("secret_file"), paths.get("jwks_file"))
