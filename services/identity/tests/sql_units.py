"""Units of work on PostgreSQL that also tell what is in the outbox."""

from datetime import UTC
from typing import Any, get_args
from uuid import UUID

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp

from passeport.identity.v1 import events_pb2
from passeport_identity.domain.events import Event
from passeport_identity.messaging.events import subject_of
from passeport_identity.storage.tables import outbox
from passeport_identity.storage.unit_of_work import UnitsOfWork

_KINDS = {subject_of(kind): kind for kind in get_args(Event)}


class SqlUnits(UnitsOfWork):
    """The real thing, and a look at what it left to be published."""

    async def events(self) -> list[Event]:
        async with self._engine.connect() as connection:
            query = sa.select(outbox.c.subject, outbox.c.data, outbox.c.occurred_at).order_by(outbox.c.id)
            rows = await connection.execute(query)
            return [self._read(_KINDS[row.subject], row.data, row.occurred_at) for row in rows]

    @staticmethod
    def _read(kind: type[Any], data: bytes, at: object) -> Event:
        message = getattr(events_pb2, kind.__name__).FromString(data)
        values: dict[str, Any] = {}
        for field, value in message.ListFields():
            if isinstance(value, Timestamp):
                values["at"] = value.ToDatetime(tzinfo=UTC)
            else:
                # Identifiers of partners are texts, those of persons and merges are not.
                values[field.name] = value if isinstance(value, int) or field.name == "client_id" else UUID(value)
        assert values["at"] == at
        event: Event = kind(**values)
        return event
