"""The clients of the identity providers, as the settings want them: FranceConnect, FranceConnect+, ProConnect."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

from passeport_identity.domain.assurance import Assurance
from passeport_identity.franceconnect.client import FranceConnect, Registration
from passeport_identity.franceconnect.envelopes import EnvelopeOpener
from passeport_identity.proconnect.client import ProConnect, ProConnectOff, ProRegistration
from passeport_identity.settings import Settings
from passeport_identity.usecases.platforms import Platform
from passeport_identity.vault.decryption_keys import DecryptionKeys, load_decryption_keys

__all__ = ["Providers", "decryption_keys"]


@dataclass(frozen=True, slots=True)
class Providers:
    """Makes the clients, all registered with addresses of the same gateway."""

    settings: Settings
    closing: AsyncExitStack
    http: httpx.AsyncClient
    keys: DecryptionKeys

    def first(self) -> FranceConnect:
        """That of the sign-ins that ask for no level."""
        settings = self.settings
        secret = settings.franceconnect_client_secret
        # Keys may be published before FranceConnect+ is asked, which wants to see them first.
        encrypts = settings.limits.assurance > Assurance.EIDAS1
        return self._client(settings.franceconnect_issuer, settings.franceconnect_client_id, secret, encrypts=encrypts)

    def beside(self) -> tuple[Platform, ...]:
        """FranceConnect+ beside FranceConnect, if it is set."""
        settings = self.settings
        issuer, client_id = settings.franceconnect_plus_issuer, settings.franceconnect_plus_client_id
        secret = settings.franceconnect_plus_client_secret
        if issuer is None or client_id is None or secret is None:
            return ()
        client = self._client(issuer, client_id, secret, encrypts=True)
        return (Platform(client, Assurance[settings.franceconnect_plus_acr.upper()], issuer),)

    def _client(self, issuer: str, client_id: str, secret: SecretStr, *, encrypts: bool) -> FranceConnect:
        settings = self.settings
        registration = Registration(
            issuer,
            client_id,
            secret.get_secret_value(),
            redirect_uri=f"{settings.public_base_url}/auth/callback",
            post_logout_redirect_uri=f"{settings.public_base_url}/",
        )
        client = FranceConnect(
            self.http,
            registration,
            envelopes=EnvelopeOpener(self.keys) if encrypts else None,
            patience=settings.franceconnect_timeout,
            max_age=settings.franceconnect_metadata_max_age,
        )
        self.closing.push_async_callback(client.close)
        return client

    def professionals(self) -> ProConnect | ProConnectOff:
        """ProConnect, if it is set."""
        settings = self.settings
        if settings.proconnect_issuer is None or settings.proconnect_client_secret is None:
            return ProConnectOff()
        registration = ProRegistration(
            settings.proconnect_issuer,
            settings.proconnect_client_id,
            settings.proconnect_client_secret.get_secret_value(),
            redirect_uri=f"{settings.public_base_url}/auth/professional/callback",
            post_logout_redirect_uri=f"{settings.public_base_url}/",
            levels=settings.proconnect_acr.split(),
            algorithm=settings.proconnect_algorithm,
        )
        max_age = settings.franceconnect_metadata_max_age
        return ProConnect(self.http, registration, patience=settings.franceconnect_timeout, max_age=max_age)


def decryption_keys(settings: Settings) -> DecryptionKeys:
    """The keys to which FranceConnect+ encrypts; none where no file gives them."""
    path = settings.franceconnect_encryption_keys_file
    return load_decryption_keys(path) if path is not None else DecryptionKeys([])
