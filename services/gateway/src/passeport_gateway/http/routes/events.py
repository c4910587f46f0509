"""News for the pages of a holder, while they are open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport_gateway.domain.event_ids import moment_of
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PREVENTION, PUBLISHING, client_id_of, holder_token
from passeport_gateway.http.cookies import session_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import language_of
from passeport_gateway.http.news import News, in_order
from passeport_gateway.http.openapi import Header, Ok, described
from passeport_gateway.http.pace import Pace
from passeport_gateway.http.paced_response import PacedResponse
from passeport_gateway.http.reminders import Reminders
from passeport_gateway.http.render.happenings import (
    Happening,
    happening_of_consent,
    happening_of_queue,
    happening_of_reminder,
    happening_of_share,
)
from passeport_gateway.http.transfers import Transfers

__all__ = ["add_events"]

T = TypeVar("T")
_MEDIA = "text/event-stream"
_PER_HOLDER = 4
# Questions to publishing for one to prevention.
_REMINDERS_EVERY = 20
LastEvent = Annotated[str, Query(max_length=64, description="The same as `Last-Event-ID`, for a first connection.")]


class _Events:
    """News of the holder."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._shares = door.services.shares
        self._consents = door.services.consents
        self._queue = door.services.queue
        self._prevention = door.services.prevention
        self._every = door.options.events_every_seconds
        self._pace = Pace(door.options.body_idle_seconds)
        self._places = Transfers(door.options.events_max_concurrent, _PER_HOLDER)

    async def stream_events(self, request: Request, last_event_id: LastEvent = "") -> Response:
        # That the page is opened is an act of the holder; that it waits is none.
        client = client_id_of(await holder_token(self._door, request, PUBLISHING, PREVENTION))
        session = session_of(request) or ""

        async def admit() -> str:
            issued = await self._door.services.identity.holder_token(session, (PUBLISHING, PREVENTION), passive=True)
            return issued.caller_token

        last_id = request.headers.get("last-event-id", last_event_id).lower()
        language = language_of(request)

        reminders = Reminders(self._prevention.recent_reminders, self._every * _REMINDERS_EVERY)

        async def ask(since: datetime) -> Sequence[Happening]:
            # One after the other: whatever one of them misses because it came meanwhile, the next question finds.
            opened = [happening_of_share(one, language) for one in await self._shares.recent_accesses(since)]
            pulls = await _if_known(self._consents.recent_pulls, since)
            pulled = [happening_of_consent(one, language) for one in pulls]
            outcomes = await _if_known(self._queue.recent_outcomes, since)
            ended = [happening_of_queue(one, language) for one in outcomes]
            # Last: what it gives it does not give again, should one of the others fail.
            reminded = [happening_of_reminder(one) for one in await reminders.since(since)]
            return in_order(opened, pulled, ended, reminded)

        news = News(admit, ask, language, self._every)
        with ExitStack() as held:
            held.enter_context(self._places.place(client))
            # Proxies that gather an answer before they pass it on would pass nothing on.
            headers = {"X-Accel-Buffering": "no", "Content-Language": news.language}
            pieces = news.pieces(last_id, moment_of(last_id))
            return PacedResponse(self._pace, pieces, 200, headers, _MEDIA, held=held.pop_all())


async def _if_known(ask: Callable[[datetime], Awaitable[Sequence[T]]], since: datetime) -> Sequence[T]:
    try:
        return await ask(since)
    except ServiceRefused as refused:
        if refused.code != "UNIMPLEMENTED":
            raise
        # Publishing of the release before: it knows of no such thing.
        return ()


def add_events(app: FastAPI, door: Door) -> None:
    """Adds the route."""
    app.add_api_route(
        "/api/v1/events",
        _Events(door).stream_events,
        **described(
            "Hear of what happens, while it happens",
            "shares",
            Ok(200, example=examples.EVENTS, media=_MEDIA),
            problems=(422, 429),
            headers=[Header("Last-Event-ID", False, "Identifier of the last event that was heard.", examples.EVENT_ID)],
            description="Server-sent events, for `EventSource`. `share.access`: something was done by the link of a "
            "share; its data are those of the list of accesses, with `share_id`. `consent.pull`: a platform pulled; "
            "its data are those of the list of pulls, with `consent_id` and `platform`. `publication.published` and "
            "`publication.failed`: what became of a publication in line, with `publication_id`, `publication_url`, "
            "`title` and `failure`. `training.expiring`: a training of the passeport de prévention comes to its end, "
            "with `training_id`, `until_date` and `days`: 90, 30 or 7, told within a minute. Who comes again with the "
            "last event is told what he missed within a day. A comment every 15 seconds says that it goes on; it ends "
            "with the session, which it does not renew. Four at once for one holder.",
        ),
    )
