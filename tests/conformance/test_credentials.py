"""Our SD-JWT VCs and status lists, read by libraries that others wrote for node: @sd-jwt/sd-jwt-vc and jose."""

import json
import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from passeport_gateway.domain.credential_types import type_metadata
from passeport_publishing.credentials import BadgeKey, OpenBadges
from passeport_publishing.credentials.issuer import CredentialIssuer
from passeport_publishing.credentials.keys import SigningKey
from passeport_publishing.domain.holder_key import read_holder_key
from passeport_publishing.domain.status import Purpose, StatusEntry, TokenStatus
from passeport_testing.further import further_case
from tests import node
from tests.conformance.published import ISSUER, PUBLICATION, TITLES, award, snapshot

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
PLACES = {"valid": 7, "superseded": 8, "withdrawn": 9}


def badge_of(key: BadgeKey) -> str:
    one = award(NOW)
    status = [StatusEntry("revocation-1", Purpose.REVOCATION, PLACES["valid"])]
    return OpenBadges(key, ISSUER).issue(PUBLICATION, replace(snapshot(NOW), items=(one,)), one, status)


def asked(issuer: CredentialIssuer, key: SigningKey, holder: ECKey) -> dict[str, Any]:
    badge_key = BadgeKey(RSAKey.generate_key(2048), f"{ISSUER}/keys/1")
    bound_to = read_holder_key(json.dumps(holder.as_dict(private=False)))

    def issue(index: int, *, bound: bool = False) -> str:
        status = [StatusEntry("revocation-1", Purpose.REVOCATION, index)]
        return issuer.issue_sd_jwt(PUBLICATION, snapshot(NOW), status, bound_to if bound else None, NOW)

    listed = {TokenStatus.SUPERSEDED: [PLACES["superseded"]], TokenStatus.WITHDRAWN: [PLACES["withdrawn"]]}
    token_list = issuer.issue_token_status_list("token-1", listed, NOW, timedelta(minutes=1))
    valid = issue(PLACES["valid"])
    signed, first, *rest = valid.split("~")
    return {
        "now": int(NOW.timestamp()) + 60,
        "issuer_jwk": key.public_jwk,
        "holder_jwk": holder.as_dict(private=True),
        "credentials": {
            **{state: issue(index) for state, index in PLACES.items()},
            "swapped": "~".join([signed[:-8] + "A" * 8, first, *rest]),
            "one kept back": "~".join([signed, *rest]),
        },
        "bound": issue(PLACES["valid"], bound=True),
        "frame": {"given_name": True, "items": {"0": True}},
        "signed": {
            "token list": token_list,
            "bit list": issuer.issue_status_list("revocation-1", Purpose.REVOCATION, [9], NOW),
            "credential": issuer.issue(PUBLICATION, snapshot(NOW), []),
        },
        "status_lists": {f"{ISSUER}/status-lists/token-1": token_list},
        "badge": badge_of(badge_key),
        "badge_jwk": badge_key.public_jwk,
        "badge_issuer": ISSUER,
        "types": {f"{ISSUER}/credential-types/cv/v1": type_metadata(ISSUER, "cv")},
    }


@pytest.fixture(
    scope="module", params=[further_case(("node",), at_hand=node.NODE is not None, missing="node is not installed")]
)
def answers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the libraries say of all that is asked: node is started once."""
    key = ECKey.generate_key("P-256")
    signing = SigningKey(key, key.thumbprint())
    told = tmp_path_factory.mktemp("credentials") / "asked.json"
    told.write_text(json.dumps(asked(CredentialIssuer(signing, ISSUER), signing, ECKey.generate_key("P-256"))))
    done = subprocess.run(
        (node.NODE or "node", "read.mjs", told),
        cwd=node.installed(Path(__file__).parent / "credentials"),
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_whole_credential_is_read(answers: dict[str, Any]) -> None:
    found = answers["credentials"]["valid"]
    assert found["statuses"] == [0]
    assert found["header"]["typ"] == "dc+sd-jwt"
    claims = found["payload"]
    assert (claims["vct"], claims["given_name"]) == (f"{ISSUER}/credential-types/cv/v1", "Camille Marie")
    assert [item["label"] for item in claims["items"]] == list(TITLES)
    assert {item["provenance"]["source"] for item in claims["items"]} == {"Déclaration sociale nominative"}
    assert found["type"]["vct"] == claims["vct"]
    assert ["items", None] in [claim["path"] for claim in found["type"]["claims"]]


def test_what_became_of_it_is_read_in_the_token_list(answers: dict[str, Any]) -> None:
    assert {state: answers["credentials"][state]["statuses"] for state in PLACES} == {
        "valid": [0],
        "superseded": [0x03],
        "withdrawn": [0x0C],
    }


def test_what_is_kept_back_is_not_there_and_what_is_forged_is_refused(answers: dict[str, Any]) -> None:
    assert "given_name" not in answers["credentials"]["one kept back"]["payload"]
    assert answers["credentials"]["one kept back"]["payload"]["family_name"] == "LEFÈBVRE"
    assert "refused" in answers["credentials"]["swapped"]


def test_a_bound_one_is_presented_with_the_key_of_its_holder(answers: dict[str, Any]) -> None:
    found = answers["presented"]
    assert found["bound"] is True, found
    assert found["payload"]["given_name"] == "Camille Marie"
    assert "family_name" not in found["payload"]
    assert len(found["payload"]["items"]) <= 1


def test_jose_verifies_all_that_is_signed(answers: dict[str, Any]) -> None:
    types = {name: one["header"]["typ"] for name, one in answers["signed"].items()}
    assert types == {"token list": "statuslist+jwt", "bit list": "vc+jwt", "credential": "vc+jwt"}
    assert answers["signed"]["token list"]["payload"]["ttl"] == 60


def test_jose_verifies_an_open_badge_by_its_issuer_and_dates(answers: dict[str, Any]) -> None:
    header, badge = answers["badge"]["protectedHeader"], answers["badge"]["payload"]
    assert header == {"alg": "RS256", "typ": "JWT", "kid": f"{ISSUER}/keys/1"}
    assert badge["credentialSubject"]["achievement"]["name"] == "Développeuse web"
