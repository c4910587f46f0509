"""A provider made of a few answers, for what the sandbox never does: changing keys, going away, answering nonsense."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.franceconnect.client import FranceConnect, Registration
from passeport_identity.proconnect.client import ProConnect, ProRegistration

ISSUER = "https://fournisseur.example.org/api/v2"
NONCE = "n" * 43
SUBJECT = "a" * 64 + "v1"
CLAIRE = {
    "given_name": "Claire Sophie Hélène",
    "given_name_array": ["Claire", "Sophie", "Hélène"],
    "family_name": "FONTANEL",
    "gender": "female",
    "birthdate": "1981-04-17",
    "birthplace": "44109",
    "birthcountry": "99100",
}
REGISTRATION = Registration(
    ISSUER, "passeport", "secret", "https://passeport.example.org/auth/callback", "https://passeport.example.org/"
)
PRO_REGISTRATION = ProRegistration(
    ISSUER,
    "passeport",
    "secret",
    "https://passeport.example.org/auth/professional/callback",
    "https://passeport.example.org/",
    ["eidas2"],
)


def new_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})


class Provider:
    """Answers like FranceConnect; every part of every answer can be changed."""

    def __init__(self) -> None:
        self.key = new_key("pkcs11:ES256:hsm")
        self.published: list[Any] = [self.key]
        self.discovery: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
            "jwks_uri": f"{ISSUER}/jwks",
            "end_session_endpoint": f"{ISSUER}/session/end",
            "revocation_endpoint": f"{ISSUER}/token/revocation",
        }
        self.id_token: dict[str, Any] = self._claims(nonce=NONCE, acr="eidas1")
        self.userinfo: dict[str, Any] = self._claims(**CLAIRE)
        self.token_answer: dict[str, Any] = {}
        self.answers: dict[str, httpx.Response | Exception] = {}
        self.hanging: set[str] = set()
        self.wrap: Callable[[str], str] = str
        self.calls: Counter[str] = Counter()
        self.now = 1000.0

    def _claims(self, **more: Any) -> dict[str, Any]:
        now = int(time.time())
        return {"iss": ISSUER, "aud": "passeport", "sub": SUBJECT, "iat": now, "exp": now + 60, **more}

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        protected = {"alg": "ES256", "kid": self.key.kid, **header}
        return jws.serialize_compact(protected, json.dumps(claims).encode(), self.key, algorithms=["ES256"])

    def client(self, **options: Any) -> FranceConnect:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        made = FranceConnect(http, REGISTRATION, **options)
        for cached in (made._directory._endpoints, made._directory._keys):
            cached._now = lambda: self.now
        return made

    def proconnect(self, **options: Any) -> ProConnect:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        made = ProConnect(http, PRO_REGISTRATION, **options)
        for cached in (made._directory._endpoints, made._directory._keys):
            cached._now = lambda: self.now
        return made

    async def sign_in(self, client: FranceConnect | None = None) -> SignedIn:
        client = client or self.client()
        return await client.sign_in(code="code", code_verifier="v" * 43, nonce=NONCE, asked=Assurance.EIDAS1)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.removeprefix("/api/v2/")
        self.calls[name] += 1
        if name in self.hanging:
            await asyncio.sleep(3600)
        if name in self.answers:
            answer = self.answers[name]
            if isinstance(answer, Exception):
                raise answer
            return answer
        match name:
            case ".well-known/openid-configuration":
                return httpx.Response(200, json=self.discovery)
            case "jwks":
                return httpx.Response(200, json={"keys": [self._public(key) for key in self.published]})
            case "token":
                token = {"access_token": "a", "token_type": "Bearer", "id_token": self.wrap(self.sign(self.id_token))}
                return httpx.Response(200, json=token | self.token_answer)
            case "userinfo":
                headers = {"content-type": "application/jwt; charset=utf-8"}
                return httpx.Response(200, text=self.wrap(self.sign(self.userinfo)), headers=headers)
        return httpx.Response(200 if name == "token/revocation" else 404)

    @staticmethod
    def _public(key: Any) -> Any:
        return KeySet([key]).as_dict(private=False)["keys"][0] if isinstance(key, ECKey) else key
