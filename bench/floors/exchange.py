"""What the standard alone asks of a service at sign-in: the code for tokens, the tokens for claims, two signatures."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import ec

from bench.floors import es256
from bench.floors.alone import FloorError
from bench.wire import Connection, request

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Bare:
    """A service registered as ours is, which keeps nothing: no session, no database, keys and addresses at hand."""

    port: int
    client_id: str
    client_secret: str
    redirect_uri: str
    key: ec.EllipticCurvePublicKey

    def begin(self) -> tuple[str, str]:
        """Give the address to send the browser to, and the verifier of its code (RFC 7636)."""
        verifier = secrets.token_urlsafe(32)
        digest = hashlib.sha256(verifier.encode()).digest()
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid identite_pivot preferred_username",
            "acr_values": "eidas1",
            "state": secrets.token_urlsafe(32),
            "nonce": secrets.token_urlsafe(32),
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return f"http://localhost:{self.port}/api/v2/authorize?{urlencode(parameters)}", verifier

    async def complete(self, connection: Connection, code: str, verifier: str) -> None:
        """Exchange the code, fetch the claims, verify both signatures. Raises FloorError."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": verifier,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        body = urlencode(form).encode()
        asked = request("POST", "/api/v2/token", port=self.port, headers=_FORM, body=body)
        answer = json.loads((await connection.ask(asked)).body)
        bearer = {"Authorization": f"Bearer {answer.get('access_token')}"}
        userinfo = await connection.ask(request("GET", "/api/v2/userinfo", port=self.port, headers=bearer))
        if userinfo.status != 200:
            raise FloorError(f"{userinfo.status} instead of a userinfo")
        for token in (answer["id_token"], userinfo.body.decode()):
            if not es256.verify(token, self.key)():
                raise FloorError("a signature of the provider is not good")
