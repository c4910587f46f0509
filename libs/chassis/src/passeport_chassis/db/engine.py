"""The engine: asyncpg with time-outs on the server's side, and no values of parameters in errors."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

__all__ = ["create_engine", "ping"]


def create_engine(url: str, *, pool_size: int = 10, application: str = "passeport") -> AsyncEngine:
    """Makes the engine for a `postgresql://` URL.

    Statements end after 30 s, waits for a lock after 5 s, a forgotten transaction after 60 s. Values bound to
    statements never appear in exceptions (they may be personal).
    """
    return create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_recycle=600,
        pool_pre_ping=True,
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


async def ping(engine: AsyncEngine) -> None:
    """Raises when the database does not answer."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
