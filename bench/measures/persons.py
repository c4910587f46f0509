"""Resolving the persons of a feed by NIR, as records asks identity, beside the look-up in the index alone."""

import asyncio
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from itertools import cycle

import asyncpg
import grpc.aio

from bench.figures import Figure
from bench.floors.alone import FloorError
from bench.plan import Plan
from bench.rounds import in_turn
from bench.wire import WireError
from passeport.identity.v1.person_resolution_service_pb2 import (
    RESOLUTION_OUTCOME_RESOLVED,
    NirQuery,
    PersonQuery,
    ResolvePersonsRequest,
    ResolvePersonsResponse,
)
from passeport.identity.v1.person_resolution_service_pb2_grpc import PersonResolutionServiceStub
from passeport_chassis.rpc import TlsFiles, open_channel
from passeport_sandbox.personas import Persona
from passeport_sandbox.stack.stack import Stack

_BATCH = 5000
# One in the database and one being read: more would lie in buffers, to be answered long after the time is over.
_UNANSWERED = 2
# Persons whom nobody asks about: they make the table and its indexes as large as they would be.
_OTHERS = """
    INSERT INTO person (person_id, origin, given_names, birth_name, usage_name, sex, birth_year, birth_month, birth_day,
        birth_place, birth_country, birth_name_key, first_given_name_key, given_names_key, usage_name_key,
        nir_sealed, nir_key_version, nir_index, nir_index_key_version)
    SELECT gen_random_uuid(), 'registry', ARRAY['Autre'], 'N' || n, '', 'F', 1960 + n % 50, 1 + n % 12, 1 + n % 28,
        '44109', '99100', 'N' || n, 'AUTRE', 'AUTRE', '',
        decode(repeat('00', 41), 'hex'), '1', sha256(n::text::bytea), '1'
    FROM generate_series(1, $1) AS n
    """
_LOOK_UP = "SELECT nir_index, person_id, birth_name_key FROM person WHERE origin = 'registry' AND nir_index = ANY($1)"


async def measure(stack: Stack, people: Sequence[Persona], plan: Plan) -> list[Figure]:
    """Give `resolve_persons`; the people are in identity's register already."""
    password = (stack.postgres.folder / "admin.password").read_text().strip()
    database = await asyncpg.connect(f"postgresql://postgres:{password}@127.0.0.1:{stack.postgres.port}/identity")
    tls = stack.folder / "secrets" / "tls" / "records"
    channel = open_channel(
        stack.addresses.target("identity"),
        "passeport.identity.v1",
        TlsFiles(*(tls / name for name in ("records.crt", "records.key", "authority.crt"))),
        forward_caller=False,
    )
    try:
        await database.execute(_OTHERS, plan.others)
        await database.execute("VACUUM ANALYZE person")
        return [await _by_nir(channel, database, people, plan)]
    finally:
        await channel.close()
        await database.close()


async def _by_nir(
    channel: grpc.aio.Channel, database: asyncpg.Connection, people: Sequence[Persona], plan: Plan
) -> Figure:
    groups = [people[first : first + _BATCH] for first in range(0, len(people), _BATCH)]
    resolve = PersonResolutionServiceStub(channel).StreamResolvePersons
    indexes = []
    async for answer in resolve(map(_batch, groups)):
        ids = [each.person_id for each in answer.resolutions]
        rows = await database.fetch("SELECT nir_index FROM person WHERE person_id = ANY($1::uuid[])", ids)
        indexes.append([row["nir_index"] for row in rows])
    # Written beforehand: what records pays for that is no part of the resolution.
    requests = [_batch(group) for group in groups]
    ours, floor = _Stream(resolve, requests, plan.seconds), _LookUp(database, indexes, plan.seconds)
    pace = await in_turn(ours.run, floor.run, rounds=plan.rounds)
    return Figure(
        "resolve_persons",
        pace.ours,
        "persons/s",
        pace.floor,
        f"StreamResolvePersons, batches of {len(groups[0]):,} by NIR and birth name, "
        f"of {plan.others + len(people):,} persons: NIR checked and fingerprinted, found, compared, an access "
        "committed for each with fsync",
        "the same batches by the same index, a statement each, fingerprints at hand: nothing checked, nothing noted",
    )


@dataclass(frozen=True)
class _Stream:
    """One call, in which a batch follows the other until the time is over."""

    resolve: Callable[[AsyncIterator[ResolvePersonsRequest]], AsyncIterable[ResolvePersonsResponse]]
    requests: Sequence[ResolvePersonsRequest]
    seconds: float

    async def run(self) -> float:
        began, done, free = time.perf_counter(), 0, asyncio.Semaphore(_UNANSWERED)
        async for answer in self.resolve(self._until(began + self.seconds, free)):
            free.release()
            if any(each.outcome != RESOLUTION_OUTCOME_RESOLVED for each in answer.resolutions):
                raise WireError("somebody of the register was not resolved")
            done += len(answer.resolutions)
        return done / (time.perf_counter() - began)

    async def _until(self, end: float, free: asyncio.Semaphore) -> AsyncIterator[ResolvePersonsRequest]:
        for request in cycle(self.requests):
            await free.acquire()
            if time.perf_counter() >= end:
                return
            yield request


@dataclass(frozen=True)
class _LookUp:
    """The bare statement, batch after batch."""

    database: asyncpg.Connection
    groups: Sequence[Sequence[bytes]]
    seconds: float

    async def run(self) -> float:
        began, done = time.perf_counter(), 0
        for group in cycle(self.groups):
            found = await self.database.fetch(_LOOK_UP, group)
            if len(found) != len(group):
                raise FloorError("somebody of the register was not found")
            done += len(found)
            if time.perf_counter() - began >= self.seconds:
                break
        return done / (time.perf_counter() - began)


def _batch(people: Sequence[Persona]) -> ResolvePersonsRequest:
    queries = [PersonQuery(nir=NirQuery(nir=each.nir, birth_name=each.family_name)) for each in people]
    return ResolvePersonsRequest(queries=queries, purpose="dsn")
