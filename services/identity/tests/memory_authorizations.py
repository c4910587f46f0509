"""Codes and tokens of platforms in memory: their part of the fake unit of work."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from passeport_identity.domain.authorization import AuthorizationCode, PlatformToken, TokenKind
from passeport_identity.domain.partner import PartnerClient

if TYPE_CHECKING:
    from memory import State


@dataclass
class Granted:
    codes: dict[bytes, AuthorizationCode] = field(default_factory=dict)
    tokens: dict[bytes, PlatformToken] = field(default_factory=dict)


class MemoryAuthorizations:
    def __init__(self, state: "State") -> None:
        self._state = state

    async def add_code(self, code: AuthorizationCode) -> None:
        self._state.granted.codes[code.digest] = code

    async def find_code(self, digest: bytes) -> AuthorizationCode | None:
        return self._state.granted.codes.get(digest)

    async def mark_code_used(self, digest: bytes, now: datetime) -> None:
        self._state.granted.codes[digest] = replace(self._state.granted.codes[digest], used_at=now)

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

    async def end_consent(
        self, consent_id: UUID, *, client_id: str | None = None, person_ids: Collection[UUID] | None = None
    ) -> None:
        def stays(one: AuthorizationCode | PlatformToken) -> bool:
            return (
                one.consent_id != consent_id
                or (client_id is not None and one.client_id != client_id)
                or (person_ids is not None and one.person_id not in person_ids)
            )

        granted = self._state.granted
        granted.tokens = {digest: token for digest, token in granted.tokens.items() if stays(token)}
        granted.codes = {digest: code for digest, code in granted.codes.items() if stays(code) or code.used_at}
