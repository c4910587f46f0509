"""PersonResolutionService: from what a feed says of a person to the one key that crosses services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import grpc.aio

from passeport.identity.v1 import account_service_pb2
from passeport.identity.v1 import person_resolution_service_pb2 as pb
from passeport.identity.v1.person_resolution_service_pb2_grpc import PersonResolutionServiceServicer
from passeport_chassis.ids import parse_id
from passeport_identity.domain.civil_identity import Sex
from passeport_identity.domain.cog import country_code
from passeport_identity.domain.known_names import GivenNames
from passeport_identity.domain.matching import HolderCriteria, Resolution
from passeport_identity.domain.names import name_key, names_key
from passeport_identity.domain.person_query import IneQuery, NirQuery, NttQuery, Query
from passeport_identity.errors import BatchTimedOut
from passeport_identity.rpc.rendering import render_resolution
from passeport_identity.usecases.resolve_persons import PreparedQueries, ResolvePersons

__all__ = ["PersonResolutionServicer"]

Context = grpc.aio.ServicerContext[Any, Any]

_BATCH_TIME = timedelta(seconds=20)
"""What a batch of a stream may take: as long as a call of its own."""

_SEXES = {account_service_pb2.SEX_FEMALE: Sex.FEMALE, account_service_pb2.SEX_MALE: Sex.MALE}


class _Batch(NamedTuple):
    """A batch of a stream, checked; who names its persons; when it came, by the clock of the loop."""

    asked: PreparedQueries
    organisation: str
    came_at: float


class PersonResolutionServicer(PersonResolutionServiceServicer):
    """Serves the services that take feeds."""

    def __init__(self, resolve: ResolvePersons, batch_time: timedelta = _BATCH_TIME) -> None:
        self._resolve = resolve
        self._batch_time = batch_time.total_seconds()

    async def ResolvePersons(self, request: pb.ResolvePersonsRequest, context: Context) -> pb.ResolvePersonsResponse:  # noqa: N802
        return await self._answered(await self._asked(request), request.organisation)

    async def StreamResolvePersons(  # noqa: N802
        self, requests: AsyncIterator[pb.ResolvePersonsRequest], context: Context
    ) -> AsyncGenerator[pb.ResolvePersonsResponse]:
        now = asyncio.get_running_loop().time
        batch, free_at, coming = 1, now(), asyncio.create_task(self._next(requests, 1))
        try:
            while (given := await coming) is not None:
                # It is read, checked and fingerprinted while this one is in the database.
                coming = asyncio.create_task(self._next(requests, batch + 1))
                async with self._in_time(batch, max(given.came_at, free_at)):
                    answer = await self._answered(given.asked, given.organisation)
                yield answer
                batch, free_at = batch + 1, now()
        finally:
            coming.cancel()
            # Nobody asks any more what came of it.
            await asyncio.gather(coming, return_exceptions=True)

    async def _next(self, requests: AsyncIterator[pb.ResolvePersonsRequest], batch: int) -> _Batch | None:
        """The next batch; None after the last. However long it is waited for, its time begins when it has come."""
        request = await anext(requests, None)
        if request is None:
            return None
        came_at = asyncio.get_running_loop().time()
        async with self._in_time(batch, came_at):
            return _Batch(await self._asked(request), request.organisation, came_at)

    @asynccontextmanager
    async def _in_time(self, batch: int, since: float) -> AsyncIterator[None]:
        """Ends what is done for a batch when its time is over, which began then. Raises BatchTimedOut."""
        try:
            async with asyncio.timeout_at(since + self._batch_time) as patience:
                yield
        except TimeoutError:
            if patience.expired():
                raise BatchTimedOut(batch) from None
            # Of the database, which has time-outs of its own.
            raise

    async def _asked(self, request: pb.ResolvePersonsRequest) -> PreparedQueries:
        # Thousands of small messages: in a thread, so that the other calls go on meanwhile.
        return await asyncio.to_thread(
            lambda: self._resolve.prepare(
                [_parsed(query) for query in request.queries], request.purpose, request.sender_siren
            )
        )

    async def _answered(self, asked: PreparedQueries, organisation: str) -> pb.ResolvePersonsResponse:
        return await asyncio.to_thread(_rendered, await self._resolve(asked, organisation))


def _rendered(resolutions: Sequence[Resolution]) -> pb.ResolvePersonsResponse:
    return pb.ResolvePersonsResponse(resolutions=[render_resolution(each) for each in resolutions])


def _parsed(query: pb.PersonQuery) -> Query:
    """One query. There is no wrong one: a person whom a feed names by nothing fits nobody, and stops no others."""
    by = query.WhichOneof("by")
    if by == "nir":
        return NirQuery(query.nir.nir, query.nir.birth_name, query.nir.ntt)
    if by == "ntt":
        return NttQuery(query.ntt.ntt, query.ntt.birth_name)
    if by == "ine":
        return IneQuery(query.ine.ine, query.ine.birth_name)
    if by == "known":
        return _known(query.known)
    return _criteria(query.civil_identity)


def _known(query: pb.KnownPersonQuery) -> GivenNames:
    # An identifier that is none has nobody.
    person_id = parse_id(query.person_id)
    birth_name, given_name = name_key(query.birth_name), name_key(query.given_name)
    if query.cut and not (query.birth_name_cut or query.given_name_cut):
        # A caller of before there was one for each.
        return GivenNames(person_id, birth_name, given_name, birth_name_cut=True, given_name_cut=True)
    return GivenNames(person_id, birth_name, given_name, query.birth_name_cut, query.given_name_cut)


def _criteria(query: pb.CivilIdentityQuery) -> HolderCriteria:
    birth_name_key, usage_name_key = name_key(query.birth_name), name_key(query.usage_name)
    return HolderCriteria(
        birth_name_key=birth_name_key,
        first_given_name_key=name_key(query.given_names[0]) if query.given_names else "",
        sex=_SEXES.get(query.sex, Sex.UNSPECIFIED),
        birth_year=query.birth_year,
        birth_month=query.birth_month,
        birth_day=query.birth_day,
        birth_place=query.birth_place.strip().upper(),
        birth_country=_country(query.birth_country),
        given_names_key=names_key(query.given_names),
        # Feeds repeat the birth name where there is no usage name, the official sample of the certifiers' does.
        usage_name_key=usage_name_key if usage_name_key != birth_name_key else "",
        ine=query.ine,
    )


def _country(text: str) -> str:
    """The country in five digits. One written otherwise (`FRA`) cannot be compared and counts as not given."""
    try:
        return country_code(text.strip()) if text.strip() else ""
    except ValueError:
        return ""
