"""A trail on PostgreSQL as tests use it: accesses go in, are sealed, tampered with by an administrator, verified."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.access import by_holder
from passeport_chassis.db import AccessTrail
from passeport_chassis.ids import new_id
from passeport_identity.storage.tables import access, trail
from passeport_identity.trail.anchors import AnchorKeys, AnchorSigner
from passeport_identity.trail.faults import Fault, Report
from passeport_identity.trail.sealer import Sealer
from passeport_identity.trail.verification import Verification
from passeport_testing.certificates import CertificateAuthority
from passeport_testing.postgres import PostgresServer
from people import START, MovedClock

SIGNER = AnchorSigner(CertificateAuthority.create().key)
PERSON = new_id()


def keys_of(*signers: AnchorSigner) -> AnchorKeys:
    """The public keys of those who sign."""
    return AnchorKeys(json.loads(signer.jwk) for signer in signers)


@dataclass
class TrailBench:
    """A trail, its sealer, and whoever tampers with it."""

    engine: AsyncEngine
    server: PostgresServer
    clock: MovedClock
    signer: AnchorSigner | None = SIGNER
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sealer = Sealer(self.engine, trail, self.signer, self.clock)

    async def add(self, count: int, at: datetime = START, person_id: UUID = PERSON) -> None:
        """Adds accesses, each a second after the other."""
        told = [by_holder(person_id, at + timedelta(seconds=n), "identity.read", f"Accès {n}") for n in range(count)]
        async with self.engine.begin() as connection:
            await AccessTrail(connection, access).record(*told)

    async def seal(self) -> int:
        """Seals all that waits."""
        total = 0
        while sealed := await self.sealer.seal_once():
            total += sealed
        return total

    async def three_days(self) -> None:
        """Three days of some accesses each; the first two are anchored."""
        for count in (5, 7, 4):
            await self.add(2, self.clock())
            await self.seal()
            await self.add(count - 2, self.clock() + timedelta(hours=1))
            await self.seal()
            self.clock.advance(timedelta(days=1))
        self.clock.advance(-timedelta(days=1))
        assert await self.seal() == 0

    def tamper(self, sql: str) -> str:
        """Does something as an administrator, with every trigger off."""
        return self.server.run_sql(
            f"SET session_replication_role = replica; {sql}", database=self.engine.url.database or ""
        )

    async def ids(self, day: date) -> list[UUID]:
        """The accesses of a day, in the order of its chain."""
        seals = sa.select(sa.func.unnest(trail.seal.c.ids)).where(trail.seal.c.day == day).order_by(trail.seal.c.first)
        async with self.engine.connect() as connection:
            return list(await connection.scalars(seals))

    async def anchors(self) -> list[str]:
        async with self.engine.connect() as connection:
            return list(await connection.scalars(sa.select(trail.anchor.c.signed).order_by(trail.anchor.c.day)))

    async def waiting(self) -> int:
        """How many accesses wait for their seal."""
        async with self.engine.connect() as connection:
            return await connection.scalar(sa.select(sa.func.count()).select_from(trail.unsealed)) or 0

    async def verify(
        self,
        *,
        outside: list[str] | None = None,
        keys: AnchorKeys | None = None,
        since: date = date.min,
        until: date = date.max,
    ) -> Report:
        """Verifies; what is wrong is in `faults`."""
        self.faults.clear()
        verification = Verification(
            trail,
            keys or keys_of(SIGNER),
            self.clock(),
            self.faults.append,
            since,
            until,
            outside or (),
            signs=self.signer is not None,
        )
        return await verification(self.engine)
