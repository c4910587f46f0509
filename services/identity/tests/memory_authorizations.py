"""Codes and tokens of platforms in memory: their part of the fake unit of work."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from passeport_identity.domain.authorization import AuthorizationCode, PlatformToken, PushedRequest, TokenKind
from passeport_identity.domain.partner import PartnerClient

if TYPE_CHECKING:
    from memory import State


@dataclass
class Granted:
    codes: dict[bytes, AuthorizationCode] = field(default_factory=dict)
    tokens: dict[bytes, PlatformToken] = field(default_factory=dict)
    pushed: dict[bytes, PushedRequest] = field(default_factory=dict)


class MemoryAuthorizations:
    def __init__(self, state: "State") -> None:
        self._state = state

    async def add_code(self, code: AuthorizationCode) -> None:
        self._state.granted.codes[code.digest] = code

    async def find_code(self, digest: bytes) -> AuthorizationCode | None:
        return self._state.granted.codes.get(digest)

    async def mark_code_used(self, digest: bytes, now: datetime) -> None:
        self._state.granted.codes[digest] = replace(self._state.granted.codes[digest], used_at=now)

    async def add_pushed(self, request: PushedRequest) -> None:
        self._state.granted.pushed[request.digest] = request

    async def find_pushed(self, digest: bytes) -> PushedRequest | None:
        return self._state.granted.pushed.get(digest)

    async def add_tokens(self, *tokens: PlatformToken) -> None:
        self._state.granted.tokens |= {token.digest: token for token in tokens}

    async def find_refresh(self, digest: bytes) -> PlatformToken | None:
        found = self._state.granted.tokens.get(digest)
        return found if found is not None and found.kind is TokenKind.REFRESH else None

    async def mark_refresh_used(self, digest: bytes, now: datetime) -> None:
        self._state.granted.tokens[digest] = replace(self._state.granted.tokens[digest], used_at=now)

    async def find_access(self, digest: bytes) -> tuple[PlatformToken, PartnerClient] | None:
        found = self._state.granted.tokens.get(digest)
        if found is None or found.kind is not TokenKind.ACCESS:
            return None
        return found, self._state.clients[found.client_id]

    async def find_any(self, digest: bytes, client_id: str) -> PlatformToken | None:
        found = self._state.granted.tokens.get(digest)
        return found if found is not None and found.client_id == client_id else None

    async def end_access(self, digest: bytes) -> None:
        self._state.granted.tokens.pop(digest, None)

    async def end_grant(self, of: AuthorizationCode | PlatformToken) -> None:
        self._end(
            lambda one: (
                (one.consent_id, one.client_id) == (of.consent_id, of.client_id)
                and (of.grant_id is None or one.grant_id in (of.grant_id, None))
            )
        )

    async def end_consent(self, consent_id: UUID, person_ids: Collection[UUID]) -> None:
        self._end(lambda one: one.consent_id == consent_id and one.person_id in person_ids)

    def _end(self, ends: Callable[[AuthorizationCode | PlatformToken], bool]) -> None:
        granted = self._state.granted
        granted.tokens = {digest: token for digest, token in granted.tokens.items() if not ends(token)}
        granted.codes = {digest: code for digest, code in granted.codes.items() if code.used_at or not ends(code)}
