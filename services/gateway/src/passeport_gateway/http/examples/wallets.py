"""Offers to wallets, and what wallets take."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.identifiers import CREDENTIAL_OFFER_ID, PUBLICATION_ID

__all__ = [
    "CREDENTIALS",
    "CREDENTIAL_OFFERS",
    "CREDENTIAL_OFFER_ASKED",
    "CREDENTIAL_OFFER_MADE",
    "NONCE",
    "WALLET_CREDENTIAL_ASKED",
    "WALLET_INVITATION",
    "WALLET_REFUSED",
]

_Json = dict[str, Any]

CREDENTIAL_OFFER_ASKED: _Json = {"tx_code": True}
_OFFER: _Json = {
    "id": CREDENTIAL_OFFER_ID,
    "publication_id": PUBLICATION_ID,
    "state": "open",
    "needs_tx_code": True,
    "create_time": "2026-11-23T09:20:00Z",
    "expire_time": "2026-11-23T09:30:00Z",
    "redeem_time": None,
    "issue_count": 0,
    "issue_time": None,
}
CREDENTIAL_OFFER_MADE: _Json = _OFFER | {
    "offer_uri": "openid-credential-offer://?credential_offer=%7B%22credential_issuer%22%3A%22https%3A%2F%2F…",
    "qr_svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 85 85">…</svg>',
    "tx_code": "493536",
}
CREDENTIAL_OFFERS: _Json = {
    "items": [
        _OFFER
        | {
            "state": "issued",
            "redeem_time": "2026-11-23T09:21:07Z",
            "issue_count": 1,
            "issue_time": "2026-11-23T09:21:09Z",
        }
    ]
}
WALLET_INVITATION: _Json = {name: CREDENTIAL_OFFER_MADE[name] for name in ("offer_uri", "qr_svg")}
NONCE: _Json = {"c_nonce": "AAAAAGkhVxDk3cBqLJdYk5S0nXr2pWcXn0m5Jv7bTz3Qd1uYhKq8Lg=="}
WALLET_CREDENTIAL_ASKED: _Json = {
    "credential_configuration_id": "passeport_cv_sd_jwt",
    "proofs": {"jwt": ["eyJ0eXAiOiJvcGVuaWQ0dmNpLXByb29mK2p3dCJ9.e30.c2ln"]},
}
CREDENTIALS: _Json = {
    "credentials": [{"credential": "eyJ0eXAiOiJkYytzZC1qd3QifQ.e30.c2ln~WyJzYWx0IiwidGl0bGUiLCJDViJd~"}]
}
_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
WALLET_REFUSED: dict[int, _Json] = {
    status: {"error": error, "error_description": said, "trace_id": _TRACE}
    for status, error, said in (
        (400, "invalid_nonce", "The nonce is none of ours, or over: get another one."),
        (401, "invalid_token", "The access token is unknown, over, or for something else."),
        (413, "invalid_request", "The body is larger than 64 KiB."),
        (415, "invalid_request", "The body is compressed in a way that is not taken here. Accepted: identity."),
        (429, "temporarily_unavailable", "Too many requests in a short time. Try again in 12 seconds."),
        (503, "temporarily_unavailable", "The service does not answer for now. Try again in a moment."),
    )
}
