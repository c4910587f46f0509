"""What the sandbox's ProConnect remembers (who is signing in, codes of 30 s, tokens of 60 s), and what it signs."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from passeport_sandbox.openid import Client
from passeport_sandbox.openid.keys import KeyRing
from passeport_sandbox.openid.scenarios import Scenario
from passeport_sandbox.openid.shelf import Clock, Shelf
from passeport_sandbox.proconnect.people import Professional

CLAIMS = {
    "openid": (),
    "given_name": ("given_name",),
    "usual_name": ("usual_name",),
    "email": ("email",),
    "uid": ("uid",),
    "siret": ("siret",),
    "idp_id": ("idp_id",),
}
TOKEN_SECONDS = 60
_CODE, _TOKEN, _PAGE = timedelta(seconds=30), timedelta(seconds=TOKEN_SECONDS), timedelta(minutes=30)
_IDENTITY_PROVIDER = "71144ab3-0000-4401-b7b3-79b44f7daeeb"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to sign in that passed every check."""

    redirect_uri: str
    state: str
    nonce: str
    scopes: tuple[str, ...]
    code_challenge: str


@dataclass(frozen=True, slots=True)
class Granted:
    """What a code or an access token stands for."""

    asked: Asked
    professional: Professional
    scenario: Scenario


@dataclass(slots=True)
class Provider:
    """One ProConnect, with the one service that is registered."""

    issuer: str
    client: Client
    keys: KeyRing
    clock: Clock
    asked: Shelf[Asked] = field(init=False)
    codes: Shelf[Granted] = field(init=False)
    tokens: Shelf[Granted] = field(init=False)

    def __post_init__(self) -> None:
        """Put the shelves up."""
        self.asked = Shelf(self.clock, _PAGE)
        self.codes = Shelf(self.clock, _CODE)
        self.tokens = Shelf(self.clock, _TOKEN)

    def id_token(self, granted: Granted) -> str:
        """Sign who signed in, how and when."""
        now = int(self.clock().timestamp())
        claims = self._common(granted, now) | {
            "nonce": granted.asked.nonce,
            "acr": granted.professional.acr,
            "auth_time": now,
        }
        return self.keys.sign(granted.scenario.id_token.applied_to(claims), self.client, granted.scenario)

    def userinfo(self, granted: Granted) -> dict[str, Any]:
        """What the scopes open of the professional, with what makes it a token."""
        one = granted.professional
        known = {
            "given_name": one.given_name,
            "usual_name": one.usual_name,
            "email": f"{one.login}@organisation.example.org",
            "uid": f"agent-{one.login}",
            "siret": one.siret,
            "idp_id": _IDENTITY_PROVIDER,
        }
        opened = {name: known[name] for scope in granted.asked.scopes for name in CLAIMS[scope] if known[name]}
        claims = self._common(granted, int(self.clock().timestamp())) | opened
        return granted.scenario.userinfo.applied_to(claims)

    def _common(self, granted: Granted, now: int) -> dict[str, Any]:
        return {
            "sub": hashlib.sha256(f"proconnect {granted.professional.login}".encode()).hexdigest(),
            "aud": self.client.client_id,
            "iss": self.issuer,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
        }


def new_secret() -> str:
    """Make a code, a token, or the name of a page."""
    return secrets.token_urlsafe(32)
