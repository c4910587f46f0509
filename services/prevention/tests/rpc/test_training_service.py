"""TrainingService over a real server and a real database."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import grpc
import grpc.aio
import pytest
from google.type import date_pb2

from passeport.common.v1 import access_pb2
from passeport.prevention.v1 import (
    training_pb2,
    training_service_pb2,
    training_service_pb2_grpc,
    training_type_service_pb2,
    training_type_service_pb2_grpc,
)
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import PageTokens, RemoteError, use_caller_token
from support import BODY, holder_token, partner_token

Stub = training_service_pb2_grpc.TrainingServiceStub


@pytest.fixture
def stub(gateway: grpc.aio.Channel) -> Stub:
    return Stub(gateway)


def request(request_id: str = "r-1", **changes: object) -> training_service_pb2.CreateTrainingRequest:
    fields: dict[str, object] = {
        "title": "Gestes et postures",
        "proof": training_pb2.PROOF_ATTESTATION,
        "end_date": date_pb2.Date(year=2019, month=5),
        "training_body": "Centre de formation (fictif)",
        **changes,
    }
    return training_service_pb2.CreateTrainingRequest(
        training=training_pb2.Training(**fields),  # type: ignore[arg-type]
        request_id=request_id,
    )


async def refused(call: Awaitable[object]) -> RemoteError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return RemoteError(error.value)


async def test_what_a_holder_declares_is_in_his_list_and_in_nobody_elses(stub: Stub) -> None:
    person_id: UUID = new_id()
    with use_caller_token(holder_token(person_id)):
        made = await stub.CreateTraining(request())
        listed = await stub.ListTrainings(training_service_pb2.ListTrainingsRequest())
    assert list(listed.trainings) == [made]
    assert made.declarant == training_pb2.DECLARANT_HOLDER
    assert (made.title, made.end_date, made.training_body) == (
        "Gestes et postures",
        date_pb2.Date(year=2019, month=5),
        "Centre de formation (fictif)",
    )
    assert not made.HasField("start_date")
    assert made.declarant_name == made.declarant_siret == ""
    assert made.create_time.ToDatetime().year >= 2026
    with use_caller_token(holder_token(new_id())):
        assert list((await stub.ListTrainings(training_service_pb2.ListTrainingsRequest())).trainings) == []


async def test_what_only_the_server_may_write_is_ignored(stub: Stub) -> None:
    with use_caller_token(holder_token(new_id())):
        made = await stub.CreateTraining(
            request(
                id="mine", declarant=training_pb2.DECLARANT_EMPLOYER, declarant_name="Nobody", declarant_siret="1" * 14
            )
        )
    assert made.id != "mine"
    assert (made.declarant, made.declarant_name) == (training_pb2.DECLARANT_HOLDER, "")


async def test_a_repeated_request_gives_the_same_training_and_another_one_is_refused(stub: Stub) -> None:
    with use_caller_token(holder_token(new_id())):
        first = await stub.CreateTraining(request("r-1"))
        assert await stub.CreateTraining(request("r-1")) == first
        error = await refused(stub.CreateTraining(request("r-1", title="Autre")))
    assert (error.code, error.reason, error.domain) == (
        grpc.StatusCode.ALREADY_EXISTS,
        "REQUEST_ID_REUSED",
        "prevention.passeport",
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "a" * 251}, "training.title"),
        ({"end_date": date_pb2.Date(year=2019, month=2, day=30)}, "training.end_date"),
        ({"end_date": date_pb2.Date(month=2)}, "training.end_date"),
        ({"end_date": date_pb2.Date(year=2019, day=3)}, "training.end_date"),
        ({"end_date": date_pb2.Date(year=-5)}, "training.end_date"),
        ({"end_date": date_pb2.Date(year=2199)}, "training.end_date"),
        ({"end_date": None}, "training.end_date"),
        ({"proof": 77}, "training.proof"),
        ({"start_date": date_pb2.Date(year=2020)}, "training.end_date"),
    ],
)
async def test_a_wrong_field_is_named(stub: Stub, changes: dict[str, Any], field: str) -> None:
    with use_caller_token(holder_token(new_id())):
        error = await refused(stub.CreateTraining(request(**changes)))
    assert (error.code, error.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "FIELD_INVALID")
    assert [violation[0] for violation in error.violations] == [field]


async def test_a_missing_field_is_named_before_any_rule(stub: Stub) -> None:
    with use_caller_token(holder_token(new_id())):
        error = await refused(stub.CreateTraining(training_service_pb2.CreateTrainingRequest()))
    assert {violation[0] for violation in error.violations} == {"training", "request_id"}


async def test_pages_hold_everything_once(stub: Stub) -> None:
    with use_caller_token(holder_token(new_id())):
        for number in range(5):
            await stub.CreateTraining(request(f"r-{number}", end_date=date_pb2.Date(year=2000 + number)))
        years: list[int] = []
        token = ""
        for _ in range(3):
            page = await stub.ListTrainings(training_service_pb2.ListTrainingsRequest(page_size=2, page_token=token))
            years += [training.end_date.year for training in page.trainings]
            token = page.next_page_token
    assert years == [2004, 2003, 2002, 2001, 2000]
    assert token == ""


@pytest.mark.parametrize(
    "token",
    [
        "nonsense",
        PageTokens("prevention.trainings").write("x", "y"),
        PageTokens("prevention.accesses").write("2026-01-01", "y"),
        PageTokens("other").write("2026-01-01T00:00:00+00:00", str(UUID(int=1))),
    ],
)
async def test_a_token_of_another_list_is_refused(stub: Stub, token: str) -> None:
    with use_caller_token(holder_token(new_id())):
        error = await refused(stub.ListTrainings(training_service_pb2.ListTrainingsRequest(page_token=token)))
        other = await refused(stub.ListAccesses(access_pb2.ListAccessesRequest(page_token=token)))
    assert error.code is other.code is grpc.StatusCode.INVALID_ARGUMENT
    assert error.violations[0][0] == other.violations[0][0] == "page_token"


async def test_a_negative_page_size_is_refused_and_a_great_one_is_cut(stub: Stub) -> None:
    with use_caller_token(holder_token(new_id())):
        error = await refused(stub.ListTrainings(training_service_pb2.ListTrainingsRequest(page_size=-1)))
        assert error.violations[0][0] == "page_size"
        await stub.ListTrainings(training_service_pb2.ListTrainingsRequest(page_size=2**31 - 1))


async def test_the_holder_reads_who_read_and_wrote(stub: Stub) -> None:
    person_id = new_id()
    with use_caller_token(holder_token(person_id)):
        made = await stub.CreateTraining(request())
        await stub.ListTrainings(training_service_pb2.ListTrainingsRequest())
        first = await stub.ListAccesses(access_pb2.ListAccessesRequest(page_size=1))
        rest = await stub.ListAccesses(access_pb2.ListAccessesRequest(page_token=first.next_page_token))
    assert [access.action for access in first.accesses] == ["prevention.training.read"]
    assert [(access.action, access.resource_id) for access in rest.accesses] == [
        ("prevention.training.create", made.id)
    ]
    assert {access.actor for access in (*first.accesses, *rest.accesses)} == {"holder"}
    assert all(access.purpose for access in (*first.accesses, *rest.accesses))


@pytest.mark.parametrize(
    ("method", "scope"),
    [
        ("ListTrainings", "account:activate passport:write"),
        ("CreateTraining", "account:activate passport:read"),
        ("ListAccesses", "account:activate passport:write"),
    ],
)
async def test_each_rpc_asks_for_its_scope(stub: Stub, method: str, scope: str) -> None:
    requests = {
        "ListTrainings": training_service_pb2.ListTrainingsRequest(),
        "CreateTraining": request(),
        "ListAccesses": access_pb2.ListAccessesRequest(),
    }
    with use_caller_token(holder_token(new_id(), scope)):
        error = await refused(getattr(stub, method)(requests[method]))
    assert (error.code, error.reason) == (grpc.StatusCode.PERMISSION_DENIED, "CALLER_NOT_ALLOWED")


async def test_a_partner_and_an_unknown_caller_read_nothing(stub: Stub) -> None:
    everything = "passport:read passport:write prevention:declare"
    with use_caller_token(partner_token(BODY, everything)):
        error = await refused(stub.ListTrainings(training_service_pb2.ListTrainingsRequest()))
    assert error.metadata == {"needs": "actor holder"}
    error = await refused(stub.ListTrainings(training_service_pb2.ListTrainingsRequest()))
    assert (error.code, error.reason) == (grpc.StatusCode.UNAUTHENTICATED, "CALLER_TOKEN_INVALID")


async def test_a_training_tells_until_when_it_holds_and_by_what(stub: Stub, gateway: grpc.aio.Channel) -> None:
    types = training_type_service_pb2_grpc.TrainingTypeServiceStub(gateway)
    listed = (await types.ListTrainingTypes(training_type_service_pb2.ListTrainingTypesRequest())).training_types
    (sst,) = [kind for kind in listed if kind.name == "sst"]
    assert ([*sst.certifications], [rule.period for rule in sst.rules]) == (["RS5801"], ["P2Y"])
    begun = date_pb2.Date(year=2021, month=2, day=28)
    with use_caller_token(holder_token(new_id())):
        made = await stub.CreateTraining(request(training_type="sst", end_date=begun))
        other = await stub.CreateTraining(request("r-2"))
        expired = training_pb2.VALIDITY_STATE_EXPIRED
        asked = training_service_pb2.ListTrainingsRequest(validity_states=[expired])
        assert list((await stub.ListTrainings(asked)).trainings) == [made]
        wrong = training_service_pb2.ListTrainingsRequest(validity_states=[77])  # type: ignore[list-item]
        assert [each[0] for each in (await refused(stub.ListTrainings(wrong))).violations] == ["validity_states"]
        gone = await stub.DeleteTraining(
            training_service_pb2.DeleteTrainingRequest(training_id=made.id, etag=made.etag)
        )
    said = made.validity
    assert (said.state, said.basis, said.from_date) == (expired, training_pb2.VALIDITY_BASIS_RULE, begun)
    assert (said.until_date, said.rule) == (date_pb2.Date(year=2023, month=2, day=28), sst.rules[0])
    assert (said.training_type, said.training_type_title) == (sst.name, sst.title)
    assert (made.training_type, made.HasField("refresher")) == ("sst", False)
    assert (other.validity.state, other.validity.HasField("until_date")) == (training_pb2.VALIDITY_STATE_UNKNOWN, False)
    assert not gone.HasField("validity")
