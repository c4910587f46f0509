"""The keys that identity publishes, and to whom."""

import json
from collections.abc import Callable

import grpc
import pytest

from passeport.identity.v1 import token_service_pb2 as tokens
from passeport_chassis.rpc import RemoteError
from passeport_identity.settings import Settings
from rpc.conftest import ENCRYPTION_JWKS, Peer, told


async def test_the_gateway_gets_the_keys_to_which_franceconnect_plus_encrypts(gateway: Peer) -> None:
    answer = await told(gateway.keys.GetEncryptionKeys(tokens.GetEncryptionKeysRequest()))
    assert json.loads(answer.jwks) == json.loads(ENCRYPTION_JWKS)


@pytest.mark.parametrize("peer", ["records", "publishing", "prevention"])
async def test_nobody_else_has_a_use_for_them(peer_of: Callable[[str], Peer], peer: str) -> None:
    with pytest.raises(RemoteError) as refusal:
        await told(peer_of(peer).keys.GetEncryptionKeys(tokens.GetEncryptionKeysRequest()))
    assert (refusal.value.code, refusal.value.reason) == (grpc.StatusCode.PERMISSION_DENIED, "CALLER_NOT_ALLOWED")


async def test_the_gateway_gets_how_partners_may_prove_who_they_are(gateway: Peer) -> None:
    answer = await told(gateway.tokens.GetPartnerAuthentication(tokens.GetPartnerAuthenticationRequest()))
    assert list(answer.methods) == ["private_key_jwt", "client_secret_basic", "client_secret_post"]


class TestWhereNoSecretIsTaken:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"partner_secrets": "refused"})

    async def test_they_may_sign_only_and_a_secret_is_refused_whoever_shows_it(self, gateway: Peer) -> None:
        answer = await told(gateway.tokens.GetPartnerAuthentication(tokens.GetPartnerAuthenticationRequest()))
        assert list(answer.methods) == ["private_key_jwt"]
        shown = tokens.IssuePartnerTokenRequest(client_id="certifieur", client_secret="s" * 43)
        with pytest.raises(RemoteError) as refusal:
            await told(gateway.tokens.IssuePartnerToken(shown))
        assert (refusal.value.code, refusal.value.reason) == (grpc.StatusCode.UNAUTHENTICATED, "CLIENT_INVALID")
        assert refusal.value.metadata == {"check": "secret"}
