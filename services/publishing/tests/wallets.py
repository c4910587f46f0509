"""A wallet, as the specification has it (OpenID4VCI 1.0): its keys, and the proofs that it makes of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey

from samples import ISSUER

GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"


def offer_in(uri: str) -> dict[str, Any]:
    """The offer by value of an address (section 4.1)."""
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("openid-credential-offer", "")
    offer: dict[str, Any] = json.loads(parse_qs(parts.query, strict_parsing=True)["credential_offer"][0])
    return offer


def code_of(uri: str) -> str:
    """The code of the offer."""
    code: str = offer_in(uri)["grants"][GRANT]["pre-authorized_code"]
    return code


@dataclass
class Wallet:
    """A key, and proofs that it is there."""

    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))

    def proof(self, nonce: Any, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A proof (appendix F.1); what is given takes the place of what it would say, None takes it out."""
        said = {"aud": ISSUER, "iat": 1_795_424_700, "nonce": nonce, **claims}
        shown: dict[str, Any] = {"alg": "ES256", "typ": "openid4vci-proof+jwt", "jwk": self.key.as_dict(private=False)}
        shown |= header or {}
        payload = json.dumps({name: value for name, value in said.items() if value is not None}).encode()
        return jws.serialize_compact(
            {name: value for name, value in shown.items() if value is not None}, payload, self.key, algorithms=["ES256"]
        )
