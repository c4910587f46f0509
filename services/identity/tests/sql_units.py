"""Units of work on PostgreSQL that also tell what is in the outbox."""

from datetime import UTC
from uuid import UUID

import sqlalchemy as sa

from passeport.identity.v1 import events_pb2
from passeport_identity.domain.events import AccountActivated
from passeport_identity.storage.tables import outbox
from passeport_identity.storage.unit_of_work import UnitsOfWork


class SqlUnits(UnitsOfWork):
    """The real thing, and a look at what it left to be published."""

    async def events(self) -> list[AccountActivated]:
        async with self._engine.connect() as connection:
            rows = await connection.execute(sa.select(outbox.c.data, outbox.c.occurred_at).order_by(outbox.c.id))
            return [self._read(row.data, row.occurred_at) for row in rows]

    @staticmethod
    def _read(data: bytes, at: object) -> AccountActivated:
        message = events_pb2.AccountActivated.FromString(data)
        event = AccountActivated(UUID(message.person_id), message.activate_time.ToDatetime(tzinfo=UTC))
        assert event.at == at
        return event
