"""What FranceConnect+ sends: each signed token in a JWE (RFC 7516) that only the service can open."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.errors import ApiError
from passeport_sandbox.openid.authorities import trusted_authorities
from passeport_sandbox.openid.scenarios import Scenario

ENCRYPTION = "A256GCM"
KEY_ENCRYPTIONS = ("ECDH-ES", "RSA-OAEP", "RSA-OAEP-256")

FetchKeys = Callable[[str], Awaitable[Mapping[str, Any]]]

_REGISTRY = jwe.JWERegistry(algorithms=[*KEY_ENCRYPTIONS, ENCRYPTION], strict_check_header=False)


async def fetch_keys(address: str) -> Mapping[str, Any]:
    """Fetch the keys that a service publishes."""
    async with httpx.AsyncClient(timeout=3, verify=trusted_authorities()) as http:
        response = await http.get(address)
        response.raise_for_status()
        keys: Mapping[str, Any] = response.json()
        return keys


async def wrapped(token: str, client: Client, issuer: str, scenario: Scenario, fetch: FetchKeys) -> str:
    """Encrypt a signed token to the first key of the service that fits."""
    if scenario.envelope == "none":
        return token
    key = await _key_of(client, fetch)
    header = {
        "alg": client.key_encryption,
        "enc": ENCRYPTION,
        "cty": "JWT",
        "kid": key.kid,
        "iss": issuer,
        "aud": client.client_id,
    }
    if scenario.envelope == "stranger":
        key = ECKey.generate_key("P-256", {"use": "enc"}) if isinstance(key, ECKey) else RSAKey.generate_key(2048)
    elif scenario.envelope == "unknown-kid":
        header["kid"] = "inconnu"
    inside = "{}" if scenario.envelope == "bare" else token
    return jwe.encrypt_compact(header, inside.encode(), key, registry=_REGISTRY)


async def _key_of(client: Client, fetch: FetchKeys) -> ECKey | RSAKey:
    wanted = ECKey if client.key_encryption == "ECDH-ES" else RSAKey
    try:
        if client.jwks_uri is None:
            raise ValueError
        for key in KeySet.import_key_set(dict(await fetch(client.jwks_uri))).keys:  # type: ignore[arg-type]
            if isinstance(key, wanted) and key.get("use", "enc") == "enc":
                return key
    except (httpx.HTTPError, JoseError, ValueError) as fault:
        message = "client JSON Web Key Set failed to be refreshed"
        raise ApiError(400, "invalid_client_metadata", message) from fault
    raise ApiError(400, "invalid_client_metadata", "no suitable encryption key found in client JSON Web Key Set")
