"""The keys that sign the tokens, and the JWKS that lets services check them (RFC 7517)."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Self

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeyParameters, KeySet, OctKey, RSAKey
from joserfc.util import urlsafe_b64encode

from passeport_sandbox.openid.client import Algorithm, Client
from passeport_sandbox.openid.scenarios import Scenario
from passeport_testing.certificates import write_private

ES256_KID = "pkcs11:ES256:hsm"
RS256_KID = "pkcs11:RS256:hsm"

_ACCEPTED = ["ES256", "RS256"]


class KeyRing:
    """An ES256 and an RS256 key, plus a stranger's key for the scenarios that need a bad signature."""

    def __init__(self, es256: ECKey, rs256: RSAKey) -> None:
        self._keys: dict[Algorithm, ECKey | RSAKey] = {"ES256": es256, "RS256": rs256}
        self._stranger = _new_ec_key(ES256_KID)

    @classmethod
    def generate(cls) -> Self:
        """Make new keys."""
        parameters: KeyParameters = {"kid": RS256_KID, "use": "sig", "alg": "RS256"}
        return cls(_new_ec_key(ES256_KID), RSAKey.generate_key(2048, parameters))

    @classmethod
    def load_or_create(cls, path: Path) -> Self:
        """Read the keys of that file, or make them and write it: an id_token outlives a restart that way."""
        if path.exists():
            try:
                stored = json.loads(path.read_bytes())
                return cls(ECKey.import_key(stored["ES256"]), RSAKey.import_key(stored["RS256"]))
            except (ValueError, KeyError, TypeError, JoseError) as fault:
                raise ValueError(f"{path} does not hold our keys; remove it, and new ones are made") from fault
        ring = cls.generate()
        write_private(path, json.dumps(ring.private()).encode("ascii"))
        return ring

    def private(self) -> dict[str, Mapping[str, Any]]:
        """Return both private keys, by algorithm."""
        return {algorithm: key.as_dict(private=True) for algorithm, key in self._keys.items()}

    def rotate(self, kid: str = ES256_KID) -> None:
        """Replace the ES256 key, under the same kid or another: services must fetch the JWKS again."""
        self._keys["ES256"] = _new_ec_key(kid)

    def public(self, algorithms: Collection[Algorithm] = ("ES256", "RS256")) -> dict[str, list[Mapping[str, Any]]]:
        """Return the JWKS. The RSA key comes first on purpose: the order is no contract."""
        shown: list[Algorithm] = ["RS256", "ES256"]
        return {"keys": [self._keys[name].as_dict(private=False) for name in shown if name in algorithms]}

    def sign(self, claims: Mapping[str, Any], client: Client, scenario: Scenario) -> str:
        """Sign for that service; the JWS header has `alg` and `kid` and nothing else."""
        algorithm: str = client.signing_algorithm
        key: ECKey | RSAKey | OctKey = self._keys[client.signing_algorithm]
        header: dict[str, Any] = {"alg": algorithm, "kid": scenario.kid or key.kid}
        if scenario.signature == "none":
            return _unsigned({**header, "alg": "none"}, claims)
        if scenario.signature == "stranger":
            header["alg"], key = "ES256", self._stranger
        elif scenario.signature == "client-secret":
            header["alg"], key = "HS256", OctKey.import_key(client.client_secret)
        return jwt.encode(header, dict(claims), key, algorithms=[header["alg"]], default_type=None)

    def verified(self, token: str) -> dict[str, Any]:
        """Return the claims of a token signed here, expired or not; ValueError for any other."""
        try:
            return jwt.decode(token, KeySet(list(self._keys.values())), algorithms=_ACCEPTED).claims
        except (JoseError, ValueError) as fault:
            raise ValueError("not a token of this provider") from fault


def _new_ec_key(kid: str) -> ECKey:
    parameters: KeyParameters = {"kid": kid, "use": "sig", "alg": "ES256"}
    return ECKey.generate_key("P-256", parameters)


def _unsigned(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    parts = (urlsafe_b64encode(json.dumps(part).encode()).decode() for part in (header, claims))
    return ".".join((*parts, ""))
