"""Token Status Lists: the vectors of the draft, and what noise is."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws

from passeport_publishing.credentials.status_list import decode_token_list, encode_token_list, status_at
from passeport_publishing.domain.status import LIST_LENGTH, TokenStatus
from samples import ISSUER, NOW
from workshop import Workshop

# Appendix "Test vectors for Status List encoding" of draft-ietf-oauth-status-list, and the two lists of its section 4.
VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("token_status_vectors.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['bits']}-bit-{vector['length']}")
def test_the_vectors_of_the_draft_hold_both_ways(vector: dict[str, Any]) -> None:
    bits, length = vector["bits"], vector["length"]
    statuses = {int(index): status for index, status in vector["statuses"].items()}
    values = decode_token_list(vector["lst"])
    assert {index: status_at(values, index, bits=bits) for index in statuses} == statuses
    assert sum(map(int.bit_count, values)) == sum(status.bit_count() for status in statuses.values())
    # Compressors differ; what they pack does not.
    assert decode_token_list(encode_token_list(statuses, bits=bits, length=length)) == values


def test_a_bomb_or_noise_is_no_list() -> None:
    for text in ("", "AAAA", encode_token_list({1: 1}, bits=4)[:-8]):
        with pytest.raises(ValueError, match=r".+"):
            decode_token_list(text)
    with pytest.raises(ValueError, match="too long"):
        decode_token_list(encode_token_list({}, bits=4), limit=100)
    with pytest.raises(IndexError):
        status_at(bytes(LIST_LENGTH // 2), LIST_LENGTH, bits=4)


def test_the_signed_list_says_what_a_status_list_token_must(workshop: Workshop) -> None:
    told = {TokenStatus.WITHDRAWN: [3], TokenStatus.SUPERSEDED: [99_999]}
    token = workshop.issuer.issue_token_status_list("token-1", told, NOW, timedelta(seconds=60))
    signed = jws.deserialize_compact(token, workshop.key.key, algorithms=["ES256"])
    assert signed.protected == {"alg": "ES256", "typ": "statuslist+jwt", "kid": workshop.key.kid}
    payload = json.loads(signed.payload)
    listed = payload.pop("status_list")
    assert payload == {
        "iss": ISSUER,
        "sub": f"{ISSUER}/status-lists/token-1",
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 7 * 24 * 3600,
        "ttl": 60,
    }
    assert (listed["bits"], listed["aggregation_uri"]) == (4, f"{ISSUER}/status-lists")
    values = decode_token_list(listed["lst"])
    assert [status_at(values, index, bits=4) for index in (2, 3, 4, 99_999)] == [0, 0x0C, 0, 0x03]
    assert len(values) == LIST_LENGTH // 2
    assert len(token) < 2000
    uncached = workshop.issuer.issue_token_status_list("token-1", {}, NOW, timedelta(0))
    assert json.loads(jws.extract_compact(uncached.encode()).payload)["ttl"] == 1
