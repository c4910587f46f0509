"""Programmes over a real server and a real database: what they may do, and what becomes of those that go wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import grpc.aio
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from passeport.common.v1 import access_pb2
from passeport.prevention.v1 import training_service_pb2_grpc
from passeport.prevention.v1alpha1 import programme_service_pb2 as pb
from passeport.prevention.v1alpha1.programme_service_pb2_grpc import ProgrammeServiceStub
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import RemoteError, use_caller_token
from passeport_dossier.domain.persons import Expiry
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.request import Claimed
from passeport_prevention.domain.training import Declarant, Declarer
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from support import BODY, EMPLOYER, NOW, attestation, holder_token, partner_token, training


class Door:
    """Programmes as the gateway calls them for one holder."""

    def __init__(self, channel: grpc.aio.Channel, person_id: UUID) -> None:
        self._stub = ProgrammeServiceStub(channel)
        self._token = holder_token(person_id)

    async def read(self, path: str, programme: str = "toy") -> Any:
        with use_caller_token(self._token):
            request = pb.CallProgrammeRequest(programme=programme, method="GET", path=path)
            return json.loads((await self._stub.ReadForHolder(request)).body)

    async def write(self, path: str, body: object) -> Any:
        with use_caller_token(self._token):
            request = pb.CallProgrammeRequest(programme="toy", method="PUT", path=path, body=json.dumps(body).encode())
            return json.loads((await self._stub.WriteForHolder(request)).body)

    async def refused(self, path: str, programme: str = "toy") -> RemoteError:
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await self.read(path, programme)
        return RemoteError(raised.value)


@pytest.fixture
async def door(gateway: grpc.aio.Channel, owner_engine: AsyncEngine) -> Any:
    yield Door(gateway, new_id())
    async with owner_engine.begin() as connection:
        await connection.execute(sa.text("DELETE FROM programme_toy.note"))


async def test_a_programme_keeps_rows_of_its_own_and_the_holder_reads_of_it_in_his_log(
    door: Door, gateway: grpc.aio.Channel
) -> None:
    assert (await door.refused("note")).reason == "PROGRAMME_NOTHING_THERE"
    assert await door.write("note", {"text": "un"}) == await door.write("note", {"text": "un"})
    assert await door.read("note") == {"text": "un"}
    stranger = Door(gateway, new_id())
    assert (await stranger.refused("note")).metadata["detail"] == "Vous n'avez pas de note ; écrivez-en une."
    trainings = training_service_pb2_grpc.TrainingServiceStub(gateway)
    with use_caller_token(door._token):
        log = (await trainings.ListAccesses(access_pb2.ListAccessesRequest())).accesses
    assert [one.action for one in log] == [
        "prevention.programme.read",
        "prevention.programme.write",
        "prevention.programme.write",
        "prevention.programme.read",
    ]
    assert {one.purpose for one in log} == {"Jouet : Lire sa note", "Jouet : Écrire sa note"}


async def test_a_body_is_held_against_its_model(door: Door) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await door.write("note", {"text": "beaucoup trop long", "more": 1})
    refused = RemoteError(raised.value)
    assert refused.reason == "FIELD_INVALID"
    assert {(field, rule) for field, _, rule in refused.violations} == {("text", "TOO_LONG"), ("more", "UNKNOWN_FIELD")}


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("raise", "PROGRAMME_FAILED"),  # it gives what its route does not say
        ("exit", "PROGRAMME_FAILED"),
        ("for-ever", "PROGRAMME_FAILED"),
        ("look-elsewhere", "PROGRAMME_FAILED"),
        ("run-text", "PROGRAMME_FAILED"),
        ("refuse", "PROGRAMME_REFUSED"),
        ("fields", "PROGRAMME_FIELD_INVALID"),
    ],
)
async def test_what_goes_wrong_is_told_and_nothing_of_it_is_kept(door: Door, how: str, reason: str) -> None:
    with capture_logs() as logs:
        refused = await door.refused(f"note/{how}")
    assert refused.reason == reason
    failed = reason == "PROGRAMME_FAILED"
    assert [one["programme"] for one in logs if one["log_level"] == "error"] == ["toy"] * failed
    assert refused.metadata["programme"] == "toy"
    if reason == "PROGRAMME_FIELD_INVALID":
        assert refused.violations == (("text", "Le texte est grossier. Écrivez-le poliment.", "RUDE"),)
    assert (await door.refused("note")).reason == "PROGRAMME_NOTHING_THERE"


async def test_each_sees_the_routes_that_are_his_and_what_does_not_work(door: Door, gateway: grpc.aio.Channel) -> None:
    stub = ProgrammeServiceStub(gateway)
    with use_caller_token(partner_token(BODY)):
        ill, toy = (await stub.ListProgrammes(pb.ListProgrammesRequest())).programmes
        request = pb.CallProgrammeRequest(
            programme="toy", method="GET", path="who", query=[pb.QueryParameter(name="of", value="x")]
        )
        answer = json.loads((await stub.CallForPartner(request)).body)
    assert (ill.name, ill.available, toy.name, toy.title, toy.available) == ("ill", False, "toy", "Jouet", True)
    assert [(route.method, route.path) for route in toy.routes] == [("GET", "trainings/{id}"), ("GET", "who")]
    assert answer == {"text": f"{BODY.name} {BODY.siret} x"}
    with use_caller_token(door._token):
        _, toy = (await stub.ListProgrammes(pb.ListProgrammesRequest())).programmes
    assert {route.path for route in toy.routes} == {"note", "note/{how}", "trainings"}
    (schema,) = (route.request_schema for route in toy.routes if route.request_schema)
    assert json.loads(schema)["properties"]["text"]["maxLength"] == 10
    # What is another's, not there, or does not work.
    assert (await door.refused("who")).reason == "PROGRAMME_NOT_FOUND"
    assert (await door.refused("note", "gone")).reason == "PROGRAMME_NOT_FOUND"
    assert (await door.refused("note", "ill")).reason == "PROGRAMME_DEGRADED"


async def test_rows_of_who_expired_go_with_him(door: Door, gateway: grpc.aio.Channel, open_work: UnitsOfWork) -> None:
    person_id = new_id()
    his = Door(gateway, person_id)
    await his.write("note", {"text": "à oublier"})
    await door.write("note", {"text": "reste"})
    async with open_work() as work:
        await work.persons.expire(Expiry(person_id, NOW))
        await work.commit()
    assert (await his.refused("note")).reason == "PROGRAMME_NOTHING_THERE"
    assert await door.read("note") == {"text": "reste"}


async def test_a_programme_sees_trainings_of_its_types_that_the_caller_may_see(
    gateway: grpc.aio.Channel, open_work: UnitsOfWork
) -> None:
    person_id, stub = new_id(), ProgrammeServiceStub(gateway)
    mine = replace(
        training(person_id, attestation("Jouer", validity_end=None), Declarer(Declarant.TRAINING_BODY, BODY.name)),
        particulars=Particulars(certification="RS999"),
    )
    async with open_work() as work:
        await work.trainings.add(mine, training(person_id))
        await work.requests.claim_partner_key(BODY.client_id, "k", Claimed(person_id, mine.id, b""))
        await work.commit()
    assert await Door(gateway, person_id).read("trainings") == {"text": "toy-training Jouer 2028-03-04"}
    assert await Door(gateway, new_id()).read("trainings") == {"text": ""}
    request = pb.CallProgrammeRequest(programme="toy", method="GET", path=f"trainings/{mine.id}")
    with use_caller_token(partner_token(BODY)):
        assert json.loads((await stub.CallForPartner(request)).body) == {"text": "Jouer"}
    with use_caller_token(partner_token(EMPLOYER)), pytest.raises(grpc.aio.AioRpcError) as raised:
        await stub.CallForPartner(request)
    assert RemoteError(raised.value).reason == "PROGRAMME_NOTHING_THERE"
    # The worker reads that it was looked at, by whom, and nothing of who saw nothing.
    async with open_work() as work:
        log = (await work.accesses.page(person_id, 10, None)).accesses
    assert [(one.actor, one.organisation, one.purpose) for one in log if one.actor == "partner"] == [
        ("partner", BODY.name, "Jouet : Relire une formation")
    ]
