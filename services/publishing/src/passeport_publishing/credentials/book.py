"""The one object that use cases see of this package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passeport_publishing.credentials.badge_reader import is_badge, read_badge, read_badge_kid
from passeport_publishing.credentials.issuer import CredentialIssuer
from passeport_publishing.credentials.keys import SigningKey
from passeport_publishing.credentials.reader import read_credential, read_kid
from passeport_publishing.credentials.sd_jwt_reader import is_sd_jwt, read_sd_jwt, read_sd_jwt_kid
from passeport_publishing.credentials.sd_jwt_vc import type_address
from passeport_publishing.domain.snapshot import PublicationKind
from passeport_publishing.domain.succession import Succession
from passeport_publishing.domain.verification import CredentialFindings

__all__ = ["JoseCredentialBook"]


class JoseCredentialBook(CredentialIssuer):
    """Implements `passeport_publishing.usecases.ports.CredentialBook`."""

    def __init__(self, key: SigningKey | Succession[SigningKey], issuer: str) -> None:
        super().__init__(key, issuer)
        self._types = frozenset(type_address(issuer, kind) for kind in PublicationKind)

    @property
    def public_jwk(self) -> Mapping[str, Any]:
        """The public half of the key in use."""
        return self._keys.now.public_jwk

    @property
    def next_jwk(self) -> Mapping[str, Any] | None:
        """That of the key that follows it, or followed it; None: none does."""
        return next((key.public_jwk for key in self._keys.all if key is not self._keys.now), None)

    def read_kid(self, token: str) -> str | None:
        """The key that a credential says it was signed with; None when it is not a credential of our form."""
        if is_sd_jwt(token):
            return read_sd_jwt_kid(token)
        return read_badge_kid(token) if is_badge(token) else read_kid(token)

    def read(self, token: str, jwk: Mapping[str, Any] | None) -> CredentialFindings:
        """Verifies a credential with the key that its kid names; None stands for a key that is not ours."""
        if is_sd_jwt(token):
            return read_sd_jwt(token, jwk, self._types)
        if is_badge(token):
            return read_badge(token, jwk)
        return read_credential(token, jwk)
