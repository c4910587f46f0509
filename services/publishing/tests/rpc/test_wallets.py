"""The holder offers what he published, and a wallet takes it: through the real server, step by step."""

from __future__ import annotations

import asyncio
import json
import xml.etree.ElementTree as ET
from typing import Any
from uuid import UUID

import grpc.aio
import pytest
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier
from sqlalchemy.ext.asyncio import AsyncEngine

from asking import refused
from neighbours import holder_token
from passeport.publishing.v1 import verification_service_pb2 as vpb
from passeport.publishing.v1 import wallet_service_pb2 as pb
from passeport.publishing.v1.verification_service_pb2_grpc import TrustServiceStub
from passeport_chassis.clock import system_clock
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import RemoteError, use_caller_token
from passeport_publishing.domain.credential_offer import configuration_of
from passeport_publishing.domain.persons import Fact, HolderNews
from passeport_publishing.domain.publication import RevocationReason
from passeport_publishing.domain.snapshot import PublicationKind
from passeport_publishing.errors import OfferCodeInvalid
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.redeem_offer import RedeemOffer
from passeport_publishing.usecases.revoke_publication import RevokePublication
from registered import keep_publication
from samples import ISSUER
from wallets import CONFIGURATION, GRANT, House, Wallet, code_of, offer_in


@pytest.fixture
async def house(gateway: grpc.aio.Channel, open_work: UnitsOfWork, person_id: UUID) -> House:
    publication = await keep_publication(open_work, person_id)
    return House(gateway, person_id, str(publication.id))


async def test_a_wallet_takes_what_was_offered_bound_to_its_own_keys(house: House, gateway: grpc.aio.Channel) -> None:
    made = await house.offer()
    assert offer_in(made.uri) == {
        "credential_issuer": ISSUER,
        "credential_configuration_ids": [CONFIGURATION],
        "grants": {GRANT: {"pre-authorized_code": code_of(made.uri)}},
    }
    assert ET.fromstring(made.qr_svg).get("viewBox") is not None  # noqa: S314
    assert made.offer.expire_time.seconds - made.offer.create_time.seconds == 600
    assert await house.states() == ["open"]
    token = await house.redeem(code_of(made.uri))
    assert await house.states() == ["redeemed"]
    wallets, nonce = (Wallet(), Wallet()), await house.nonce()
    credentials = await house.take(token, *(wallet.proof(nonce) for wallet in wallets))
    keys = json.loads((await TrustServiceStub(gateway).GetCredentialKeys(vpb.GetCredentialKeysRequest())).jwks)["keys"]
    for wallet, credential in zip(wallets, credentials, strict=True):
        claims = SDJWTVerifier(credential, lambda *_: JWK.from_json(json.dumps(keys[0]))).get_verified_payload()
        public = wallet.key.as_dict(private=False)
        assert claims["cnf"]["jwk"] == {name: public[name] for name in ("kty", "crv", "x", "y")}
        assert claims["publication"] == f"urn:uuid:{house.publication_id}"
    assert len(set(credentials)) == 2
    # A wallet that lost the answer asks again, for as long as its token serves and up to ten.
    assert len(await house.take(token, *(Wallet().proof(nonce) for _ in range(8)))) == 8
    with refused("OFFER_EXHAUSTED"):
        await house.take(token, Wallet().proof(nonce))
    assert await house.states() == ["issued"]
    trail = await house.trail()
    assert ("holder", "publishing.offer.create") in trail
    assert [line for line in trail if line[0] == "wallet"] == [
        ("wallet", "publishing.offer.issue"),
        ("wallet", "publishing.offer.issue"),
        ("wallet", "publishing.offer.redeem"),
    ]


async def test_a_code_serves_once_and_who_uses_it_again_ends_it_for_both(house: House) -> None:
    code = code_of((await house.offer()).uri)
    token = await house.redeem(code)
    with refused("OFFER_CODE_INVALID"):
        await house.redeem(code)
    assert await house.states() == ["ended"]
    nonce = await house.nonce()
    with refused("WALLET_TOKEN_INVALID"):
        await house.take(token, Wallet().proof(nonce))
    assert ("wallet", "publishing.offer.code_reused") in await house.trail()
    with refused("OFFER_CODE_INVALID"):
        await house.redeem(code)
    for nothing in ("x", "\u00e9", "x" * 5000):
        with refused("OFFER_CODE_INVALID"):
            await house.redeem(nothing)


async def test_of_two_who_redeem_a_code_at_once_neither_gets_anything(house: House) -> None:
    made = await house.offer(tx_code=True)
    came = await asyncio.gather(
        *(house.redeem(code_of(made.uri), made.tx_code) for _ in range(2)), return_exceptions=True
    )
    (token,) = (one for one in came if isinstance(one, str))
    (refusal,) = (RemoteError(one) for one in came if isinstance(one, grpc.aio.AioRpcError))
    assert refusal.reason == "OFFER_CODE_INVALID"
    assert await house.states() == ["ended"]
    with refused("WALLET_TOKEN_INVALID"):
        await house.take(token, Wallet().proof(await house.nonce()))
    assert ("wallet", "publishing.offer.code_reused") in await house.trail()


async def test_of_two_offers_at_once_one_is_open(house: House) -> None:
    await asyncio.gather(*(house.offer() for _ in range(4)))
    assert sorted(await house.states()) == ["ended", "ended", "ended", "open"]


async def test_another_offer_takes_the_place_of_one_that_is_open_and_not_of_one_that_was_taken(house: House) -> None:
    taken = await house.redeem(code_of((await house.offer()).uri))
    first, second = await house.offer(), await house.offer()
    assert await house.states() == ["open", "ended", "redeemed"]
    with refused("OFFER_CODE_INVALID"):
        await house.redeem(code_of(first.uri))
    assert await house.redeem(code_of(second.uri))
    assert await house.take(taken, Wallet().proof(await house.nonce()))


async def test_a_transaction_code_is_asked_for_and_five_wrong_ones_end_the_offer(house: House) -> None:
    made = await house.offer(tx_code=True)
    code = code_of(made.uri)
    assert offer_in(made.uri)["grants"][GRANT]["tx_code"] == {"input_mode": "numeric", "length": 6}
    assert made.tx_code.isdecimal()
    assert len(made.tx_code) == 6

    async def wrong(given: str) -> RemoteError:
        with refused("TX_CODE_INVALID") as refusals:
            await house.redeem(code, given)
        return refusals[0]

    for _ in range(6):
        assert (await wrong("")).metadata == {"check": "missing"}
    other = f"{(int(made.tx_code) + 1) % 10**6:06}"
    assert (await wrong(other)).metadata == {"check": "wrong", "left": "4"}
    assert await house.redeem(code, made.tx_code)
    assert ("wallet", "publishing.offer.tx_code_refused") in await house.trail()
    locked = await house.offer(tx_code=True)
    code, other = code_of(locked.uri), f"{(int(locked.tx_code) + 1) % 10**6:06}"
    for left in ("4", "3", "2", "1", "0"):
        assert (await wrong(other)).metadata["left"] == left
    assert (await house.states())[0] == "locked"
    with refused("OFFER_CODE_INVALID"):
        await house.redeem(code, locked.tx_code)
    plain = await house.offer()
    code = code_of(plain.uri)
    assert (await wrong("493536")).metadata == {"check": "unexpected"}
    assert await house.redeem(code)


async def test_who_closes_his_account_while_a_transaction_code_is_looked_at_gives_nothing(
    house: House, open_work: UnitsOfWork
) -> None:
    made = await house.offer(tx_code=True)

    class Slow:
        """Takes so long that the holder closes his account meanwhile."""

        async def hash(self, pin: str) -> str:
            return pin

        async def fits(self, pin: str, kept: str) -> bool:
            async with open_work() as work:
                await work.persons.note(HolderNews(house.person_id, Fact.CLOSED, holds=True, revision=1))
                await work.commit()
            return True

    redeem = RedeemOffer(open_work, Slow(), system_clock)
    with pytest.raises(OfferCodeInvalid):
        await redeem(code_of(made.uri), made.tx_code)


async def test_all_offers_are_listed_where_no_publication_is_named(
    house: House, open_work: UnitsOfWork, gateway: grpc.aio.Channel
) -> None:
    other = House(gateway, house.person_id, str((await keep_publication(open_work, house.person_id)).id))
    made = [(await one.offer()).offer.id for one in (house, other)]
    with use_caller_token(holder_token(house.person_id)):
        found = await house.wallets.ListCredentialOffers(pb.ListCredentialOffersRequest())
    assert [offer.id for offer in found.offers] == made[::-1]
    with use_caller_token(holder_token(new_id())):
        assert not (await house.wallets.ListCredentialOffers(pb.ListCredentialOffersRequest())).offers


async def test_a_holder_ends_an_offer_and_the_token_that_was_given_for_it(house: House) -> None:
    made = await house.offer()
    token, nonce = await house.redeem(code_of(made.uri)), await house.nonce()
    await house.take(token, Wallet().proof(nonce))
    await house.end(made.offer.id)
    await house.end(made.offer.id)
    with refused("WALLET_TOKEN_INVALID"):
        await house.take(token, Wallet().proof(nonce))
    waiting = await house.offer()
    await house.end(waiting.offer.id)
    with refused("OFFER_CODE_INVALID"):
        await house.redeem(code_of(waiting.uri))
    # What was issued is in a wallet: the offer goes on saying so.
    assert await house.states() == ["ended", "issued"]
    assert ("holder", "publishing.offer.end") in await house.trail()
    for unknown in ("x", str(new_id())):
        with refused("CREDENTIAL_OFFER_NOT_FOUND"):
            await house.end(unknown)
    for stranger in (
        House(house.channel, new_id(), house.publication_id),
        House(house.channel, house.person_id, str(new_id())),
    ):
        with refused("CREDENTIAL_OFFER_NOT_FOUND"):
            await stranger.end(made.offer.id)


@pytest.mark.parametrize("by", ["holder", "issuer"])
async def test_what_is_over_is_neither_offered_nor_given(house: House, open_work: UnitsOfWork, by: str) -> None:
    open_one = code_of((await house.offer()).uri)
    token, nonce = await house.redeem(open_one), await house.nonce()
    waiting = code_of((await house.offer()).uri)
    if by == "holder":
        await house.withdraw()
    else:
        await RevokePublication(open_work, system_clock)(house.publication_id, RevocationReason.FRAUD, "x")
    with refused("PUBLICATION_WITHDRAWN"):
        await house.take(token, Wallet().proof(nonce))
    with refused("OFFER_CODE_INVALID"):
        await house.redeem(waiting)
    with refused("PUBLICATION_WITHDRAWN"):
        await house.offer()
    assert await house.states() == ["ended", "ended"]
    with use_caller_token(holder_token(new_id())):
        for call in (
            house.wallets.CreateCredentialOffer(pb.CreateCredentialOfferRequest(publication_id=house.publication_id)),
            house.wallets.ListCredentialOffers(pb.ListCredentialOffersRequest(publication_id=house.publication_id)),
        ):
            with refused("PUBLICATION_NOT_FOUND"):
                await call


async def test_a_proof_or_nonce_that_will_not_do_is_told_to_who_has_a_token_only(house: House) -> None:
    token, nonce, wallet = await house.redeem(code_of((await house.offer()).uri)), await house.nonce(), Wallet()

    async def check(*proofs: str) -> str:
        with refused("WALLET_PROOF_INVALID") as refusals:
            await house.take(token, *proofs)
        return refusals[0].metadata["check"]

    assert await check("x") == "type"
    assert await check(wallet.proof(nonce, aud="https://other.example")) == "audience"
    assert await check(wallet.proof(nonce), "x") == "type"
    assert await check(wallet.proof(nonce), wallet.proof(nonce)) == "same_key"
    assert await check(*[wallet.proof(nonce)] * 11) == "count"
    for wrong in ("x", nonce[:-4] + "AAAA"):
        with refused("WALLET_NONCE_INVALID"):
            await house.take(token, wallet.proof(wrong))
    with refused("WALLET_TOKEN_INVALID"):
        await house.take("x", "x")
    with refused("WALLET_TOKEN_INVALID"):
        await house.take(token, wallet.proof(nonce), configuration=configuration_of(PublicationKind.ATTESTATION))
    assert await house.take(token, wallet.proof(nonce))


async def test_secrets_are_kept_as_hashes_and_an_offer_goes_with_its_publication(
    house: House, engine: AsyncEngine, owner_engine: AsyncEngine
) -> None:
    made = await house.offer(tx_code=True)
    token = await house.redeem(code_of(made.uri), made.tx_code)

    async def kept(of: AsyncEngine) -> list[Any]:
        async with of.connect() as connection:
            rows = await connection.exec_driver_sql("SELECT * FROM credential_offer")
            return [value for row in rows for value in row]

    values = await kept(engine)
    assert any(isinstance(value, bytes) for value in values)
    texts, digests = ([value for value in values if isinstance(value, kind)] for kind in (str, bytes))
    for secret in (code_of(made.uri), token, made.tx_code):
        assert not any(secret in text for text in texts)
        assert not any(secret.encode() in digest for digest in digests)
    async with owner_engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM publication")
    assert await kept(engine) == []
