"""Clients of partners in memory: their part of the fake unit of work."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from passeport_identity.domain.authorization import PlatformToken, TokenKind
from passeport_identity.domain.partner import PartnerClient, PartnerToken

if TYPE_CHECKING:
    from memory import State


class MemoryPartners:
    def __init__(self, state: "State") -> None:
        self._state = state

    async def get(self, client_id: str) -> PartnerClient | None:
        return self._state.clients.get(client_id)

    async def save(self, client: PartnerClient) -> None:
        before = self._state.clients.get(client.client_id)
        if before is not None and (before.secret_hash, before.jwks) != (client.secret_hash, client.jwks):
            kept = {
                digest: token for digest, token in self._state.tokens.items() if token.client_id != client.client_id
            }
            self._state.tokens = kept
            self._keep_platform_tokens(
                lambda token: token.client_id != client.client_id or token.kind is TokenKind.REFRESH
            )
        if before is not None and _read(before) != _read(client):
            self._keep_platform_tokens(lambda token: token.client_id != client.client_id)
            self._end_codes(client.client_id)
        self._state.clients[client.client_id] = client

    async def remove(self, client_id: str) -> None:
        self._state.tokens = {d: token for d, token in self._state.tokens.items() if token.client_id != client_id}
        self._state.clients.pop(client_id, None)
        self._keep_platform_tokens(lambda token: token.client_id != client_id)
        self._end_codes(client_id)
        pushed = self._state.granted.pushed
        self._state.granted.pushed = {d: one for d, one in pushed.items() if one.client_id != client_id}

    def _end_codes(self, client_id: str) -> None:
        granted = self._state.granted
        granted.codes = {d: code for d, code in granted.codes.items() if code.client_id != client_id}

    def _keep_platform_tokens(self, which: Callable[[PlatformToken], bool]) -> None:
        granted = self._state.granted
        granted.tokens = {d: token for d, token in granted.tokens.items() if which(token)}

    async def add_token(self, token: PartnerToken) -> None:
        self._state.tokens[token.digest] = token

    async def end_token(self, digest: bytes, client_id: str) -> None:
        token = self._state.tokens.get(digest)
        if token is not None and token.client_id == client_id:
            del self._state.tokens[digest]

    async def use_assertion(self, client_id: str, id_digest: bytes, expires_at: datetime) -> bool:
        served = (client_id, id_digest) in self._state.assertions
        self._state.assertions.add((client_id, id_digest))
        return not served

    async def find_token(self, digest: bytes) -> tuple[PartnerToken, PartnerClient] | None:
        token = self._state.tokens.get(digest)
        return (token, self._state.clients[token.client_id]) if token is not None else None


def _read(client: PartnerClient) -> tuple[str, str, str]:
    """What holders read of a platform."""
    return client.organisation, client.siret, client.purpose
