"""Persons resolved batch by batch in one call: in order, held back, each batch in its time."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import grpc.aio
import pytest

from passeport.identity.v1 import person_resolution_service_pb2 as pb
from passeport.identity.v1.account_service_pb2 import SEX_FEMALE
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import RemoteError
from passeport_identity.errors import BatchTimedOut
from passeport_identity.rpc.person_resolution_service import PersonResolutionServicer
from people import CLAIRE, CLAIRE_NIR, register
from rpc.conftest import Peer, told
from sql_units import SqlUnits

CLAIRE_ASKED = pb.PersonQuery(nir=pb.NirQuery(nir=CLAIRE_NIR.value, birth_name="FONTANEL"))
NOBODY_ASKED = pb.PersonQuery(nir=pb.NirQuery(nir=CLAIRE_NIR.value, birth_name="DURAND"))


def batch(*queries: pb.PersonQuery, purpose: str = "dsn", sender: str = "") -> pb.ResolvePersonsRequest:
    return pb.ResolvePersonsRequest(queries=queries, purpose=purpose, sender_siren=sender)


async def test_batches_are_answered_in_order_each_before_the_next_is_sent(
    peer_of: Callable[[str], Peer], sql_units: SqlUnits
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    call = peer_of("records").persons.StreamResolvePersons()
    for queries in ([CLAIRE_ASKED], [NOBODY_ASKED, CLAIRE_ASKED], [NOBODY_ASKED]):
        await call.write(batch(*queries))
        answer = await call.read()
        assert isinstance(answer, pb.ResolvePersonsResponse)
        expected = [str(claire) if query is CLAIRE_ASKED else "" for query in queries]
        assert [each.person_id for each in answer.resolutions] == expected
    await call.done_writing()
    assert await call.read() is grpc.aio.EOF
    async with sql_units() as work:
        page = await work.accesses.page(claire, 10, None)
    assert [access.action for access in page.accesses] == ["identity.person.resolved"] * 2


async def test_a_wrong_batch_ends_the_call_and_the_answers_before_it_hold(
    peer_of: Callable[[str], Peer], sql_units: SqlUnits
) -> None:
    await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    sent = [batch(CLAIRE_ASKED), batch(CLAIRE_ASKED), batch(CLAIRE_ASKED, purpose="publicité"), batch(CLAIRE_ASKED)]
    call = peer_of("prevention").persons.StreamResolvePersons(iter(sent))
    answers: list[pb.ResolvePersonsResponse] = []
    with pytest.raises(RemoteError) as refusal:
        await told(_collect(call, answers))
    assert (refusal.value.reason, refusal.value.violations[0][0]) == ("FIELD_INVALID", "purpose")
    assert len(answers) == 2


async def _collect(call: Any, answers: list[pb.ResolvePersonsResponse]) -> None:
    # One by one: those that came before the end of the call are wanted too.
    async for answer in call:
        answers += [answer]


async def test_others_may_not_stream(peer_of: Callable[[str], Peer]) -> None:
    call = peer_of("gateway").persons.StreamResolvePersons(iter([batch(CLAIRE_ASKED)]))
    with pytest.raises(RemoteError) as refusal:
        await told(_collect(call, []))
    assert refusal.value.reason == "CALLER_NOT_ALLOWED"


class _Slow:
    """Resolves a batch in which nobody is named, and no other."""

    def __init__(self) -> None:
        self.prepared = 0

    def prepare(self, queries: list[Any], *_: str) -> list[Any]:
        self.prepared += 1
        return queries

    async def __call__(self, queries: list[Any], *_: str) -> list[Any]:
        if queries:
            await asyncio.Event().wait()
        return []


async def test_a_batch_that_takes_too_long_is_named_and_the_next_is_prepared_meanwhile() -> None:
    async def batches() -> AsyncIterator[pb.ResolvePersonsRequest]:
        yield batch()
        yield batch(CLAIRE_ASKED)
        yield batch(NOBODY_ASKED)
        yield batch(NOBODY_ASKED)

    slow = _Slow()
    servicer = PersonResolutionServicer(slow, timedelta(seconds=0.3))  # type: ignore[arg-type]
    answers: list[pb.ResolvePersonsResponse] = []
    with pytest.raises(BatchTimedOut) as refusal:
        await _collect(servicer.StreamResolvePersons(batches(), None), answers)  # type: ignore[arg-type]
    assert refusal.value.metadata == {"batch": "2"}
    assert len(answers) == 1
    # One ahead, and no more: whoever sends faster than the database goes is held back.
    assert slow.prepared == 3


@pytest.mark.parametrize("slow_one", [1, 2], ids=["the first", "the next"])
async def test_a_batch_has_its_time_to_be_prepared_too(slow_one: int) -> None:
    ended = threading.Event()

    class Stuck(_Slow):
        def prepare(self, queries: list[Any], *rest: str) -> list[Any]:
            super().prepare(queries)
            if self.prepared == slow_one:
                ended.wait(10)
            return queries

    async def batches() -> AsyncIterator[pb.ResolvePersonsRequest]:
        yield batch()
        yield batch()

    servicer = PersonResolutionServicer(Stuck(), timedelta(seconds=0.3))  # type: ignore[arg-type]
    answers: list[pb.ResolvePersonsResponse] = []
    try:
        with pytest.raises(BatchTimedOut) as refusal:
            await asyncio.wait_for(_collect(servicer.StreamResolvePersons(batches(), None), answers), 5)  # type: ignore[arg-type]
    finally:
        ended.set()
    assert refusal.value.metadata == {"batch": str(slow_one)}
    assert len(answers) == slow_one - 1


async def test_a_wrong_batch_behind_one_that_fails_leaves_nothing_unheard(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(_Slow):
        def prepare(self, queries: list[Any], *rest: str) -> list[Any]:
            super().prepare(queries)
            if self.prepared == 2:
                raise ValueError("wrong")
            return queries

        async def __call__(self, queries: list[Any], *_: str) -> list[Any]:
            await asyncio.sleep(0.1)
            raise OSError("away")

    async def batches() -> AsyncIterator[pb.ResolvePersonsRequest]:
        yield batch()
        yield batch()

    servicer = PersonResolutionServicer(Broken())  # type: ignore[arg-type]
    with pytest.raises(OSError, match="away"):
        await _collect(servicer.StreamResolvePersons(batches(), None), [])  # type: ignore[arg-type]
    gc.collect()
    assert "never retrieved" not in caplog.text


async def test_a_temporary_number_travels_alone_and_beside_a_nir(
    peer_of: Callable[[str], Peer], sql_units: SqlUnits
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    alone = pb.PersonQuery(ntt=pb.NttQuery(ntt="2356000000E4711", birth_name="FONTANEL"))
    linking = pb.PersonQuery(nir=pb.NirQuery(nir=CLAIRE_NIR.value, birth_name="FONTANEL", ntt="2356000000E4711"))
    ask = peer_of("records").persons.ResolvePersons
    (unknown,) = (await told(ask(batch(alone)))).resolutions
    assert (unknown.outcome, list(unknown.fields)) == (pb.RESOLUTION_OUTCOME_NTT_UNKNOWN, ["ntt"])
    await told(ask(batch(linking, sender="356000000")))
    (of_another,) = (await told(ask(batch(alone, sender="552100554")))).resolutions
    assert of_another.outcome == pb.RESOLUTION_OUTCOME_NTT_UNKNOWN
    (known,) = (await told(ask(batch(alone, sender="356000000")))).resolutions
    assert (known.person_id, list(known.fields)) == (str(claire), ["ntt", "birth_name"])


async def test_an_ine_leads_to_whom_a_civil_identity_beside_it_named(
    peer_of: Callable[[str], Peer], sql_units: SqlUnits
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    alone = pb.PersonQuery(ine=pb.IneQuery(ine="071234567AB", birth_name="FONTANEL"))
    claire_fontanel = pb.CivilIdentityQuery(
        birth_name="FONTANEL", given_names=["Claire"], sex=SEX_FEMALE, birth_year=1981
    )
    claire_fontanel.ine = "071234567AB"
    linking = pb.PersonQuery(civil_identity=claire_fontanel)
    ask = peer_of("records").persons.ResolvePersons
    (unknown,) = (await told(ask(batch(alone, sender="356000000")))).resolutions
    assert (unknown.outcome, list(unknown.fields)) == (pb.RESOLUTION_OUTCOME_INE_UNKNOWN, ["ine"])
    await told(ask(batch(linking, sender="356000000")))
    (known,) = (await told(ask(batch(alone, sender="356000000")))).resolutions
    assert (known.person_id, list(known.fields)) == (str(claire), ["ine", "birth_name"])


async def test_the_names_of_whom_the_caller_knows_are_compared(
    peer_of: Callable[[str], Peer], sql_units: SqlUnits
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    ask = peer_of("records").persons.ResolvePersons

    def query(person_id: str, birth_name: str, given_name: str = "Claire", **cut: bool) -> pb.PersonQuery:
        known = pb.KnownPersonQuery(person_id=person_id, birth_name=birth_name, given_name=given_name, **cut)
        return pb.PersonQuery(known=known)

    resolved, mismatch = pb.RESOLUTION_OUTCOME_RESOLVED, pb.RESOLUTION_OUTCOME_NIR_NAME_MISMATCH
    asked = {
        # As callers of before there was one for each name say it.
        resolved: [
            query(str(claire), "FONTAN", "Clai", cut=True),
            query(str(claire), "FONTAN", cut=True, birth_name_cut=True),
            query(str(claire), "FONTANEL", "Clai", given_name_cut=True),
        ],
        mismatch: [
            query(str(claire), "MARTIN", cut=True),
            query(str(claire), "FONTAN", "Clai", cut=True, birth_name_cut=True),
            query(str(claire), "FONTAN", "Clai", cut=True, given_name_cut=True),
        ],
        pb.RESOLUTION_OUTCOME_NO_MATCH: [query("nobody", "FONTANEL")],
    }
    queries = [query for each in asked.values() for query in each]
    answers = (await told(ask(batch(*queries)))).resolutions
    assert [answer.outcome for answer in answers] == [outcome for outcome, each in asked.items() for _ in each]
    assert answers[0].person_id == str(claire)
