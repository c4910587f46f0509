"""A platform and a holder over gRPC: what each may ask, and what comes of it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import grpc
import httpx
import pytest
from joserfc import jws

from passeport.identity.v1 import authorization_service_pb2 as pb
from passeport.identity.v1 import token_service_pb2 as tokens
from passeport_chassis.clock import system_clock
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import CallerKeys, RemoteError, use_caller_token
from passeport_identity.domain.pkce import pkce_challenge
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.vault.secret_hasher import SecretHasher
from people import OPERATOR
from rpc.conftest import Peer, told
from rpc.test_journey import activate, registry
from sql_units import SqlUnits
from usecases.platform_desk import BACK, PLATFORM, VERIFIER
from usecases.test_tokens_issued import SECRET

__all__ = ["registry"]

DESCRIBE = pb.DescribeAuthorizationRequest(client_id="recruteur", redirect_uri=BACK)


async def test_a_holder_lets_a_platform_read_and_takes_it_back(
    registry: None, gateway: Peer, browser: httpx.AsyncClient, sql_units: SqlUnits
) -> None:
    await RegisterPartner(sql_units, SecretHasher(n=2**4), system_clock, OPERATOR)(PLATFORM, SECRET)
    described = await told(gateway.authorizations.DescribeAuthorization(DESCRIBE))
    assert (described.organisation, described.siret) == (PLATFORM.organisation, PLATFORM.siret)
    assert (described.purpose, list(described.scopes)) == (PLATFORM.purpose, sorted(PLATFORM.scopes))
    session = (await gateway.enter(browser, "noemie")).session_token
    consent_id = str(new_id())
    grant = pb.GrantAuthorizationRequest(
        client_id="recruteur",
        redirect_uri=BACK,
        scopes=["cv:identity"],
        code_challenge=pkce_challenge(VERIFIER),
        consent_id=consent_id,
    )
    grant.consent_expire_time.FromDatetime(datetime.now(UTC) + timedelta(days=1))
    # Before the account is active there is nothing to consent to.
    with pytest.raises(RemoteError) as refusal:
        await gateway.as_holder(session, gateway.authorizations.GrantAuthorization, grant)
    assert refusal.value.metadata["needs"] == "scope passport:publish"
    await activate(gateway, session, "noemie")
    code = (await gateway.as_holder(session, gateway.authorizations.GrantAuthorization, grant)).code

    shown = pb.ExchangeCodeRequest(
        client_id="recruteur", client_secret=SECRET, code=code, redirect_uri=BACK, code_verifier=VERIFIER
    )
    issued = await told(gateway.authorizations.ExchangeCode(shown))
    assert (issued.lifetime.seconds, list(issued.scopes)) == (600, ["cv:identity"])
    again = pb.RefreshTokensRequest(client_id="recruteur", client_secret=SECRET, refresh_token=issued.refresh_token)
    issued = await told(gateway.authorizations.RefreshTokens(again))
    asked = tokens.IssueCallerTokenRequest(access_token=issued.access_token, audiences=["publishing"])
    caller_token = (await told(gateway.tokens.IssueCallerToken(asked))).caller_token
    claims = json.loads(jws.extract_compact(caller_token.encode()).payload)
    assert (claims["actor"], claims["scope"], claims["consent"]) == ("platform", "cv:identity", consent_id)

    # As the services read it.
    async def keys() -> str:
        return (await told(gateway.keys.GetCallerTokenKeys(tokens.GetCallerTokenKeysRequest()))).jwks

    caller = await CallerKeys("publishing", keys).verify(caller_token)
    assert (caller.consent, caller.person) == (consent_id, claims["person"])

    end = pb.EndAuthorizationRequest(consent_id=consent_id)
    with use_caller_token(caller_token), pytest.raises(RemoteError):
        await told(gateway.authorizations.EndAuthorization(end))
    await gateway.as_holder(session, gateway.authorizations.EndAuthorization, end)
    with pytest.raises(RemoteError) as refusal:
        await told(gateway.tokens.IssueCallerToken(asked))
    assert refusal.value.reason == "ACCESS_TOKEN_INVALID"
    with pytest.raises(RemoteError) as refusal:
        await told(gateway.authorizations.ExchangeCode(shown))
    assert (refusal.value.reason, refusal.value.metadata["check"]) == ("GRANT_INVALID", "used")


async def test_only_the_gateway_asks(peer_of: Callable[[str], Peer]) -> None:
    with pytest.raises(RemoteError) as refusal:
        await told(peer_of("publishing").authorizations.DescribeAuthorization(DESCRIBE))
    assert (refusal.value.code, refusal.value.reason) == (grpc.StatusCode.PERMISSION_DENIED, "CALLER_NOT_ALLOWED")
