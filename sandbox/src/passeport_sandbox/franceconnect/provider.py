"""The parts of one FranceConnect, gathered once and given to each group of routes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.envelopes import FetchKeys, wrapped
from passeport_sandbox.franceconnect.grants import TOKEN_LIFETIME, Grant, Grants
from passeport_sandbox.franceconnect.identity import released_claims, subject
from passeport_sandbox.franceconnect.levels import Platform
from passeport_sandbox.franceconnect.parameters import AuthorizationRequest
from passeport_sandbox.franceconnect.sessions import Sessions
from passeport_sandbox.openid.keys import KeyRing
from passeport_sandbox.openid.scenarios import Scenario
from passeport_sandbox.openid.shelf import Clock
from passeport_sandbox.personas import Persona


@dataclass(frozen=True, slots=True)
class Provider:
    """Everything the routes need."""

    issuer: str
    platform: Platform
    clients: Mapping[str, Client]
    personas: Mapping[str, Persona]
    scenarios: Mapping[str, Scenario]
    keys: KeyRing
    sub_secret: str
    clock: Clock
    sleep: Callable[[float], Awaitable[None]]
    fetch_keys: FetchKeys
    sessions: Sessions
    grants: Grants

    @property
    def prefix(self) -> str:
        """The path of the issuer, under which every route lives: /api/v2."""
        return urlsplit(self.issuer).path

    def sub(self, grant: Grant) -> str:
        """Return the identifier of the person for the service of this grant."""
        # A person is not the same to the two platforms: each has a secret of its own.
        secret = f"{self.sub_secret}+" if self.platform.encrypts else self.sub_secret
        return subject(grant.account.persona, grant.request.client, secret)

    def id_token(self, grant: Grant) -> str:
        """Return the signed id_token (OIDC Core 2): no claim about the identity in it."""
        request, account = grant.request, grant.account
        claims: dict[str, object] = {
            "sub": self.sub(grant),
            "acr": request.acr,
            "auth_time": int(account.authenticated_at.timestamp()),
            "nonce": request.nonce,
            **self._envelope(request.client),
        }
        if request.wants_amr:
            claims["amr"] = ["pwd"]
        return self.keys.sign(account.scenario.id_token.applied_to(claims), request.client, account.scenario)

    def userinfo(self, grant: Grant) -> dict[str, object]:
        """Return the claims of userinfo, to be signed as a JWT (OIDC Core 5.3.2)."""
        request, account = grant.request, grant.account
        claims: dict[str, object] = {
            **released_claims(account.persona, request.scopes, corrected=self.platform.corrects),
            "sub": self.sub(grant),
            **self._envelope(request.client),
        }
        return account.scenario.userinfo.applied_to(claims)

    async def delivered(self, token: str, grant: Grant) -> str:
        """Return a signed token as it leaves: FranceConnect+ encrypts it to the service."""
        if not self.platform.encrypts:
            return token
        return await wrapped(token, grant.request.client, self.issuer, grant.account.scenario, self.fetch_keys)

    def callback(self, request: AuthorizationRequest, answer: Mapping[str, str], scenario: Scenario) -> str:
        """Return the address that carries this answer to the service, with `state` and `iss` (RFC 9207)."""
        complete = {**answer, "state": request.state, "iss": self.issuer}
        return address_with(request.redirect_uri, scenario.callback.applied_to(complete))

    def _envelope(self, client: Client) -> dict[str, object]:
        now = int(self.clock().timestamp())
        return {
            "aud": client.client_id,
            "iss": self.issuer,
            "iat": now,
            "exp": now + int(TOKEN_LIFETIME.total_seconds()),
        }


def address_with(address: str, parameters: Mapping[str, str], *, in_fragment: bool = False) -> str:
    """Add parameters to an address, in its query or in its fragment."""
    parts = urlsplit(address)
    encoded = urlencode(parameters)
    if in_fragment:
        return urlunsplit(parts._replace(fragment=encoded))
    return urlunsplit(parts._replace(query=f"{parts.query}&{encoded}" if parts.query else encoded))
