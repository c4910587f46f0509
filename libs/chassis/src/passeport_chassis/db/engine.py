"""The engine: asyncpg with time-outs on the server's side, and no values of parameters in errors."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# Classes of SQLSTATE: connection exception, insufficient resources, operator intervention, system error. Then what
# another transaction was in the way of: a lock that was not got in time, a deadlock, a serialization failure.
_OUTAGES = ("08", "53", "57", "58", "55P03", "40P01", "40001")
_STATEMENT_CANCELLED = "57014"


def create_engine(url: str, *, pool_size: int = 10, application: str = "passeport") -> AsyncEngine:
    """Makes the engine for a `postgresql://` URL.

    Statements end after 30 s, waits for a lock after 5 s, a forgotten transaction after 60 s. Values bound to
    statements never appear in exceptions (they may be personal). Connections that the server has closed are noticed
    when they are taken from the pool, without asking the server.
    """
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_recycle=600,
        hide_parameters=True,
        connect_args={
            "timeout": 5,
            "server_settings": {
                "application_name": application,
                "statement_timeout": "30000",
                "lock_timeout": "5000",
                "idle_in_transaction_session_timeout": "60000",
                "TimeZone": "UTC",
            },
        },
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _refuse_closed(connection: Any, record: Any, proxy: Any) -> None:
    # A ping would cost three round trips on every transaction. asyncpg hears of a closed connection by itself; when
    # one is closed the server was restarted, and the others of the pool are no better.
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError


def is_outage(error: BaseException) -> bool:
    """Whether an error says that the database (or another server) is away or overloaded: later it may work."""
    if isinstance(error, PoolTimeout | OSError | TimeoutError | InvalidatePoolError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state == _STATEMENT_CANCELLED:
        return False
    lost = error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return lost or state.startswith(_OUTAGES)


async def ping(engine: AsyncEngine) -> None:
    """Raises when the database does not answer."""
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT 1"))
