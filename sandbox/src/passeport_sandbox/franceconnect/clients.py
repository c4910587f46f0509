"""What FranceConnect agrees with a service besides."""

from dataclasses import dataclass
from typing import Literal

from passeport_sandbox import openid
from passeport_sandbox.franceconnect.scopes import AMR, CLAIMS_BY_SCOPE

KeyEncryption = Literal["ECDH-ES", "RSA-OAEP", "RSA-OAEP-256"]


@dataclass(frozen=True, slots=True)
class Client(openid.Client):
    """A service that is registered at FranceConnect, FranceConnect+ or both."""

    # Services of one entity receive the same `sub` for a person (OIDC Core 8.1, sector identifier).
    entity_id: str | None = None
    allowed_scopes: frozenset[str] = frozenset(CLAIMS_BY_SCOPE) - {AMR, "idp_id"}
    # FranceConnect+ only: where the service publishes the keys to encrypt to, and how.
    jwks_uri: str | None = None
    key_encryption: KeyEncryption = "ECDH-ES"
    # prompt=login without consent skips the information page for the services that may do so.
    may_skip_consent: bool = False

    @property
    def sector(self) -> str:
        """What makes the `sub` of a person differ from service to service."""
        return self.entity_id or self.client_id
