"""Declared changes of numbers over the wire: from records, and from nobody else."""

from collections.abc import Callable

import pytest

from passeport.identity.v1 import declared_number_service_pb2 as pb
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import RemoteError
from passeport_identity.domain.declared_number import DeclarationOutcome
from passeport_identity.rpc.declared_number_service import _OUTCOMES
from people import CLAIRE, CLAIRE_NIR, THOMAS, THOMAS_NIR, register
from rpc.conftest import Peer, told
from sql_units import SqlUnits

NEW = "2810444109055"


def declared(*numbers: tuple[str, str]) -> pb.DeclareNumbersRequest:
    return pb.DeclareNumbersRequest(
        declarations=[
            pb.NumberDeclaration(former_nir=former, nir=nir, birth_name="Fontanel") for former, nir in numbers
        ],
        organisation="Employeur A",
    )


async def test_records_declares_and_reads_what_came_of_each(
    peer_of: Callable[[str], Peer], sql_units: SqlUnits
) -> None:
    await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    await register(sql_units, THOMAS_NIR, THOMAS, new_id())
    mine = CLAIRE_NIR.value
    request = declared((mine, NEW), (mine, THOMAS_NIR.value), (mine, mine), (NEW, mine), ("1", "2"))
    answer = await told(peer_of("records").declared.DeclareNumbers(request))
    assert list(answer.outcomes) == [
        pb.DECLARATION_OUTCOME_WAITING,
        pb.DECLARATION_OUTCOME_TWO_PERSONS,
        pb.DECLARATION_OUTCOME_ALREADY_ONE,
        pb.DECLARATION_OUTCOME_NO_MATCH,
        pb.DECLARATION_OUTCOME_NIR_INVALID,
    ]
    assert _OUTCOMES.keys() == set(DeclarationOutcome)


@pytest.mark.parametrize("peer", ["gateway", "prevention"])
async def test_others_may_not_declare(peer_of: Callable[[str], Peer], peer: str) -> None:
    with pytest.raises(RemoteError) as refusal:
        await told(peer_of(peer).declared.DeclareNumbers(declared()))
    assert refusal.value.reason == "CALLER_NOT_ALLOWED"
