"""Former numbers by the thousand: rekeyed in as many statements as one is."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_identity.domain.nir import Nir
from passeport_identity.usecases.registry_ports import FormerNumber
from passeport_identity.usecases.rekey_nirs import RekeyNirs, RekeyReport
from passeport_identity.vault.key_ring import KeyRing
from passeport_identity.vault.nir_vault import NirVault
from people import CLAIRE, CLAIRE_NIR, START, VAULT, register
from sql_units import SqlUnits

BOTH = NirVault(
    KeyRing("2", {"1": b"s" * 32, "2": b"t" * 32}),
    KeyRing("2", {"1": b"i" * 32, "2": b"j" * 32}),
)


async def test_many_are_rekeyed_in_the_statements_of_one(sql_units: SqlUnits, engine: AsyncEngine) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    async def rekey(*numbers: Nir) -> int:
        async with sql_units() as work:
            former = [
                FormerNumber(claire, await VAULT.seal(nir, claire), VAULT.index(nir), CLAIRE.birth_name_key)
                for nir in numbers
            ]
            await work.former_numbers.add(former, START)
            await work.commit()
        statements.clear()
        sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
        try:
            report = await RekeyNirs(sql_units, BOTH)(lambda left: None, lambda report: None)
        finally:
            sa.event.remove(engine.sync_engine, "before_cursor_execute", note)
        assert report == RekeyReport(rekeyed=len(numbers))
        return len(statements)

    await RekeyNirs(sql_units, BOTH)(lambda left: None, lambda report: None)
    alone = await rekey(Nir("2810444109100"))
    assert await rekey(*(Nir(f"2810444109{order}") for order in range(101, 151))) == alone
    async with sql_units() as work:
        kept = await work.former_numbers.of(claire)
    assert {(each.nir.key_version, each.index.key_version) for each in kept} == {("2", "2")}
    assert len(kept) == 51
