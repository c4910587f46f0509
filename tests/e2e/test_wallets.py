"""What a holder offers, a wallet that others wrote takes (@openid4vc/openid4vci), over public HTTP alone."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from passeport_sandbox.demo.outsiders import Verifier
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.furnish import WALLET
from passeport_testing.further import further_case
from tests import node

CLIENT = Path(__file__).parent / "wallet"


@pytest.fixture(
    scope="module", params=[further_case(("node",), at_hand=node.NODE is not None, missing="node is not installed")]
)
def taking(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Lets the wallet take several offers, one after the other: node is started once for each list."""
    folder = node.installed(CLIENT)

    def take(*asked: dict[str, Any]) -> Any:
        told = tmp_path_factory.mktemp("wallet") / "asked.json"
        told.write_text(json.dumps(asked))
        done = subprocess.run(
            (node.NODE or "node", "take.mjs", told),
            cwd=folder,
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return take


def test_a_wallet_takes_a_publication_and_shows_what_anyone_verifies(
    taking: Callable[..., Any], holder: Callable[[str], Browser], http: httpx.Client, verifier: Verifier
) -> None:
    karim = holder("karim")
    entries = karim.ask("GET", "/api/v1/passport/records")["items"]
    draft = {"title": "Électricien", "entry_ids": [entry["id"] for entry in entries]}
    publication = karim.ask("POST", "/api/v1/publications", json=draft)
    path = f"/api/v1/publications/{publication['id']}/credential-offers"

    def offered(**asked: Any) -> dict[str, Any]:
        made: dict[str, Any] = karim.ask("POST", path, json=asked)
        return {"uri": made["offer_uri"], "tx_code": made["tx_code"], "keys": 1}

    plain = offered()
    stale, again = taking(plain | {"nonce": "AAAA"}, plain)
    assert (stale["refused"], again["refused"]) == ("invalid_nonce", "invalid_grant"), (stale, again)
    protected = offered(tx_code=True) | {"keys": 2}
    wrong = f"{(int(protected['tx_code']) + 1) % 10**6:06}"
    mistaken, taken = taking(protected | {"tx_code": wrong}, protected)
    assert mistaken["refused"] == "invalid_grant", mistaken
    assert len(taken["credentials"]) == 2, taken

    key = next(one for one in http.get("/.well-known/jwks.json").json()["keys"] if one["kty"] == "EC")
    for credential, jwk in zip(taken["credentials"], taken["jwks"], strict=True):
        claims = SDJWTVerifier(credential, lambda *_: JWK.from_json(json.dumps(key))).get_verified_payload()
        assert claims["cnf"]["jwk"] == {name: jwk[name] for name in ("kty", "crv", "x", "y")}
        assert claims["vct"] == taken["configuration"]["vct"]
        # What the metadata says of claims is what is in it.
        paths = {claim["path"][0] for claim in taken["configuration"]["credential_metadata"]["claims"]}
        assert set(claims) - {"iss", "iat", "vct", "status", "cnf"} <= paths
    assert verifier.credential(taken["credentials"][0])["outcome"] == "authentic"
    states = [(offer["state"], offer["issue_count"]) for offer in karim.ask("GET", path)["items"]]
    assert states == [("issued", 2), ("ended", 0)]
    told = [line["told"] for line in karim.ask("GET", "/api/v1/passport/access-log")["items"]]
    assert any("portefeuille numérique a reçu l'attestation" in one for one in told), told[:8]

    waiting = offered()
    karim.ask("POST", f"/api/v1/publications/{publication['id']}/withdrawal")
    (over,) = taking(waiting)
    assert over["refused"] == "invalid_grant"
    assert verifier.credential(taken["credentials"][0])["outcome"] == "withdrawn"


def test_a_wallet_sends_a_holder_here_and_takes_what_he_lets_it_take(
    taking: Callable[..., Any], holder: Callable[[str], Browser], verifier: Verifier
) -> None:
    karim = holder("karim")
    entries = karim.ask("GET", "/api/v1/passport/records")["items"]
    made = [
        karim.ask("POST", "/api/v1/publications", json={"title": title, "entry_ids": [entries[0]["id"]]})["id"]
        for title in ("Pour mon portefeuille", "Une autre")
    ]
    path = f"/api/v1/publications/{made[0]}"
    client = {
        "uri": karim.ask("GET", f"{path}/wallet-invitation")["offer_uri"],
        "client_id": WALLET.client_id,
        "redirect_uri": WALLET.redirect_uris,
        "keys": 1,
    }

    def consented(sent: dict[str, str]) -> dict[str, Any]:
        screen = unescape(karim.open(sent["url"]).text)
        assert f"Ajouter une publication à {WALLET.name}" in screen
        form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', screen))
        (form["publication_id"],) = re.findall(r'name="publication_id" value="([^"]+)" checked', screen)
        assert form["publication_id"] == made[0]
        answer = karim.http.post("/oauth/authorize", data=form | {"decision": "allow"})
        return client | {"url": answer.headers["location"], "verifier": sent["verifier"]}

    *sent, last = taking(*[client | {"send": True}] * 3)
    # It pushes its requests, as the metadata lets it.
    assert all("request_uri=" in one["url"] and "scope=" not in one["url"] for one in (*sent, last))
    first, second = (consented(one) for one in sent)
    # Who consents anew ends what was not taken, and a code serves once, with its own verifier.
    over, taken, again = taking(first, second, second)
    assert (over["refused"], again["refused"]) == ("invalid_grant", "invalid_grant"), (over, taken, again)
    assert verifier.credential(taken["credentials"][0])["outcome"] == "authentic"
    back = consented(last)
    mixed, late = taking(back | {"verifier": second["verifier"]}, back)
    assert (mixed["refused"], late["refused"]) == ("invalid_grant", "invalid_grant")
    states = [offer["state"] for offer in karim.ask("GET", f"{path}/credential-offers")["items"]]
    assert states == ["ended", "issued", "ended"]
    told = [line["told"] for line in karim.ask("GET", "/api/v1/passport/access-log")["items"]]
    assert any("accordé une publication à un portefeuille" in one for one in told), told[:8]
