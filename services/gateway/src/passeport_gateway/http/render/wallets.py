"""Offers to wallets, and what wallets are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from passeport.publishing.v1.wallet_service_pb2 import (
    CreateCredentialOfferResponse,
    CredentialOffer,
    CredentialOfferState,
    RedeemCodeResponse,
)
from passeport_gateway.domain.wallets import CONFIGURATIONS
from passeport_gateway.http.render.oauth import refusal
from passeport_gateway.http.render.values import enum_names, moment
from passeport_gateway.http.wallet_requests import WalletRequestWrong

__all__ = ["credentials_json", "offer_json", "offer_made_json", "wallet_refusal", "wallet_token_json"]

_STATES = enum_names(CredentialOfferState.DESCRIPTOR)


def offer_json(offer: CredentialOffer) -> dict[str, Any]:
    """One offer."""
    return {
        "id": offer.id,
        "publication_id": offer.publication_id,
        "state": _STATES[offer.state],
        "needs_tx_code": offer.needs_tx_code,
        "create_time": moment(offer.create_time),
        "expire_time": moment(offer.expire_time),
        "redeem_time": moment(offer.redeem_time) if offer.HasField("redeem_time") else None,
        "issue_count": offer.issue_count,
        "issue_time": moment(offer.issue_time) if offer.HasField("issue_time") else None,
    }


def offer_made_json(made: CreateCredentialOfferResponse) -> dict[str, Any]:
    """One offer with what opens it."""
    opens = {"offer_uri": made.uri, "qr_svg": made.qr_svg, "tx_code": made.tx_code or None}
    return offer_json(made.offer) | opens


def wallet_token_json(redeemed: RedeemCodeResponse) -> dict[str, Any]:
    """An access token of a wallet (RFC 6749, section 5.1); what it is for is told to who asked by scope."""
    token: dict[str, Any] = {
        "access_token": redeemed.access_token,
        "token_type": "Bearer",
        "expires_in": redeemed.lifetime.seconds,
    }
    kind = CONFIGURATIONS.get(redeemed.configuration_id)
    return token if kind is None else token | {"scope": f"wallet:{kind}"}


def credentials_json(credentials: Sequence[str]) -> dict[str, Any]:
    """What was issued."""
    return {"credentials": [{"credential": credential} for credential in credentials]}


def wallet_refusal(wrong: WalletRequestWrong) -> Response:
    """A refusal by its name in the standard; of a token also by the header that RFC 6750 wants."""
    challenge = {"WWW-Authenticate": 'Bearer realm="passeport", error="invalid_token"'} if wrong.status == 401 else {}
    return refusal(wrong.error, wrong.description, wrong.status, challenge)
