"""The file that lists clients of partners: TOML, one table for each, named after its client id."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from passeport_identity.domain.partner import PartnerClient

__all__ = ["read_partners"]

_MANDATORY = frozenset({"organisation", "siret", "scope", "secret_file"})
_KNOWN = _MANDATORY | {"id_client"}


def read_partners(text: str) -> Iterator[tuple[PartnerClient, Path]]:
    """Each client with the file of its secret. Raises ValueError, naming the client, on the first that is wrong."""
    for client_id, table in tomllib.loads(text).items():
        try:
            yield _read(client_id, table)
        except ValueError as error:
            raise ValueError(f"{client_id}: {error}") from error


def _read(client_id: str, table: Mapping[str, Any]) -> tuple[PartnerClient, Path]:
    if not isinstance(table, dict) or not table.keys() <= _KNOWN or not table.keys() >= _MANDATORY:
        raise ValueError(f"a table with {', '.join(sorted(_MANDATORY))} and perhaps id_client")
    if not all(isinstance(value, str) for value in table.values()):
        raise ValueError("every value is a text")
    scopes = frozenset(table["scope"].split())
    client = PartnerClient(client_id, table["organisation"], table["siret"], scopes, table.get("id_client", ""))
    return client, Path(table["secret_file"])
