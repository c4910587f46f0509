"""Access tokens of wallets: for the code of an offer, and for that of an authorization (OpenID4VCI 1.0, section 6)."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from passeport.publishing.v1.wallet_service_pb2 import RedeemAuthorizationRequest
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http.admission import client_address, limit_rate
from passeport_gateway.http.door import Door
from passeport_gateway.http.render.oauth import GRANT_CHECKS, NO_STORE
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.render.wallets import wallet_token_json
from passeport_gateway.http.token_requests import CodeShown, TokenRequestWrong

__all__ = ["redeem_authorization", "redeem_code"]

_LONGEST_CODE = 200


async def redeem_code(door: Door, request: Request, form: Mapping[str, str]) -> Response:
    """The answer of the token endpoint to the code of an offer (section 6). Raises TokenRequestWrong."""
    await limit_rate(door, "link-opening", client_address(request))
    code, tx_code = form.get("pre-authorized_code", ""), form.get("tx_code", "")
    if not code:
        raise TokenRequestWrong("invalid_request", "pre-authorized_code is missing.")
    if max(len(code), len(tx_code)) > _LONGEST_CODE:
        raise TokenRequestWrong("invalid_grant", "The code is none of ours.")
    try:
        redeemed = await door.services.wallets.redeem(code, tx_code)
    except ServiceRefused as refused:
        match (refused.reason, refused.metadata.get("check")):
            case ("OFFER_CODE_INVALID", _):
                raise TokenRequestWrong("invalid_grant", "The code is unknown, used or over.") from None
            case ("TX_CODE_INVALID", "wrong"):
                raise TokenRequestWrong("invalid_grant", "The transaction code is wrong.") from None
            case ("TX_CODE_INVALID", "missing"):
                raise TokenRequestWrong("invalid_request", "A transaction code is asked for.") from None
            case ("TX_CODE_INVALID", _):
                raise TokenRequestWrong("invalid_request", "No transaction code is asked for.") from None
        raise
    return json_answer(wallet_token_json(redeemed), 200, NO_STORE)


async def redeem_authorization(door: Door, request: Request, client_id: str, shown: CodeShown) -> Response:
    """The answer to the code of an authorization, shown by a client that proves nothing. Raises TokenRequestWrong.

    Identity is asked first: only a wallet that is registered is one that need prove nothing.
    """
    await limit_rate(door, "link-opening", client_address(request))
    try:
        client = await door.services.consents.describe(client_id, shown.redirect_uri, [])
        if not client.is_wallet:
            raise TokenRequestWrong("invalid_client")
        redeemed = await door.services.wallets.redeem_authorization(
            RedeemAuthorizationRequest(
                client_id=client_id,
                code=shown.code,
                redirect_uri=shown.redirect_uri,
                code_verifier=shown.code_verifier,
            )
        )
    except ServiceRefused as refused:
        match refused.reason:
            case "PLATFORM_NOT_FOUND":
                raise TokenRequestWrong("invalid_client") from None
            case "REDIRECT_URI_NOT_REGISTERED":
                raise TokenRequestWrong("invalid_grant", GRANT_CHECKS["redirect_uri"]) from None
            case "OFFER_CODE_INVALID":
                check = refused.metadata.get("check", "")
                said = GRANT_CHECKS.get(check, "The code is unknown, used or over, or another client's.")
                raise TokenRequestWrong("invalid_grant", said) from None
        raise
    return json_answer(wallet_token_json(redeemed), 200, NO_STORE)
