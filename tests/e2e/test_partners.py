"""A partner that signs instead of keeping a secret: registered, led by the metadata, served, and revoked."""

import json
import time
from pathlib import Path
from uuid import uuid4

import httpx
from joserfc import jws
from joserfc.jwk import ECKey

from passeport_sandbox.stack.stack import Stack

KEY = ECKey.generate_key("P-256", {"kid": "e2e"})
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def assertion(client_id: str, audience: str) -> dict[str, str]:
    """The form fields by which the client proves who it is, once."""
    now = int(time.time())
    claims = {"iss": client_id, "sub": client_id, "aud": audience, "iat": now, "exp": now + 60, "jti": str(uuid4())}
    signed = jws.serialize_compact({"alg": "ES256", "kid": "e2e"}, json.dumps(claims), KEY, algorithms=["ES256"])
    return {"client_assertion_type": TYPE, "client_assertion": signed}


def test_a_partner_signs_instead_of_keeping_a_secret(stack: Stack, http: httpx.Client, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [KEY.as_dict(private=False)]}))
    client = [
        "--client-id",
        "employeur-qui-signe",
        "--organisation",
        "Employeur qui signe",
        "--siret",
        "35600000000048",
    ]
    act = ["--operator", "e2e", "--reason", "un partenaire qui signe"]
    stack.run("identity", "register-partner", *client, "--scope", "feed:dsn", "--jwks-file", str(keys), *act)

    metadata = http.get("/.well-known/oauth-authorization-server").json()
    grant = {"grant_type": "client_credentials"}
    shown = assertion("employeur-qui-signe", metadata["issuer"])
    issued = http.post(metadata["token_endpoint"], data=grant | shown)
    assert (issued.status_code, issued.json()["scope"]) == (200, "feed:dsn"), issued.text
    replayed = http.post(metadata["token_endpoint"], data=grant | shown)
    assert (replayed.status_code, replayed.json()["error"]) == (401, "invalid_client")
    assert "has served already" in replayed.json()["error_description"]

    bearer = {"Authorization": f"Bearer {issued.json()['access_token']}"}
    unknown = f"/partners/v1/batches/{uuid4()}"
    assert http.get(unknown, headers=bearer).status_code == 404
    proof = assertion("employeur-qui-signe", metadata["token_endpoint"])
    revoked = http.post(metadata["revocation_endpoint"], data={"token": issued.json()["access_token"]} | proof)
    assert revoked.status_code == 200
    refused = http.get(unknown, headers=bearer)
    assert (refused.status_code, refused.json()["code"]) == (401, "access_token_invalid")
