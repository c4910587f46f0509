"""Consents over a real server and a real database: a worker says what his employer may read, and it reads that."""

from __future__ import annotations

from typing import Any

import grpc
import grpc.aio
import pytest
from google.type import date_pb2

from passeport.common.v1 import access_pb2
from passeport.prevention.v1 import (
    consent_service_pb2,
    consent_service_pb2_grpc,
    training_pb2,
    training_service_pb2,
    training_service_pb2_grpc,
)
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import RemoteError, use_caller_token
from passeport_prevention.domain.access import Partner
from passeport_prevention.rpc.policies import POLICIES
from rpc_identity import Identity
from support import CANARY_NIR, holder_token, partner_token

Pb = consent_service_pb2
BOSS = Partner("client-of-the-employer", "Ateliers Dupré (fictif)", "73282932000074")
READ = Pb.ReadWorkerRequest(nir=CANARY_NIR, birth_name="CANARI")


async def test_an_employer_reads_what_the_worker_consents_to_while_he_does(
    gateway: grpc.aio.Channel, identity: Identity
) -> None:
    consents = consent_service_pb2_grpc.ConsentServiceStub(gateway)
    workers = consent_service_pb2_grpc.WorkerServiceStub(gateway)
    trainings = training_service_pb2_grpc.TrainingServiceStub(gateway)
    # Declared under what was another's number before a merge: the worker is one person.
    identity.named = new_id()

    async def seen() -> list[str]:
        with use_caller_token(partner_token(BOSS, "prevention:read")):
            read = (await workers.ReadWorker(READ)).trainings
            assert not any(training.etag for training in read)
            return [training.title for training in read]

    holder = holder_token(identity.person_id)
    with use_caller_token(holder):
        own = training_service_pb2.CreateTrainingRequest(
            training=training_pb2.Training(
                title="Gestes et postures",
                proof=training_pb2.PROOF_ATTESTATION,
                end_date=date_pb2.Date(year=2019),
            ),
            request_id="r-1",
        )
        made = await trainings.CreateTraining(own)
    assert await seen() == []
    partial = Pb.Consent(
        employer_siret=BOSS.siret, scope=Pb.CONSENT_SCOPE_PARTIAL, training_ids=[made.id], categories=[2]
    )
    with use_caller_token(holder):
        said = await consents.SetConsent(Pb.SetConsentRequest(consent=partial))
        assert said.active
        found = await consents.GetConsent(Pb.GetConsentRequest(employer_siret="73282932000082"))
        assert found == said
    assert await seen() == ["Gestes et postures"]
    with use_caller_token(holder):
        gone = await consents.WithdrawConsent(Pb.WithdrawConsentRequest(employer_siret=BOSS.siret))
        assert not gone.active
        assert list((await consents.ListConsents(Pb.ListConsentsRequest())).consents) == [gone]
    assert await seen() == []
    with use_caller_token(holder):
        trail = (await trainings.ListAccesses(access_pb2.ListAccessesRequest())).accesses
    read = [access.organisation for access in trail if access.action == "prevention.worker.read"]
    assert read == [BOSS.name] * 3
    # At identity, too, he reads that somebody asked to read, and not that something was declared of him.
    assert {(asked.purpose, asked.organisation) for asked in identity.seen} == {("prevention-read", BOSS.name)}


async def test_a_wrong_consent_is_named(gateway: grpc.aio.Channel) -> None:
    given: dict[str, Any] = {"employer_siret": BOSS.siret, "scope": Pb.CONSENT_SCOPE_PARTIAL, "categories": [1]}
    stub = consent_service_pb2_grpc.ConsentServiceStub(gateway)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"scope": 9}, "scope"),
        ({"training_ids": ["x"]}, "training_ids"),
        ({"end_date": date_pb2.Date(year=2027)}, "end_date"),
        ({"end_date": date_pb2.Date(year=2027, month=2, day=30)}, "end_date"),
        ({"employer_siret": "1"}, "employer_siret"),
    ]
    for changes, field in wrong:
        with use_caller_token(holder_token(new_id())), pytest.raises(grpc.aio.AioRpcError) as error:
            await stub.SetConsent(Pb.SetConsentRequest(consent=Pb.Consent(**given | changes)))
        assert RemoteError(error.value).violations[0][0] == field


async def test_whoever_is_not_meant_gets_nothing_of_any_route(gateway: grpc.aio.Channel) -> None:
    everything = "passport:read passport:write prevention:declare prevention:read"
    nobody = {
        "holder": partner_token(BOSS, everything),
        "partner": holder_token(new_id(), everything),
    }
    without = {
        "holder": holder_token(new_id(), "account:activate"),
        "partner": partner_token(BOSS, "feed:dsn"),
    }
    for method, policy in POLICIES.items():
        of_nobody = [nobody[actor] for actor in policy.actors] if len(policy.actors) == 1 else []
        unsigned = [""] if policy.actors else []
        for token in (*of_nobody, *(without[actor] for actor in policy.actors), *unsigned):
            call: Any = gateway.unary_unary(method, lambda message: b"", lambda data: data)
            if token:
                with use_caller_token(token), pytest.raises(grpc.aio.AioRpcError) as error:
                    await call(b"")
            else:
                with pytest.raises(grpc.aio.AioRpcError) as error:
                    await call(b"")
            refused = {grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNAUTHENTICATED}
            assert error.value.code() in refused, (method, error.value.code())
