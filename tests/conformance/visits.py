"""One browser at a provider, sent there by our client."""

from dataclasses import dataclass, field

import httpx

from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.opaque_token import mint
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.franceconnect.client import FranceConnect
from passeport_sandbox.openid import abandon, sign_in
from tests.conformance.parties import query_of


@dataclass
class Visit:
    """The steps of a sign-in, one by one."""

    browser: httpx.AsyncClient
    client: FranceConnect
    level: Assurance
    state: str = field(default_factory=mint)
    nonce: str = field(default_factory=mint)
    code_verifier: str = field(default_factory=mint)

    async def address(self) -> str:
        return await self.client.authorization_url(
            state=self.state, nonce=self.nonce, code_verifier=self.code_verifier, assurance=self.level
        )

    async def callback(self, login: str = "claire") -> dict[str, str]:
        return query_of(await sign_in(self.browser, await self.address(), login))

    async def give_up(self) -> dict[str, str]:
        return query_of(await abandon(self.browser, await self.address()))

    async def redeem(self, callback: dict[str, str]) -> SignedIn:
        self.client.check_callback_issuer(callback.get("iss", ""))
        return await self.client.sign_in(
            code=callback["code"], code_verifier=self.code_verifier, nonce=self.nonce, asked=self.level
        )

    async def sign_in(self, login: str = "claire") -> SignedIn:
        return await self.redeem(await self.callback(login))
