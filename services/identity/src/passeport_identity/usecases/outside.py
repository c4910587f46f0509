"""What the use cases need beyond the database: FranceConnect, records, and what has keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.caller_token import CallerToken
from passeport_identity.domain.contact import SealedAddress
from passeport_identity.domain.ine import Ine
from passeport_identity.domain.nir import Nia, Nir, RegisterNumber
from passeport_identity.domain.ntt import Ntt
from passeport_identity.domain.professional import ProfessionalSignedIn
from passeport_identity.domain.sealed_nir import BlindIndex, SealedNir
from passeport_identity.domain.sign_in import SignedIn

__all__ = [
    "AddressVault",
    "CallerTokenSigner",
    "ClientAssertions",
    "EmploymentFacts",
    "IdentityProvider",
    "NirVault",
    "ProfessionalProvider",
    "SecretHasher",
]


class IdentityProvider(Protocol):
    """FranceConnect."""

    async def authorization_url(self, *, state: str, nonce: str, code_verifier: str, assurance: Assurance) -> str:
        """Where to send the browser to sign in."""
        ...

    def check_callback_issuer(self, issuer: str) -> None:
        """Raises LoginNotTrusted when a callback is not the provider's."""
        ...

    async def sign_in(self, *, code: str, code_verifier: str, nonce: str, asked: Assurance) -> SignedIn:
        """Exchanges a code for a proven identity."""
        ...

    async def logout_url(self, id_token: str, *, state: str = "") -> str:
        """Where to send the browser to be signed out there too; `state` comes back with it."""
        ...


class ProfessionalProvider(Protocol):
    """ProConnect, or whatever signs professionals in; off where none is configured."""

    def check_on(self) -> None:
        """Raises ProfessionalSignInOff where none is configured; so does each of the others."""
        ...

    async def authorization_url(self, *, state: str, nonce: str, code_verifier: str) -> str:
        """Where to send the browser to sign in."""
        ...

    async def sign_in(self, *, code: str, issuer: str, code_verifier: str, nonce: str) -> ProfessionalSignedIn:
        """Exchanges a code, which came with an issuer or without, for a professional and his organisation."""
        ...

    async def logout_url(self, id_token: str) -> str:
        """Where to send the browser to be signed out there too."""
        ...


class EmploymentFacts(Protocol):
    """What records knows of a person's employment."""

    async def has_apprenticeship_contract(self, person_id: UUID) -> bool:
        """Whether an apprenticeship contract runs today. Raises EmploymentFactsUnavailable."""
        ...


class AddressVault(Protocol):
    """Seals e-mail addresses."""

    @property
    def sealing_version(self) -> str | None: ...
    async def seal(self, email: str, person_id: UUID) -> SealedAddress: ...
    async def open(self, sealed: SealedAddress, person_id: UUID) -> str: ...


class NirVault(Protocol):
    """Seals and fingerprints NIR."""

    @property
    def sealing_version(self) -> str: ...
    @property
    def indexing_version(self) -> str: ...
    async def seal(self, nir: RegisterNumber, person_id: UUID) -> SealedNir: ...
    async def open(self, sealed: SealedNir, person_id: UUID) -> Nir | Nia: ...
    def index(self, nir: RegisterNumber) -> BlindIndex: ...
    def indexes(self, nir: RegisterNumber) -> tuple[BlindIndex, ...]: ...
    def fingerprints(self, numbers: Sequence[RegisterNumber | Ntt | Ine]) -> list[tuple[bytes, ...]]: ...


class CallerTokenSigner(Protocol):
    """Signs caller tokens."""

    def sign(self, token: CallerToken) -> str: ...
    @property
    def jwks(self) -> str: ...


class ClientAssertions(Protocol):
    """Reads and verifies what partners sign to prove who they are."""

    def claimed_client(self, assertion: str) -> str:
        """Whose assertion it says it is, before anything is verified. Raises ClientInvalid."""
        ...

    def verified(self, assertion: str, jwks: str) -> dict[str, Any]:
        """The claims, when one of the keys signed them. Raises ClientInvalid."""
        ...


class SecretHasher(Protocol):
    """Hashes client secrets, slowly."""

    async def hash(self, secret: str) -> str: ...
    async def verify(self, secret: str, kept: str | None) -> bool: ...
