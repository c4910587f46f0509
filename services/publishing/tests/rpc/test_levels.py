"""A level of assurance that publishing asks for, and the one that handing out asks for: each where it is meant."""

from __future__ import annotations

from uuid import UUID, uuid4

import grpc.aio
import pytest

from asking import refused, wanted
from neighbours import Records, holder_token
from passeport.publishing.v1 import publication_service_pb2 as pb
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport_chassis.rpc import use_caller_token
from passeport_publishing.domain.assurance import reaches


@pytest.fixture
def levels(request: pytest.FixtureRequest) -> tuple[str, str]:
    """What the operator wants for publishing, and for sharing."""
    found: tuple[str, str] = request.param
    return found


@pytest.mark.parametrize("levels", [("eidas2", "eidas3")], indirect=True)
async def test_each_level_is_asked_for_what_it_is_meant_for(
    gateway: grpc.aio.Channel, records: Records, person_id: UUID
) -> None:
    service = PublicationServiceStub(gateway)
    entry = records.add(person_id)
    for acr in ("eidas1", "client_secret", ""):
        with use_caller_token(holder_token(person_id, acr=acr)), refused("ASSURANCE_TOO_LOW") as found:
            await service.CreatePublication(wanted(entry))
        assert dict(found[0].metadata) == {"asked": "eidas2", "reached": acr}
        assert found[0].code.name == "PERMISSION_DENIED"
    with use_caller_token(holder_token(person_id, acr="eidas2")):
        made = await service.CreatePublication(wanted(entry))
        with refused("ASSURANCE_TOO_LOW") as found:
            await service.GetCredential(pb.GetCredentialRequest(id=made.id))
        assert found[0].metadata["asked"] == "eidas3"
        with refused("ASSURANCE_TOO_LOW"):
            await service.GetDocument(pb.GetDocumentRequest(id=made.id))
    with use_caller_token(holder_token(person_id, acr="eidas3")):
        assert (await service.GetDocument(pb.GetDocumentRequest(id=made.id))).pdf
    # To look at what he published, and to take it back, no level is needed.
    with use_caller_token(holder_token(person_id, acr="eidas1")):
        assert (await service.ListPublications(pb.ListPublicationsRequest())).publications
        await service.WithdrawPublication(pb.WithdrawPublicationRequest(id=made.id))


@pytest.mark.parametrize("levels", [("eidas3", "none")], indirect=True)
async def test_a_level_does_not_stand_in_for_the_scope(
    gateway: grpc.aio.Channel, person_id: UUID, records: Records
) -> None:
    service = PublicationServiceStub(gateway)
    with use_caller_token(holder_token(person_id, acr="eidas3", scope="passport:read")), refused("CALLER_NOT_ALLOWED"):
        await service.CreatePublication(wanted(records.add(person_id)))
    with use_caller_token(holder_token(person_id, acr="eidas1")), refused("PUBLICATION_NOT_FOUND"):
        await service.GetDocument(pb.GetDocumentRequest(id=str(uuid4())))


def test_a_higher_level_serves_where_a_lower_one_is_wanted() -> None:
    ordered = ("none", "eidas1", "eidas2", "eidas3")
    for rank, wanted_level in enumerate(ordered):
        assert [reaches(acr, wanted_level) for acr in ordered] == [other >= rank for other in range(4)]
    assert reaches("client_secret", "none")
    assert not reaches("eidas9", "eidas1")
