"""The trail is proven: whatever is done to it afterwards is found, by whoever it was done, and said where."""

# ruff: noqa: S608 - who tampers with a trail binds no parameters

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_identity.storage.tables import access, trail
from passeport_identity.trail import sealer as sealing
from passeport_identity.trail.anchors import Anchor, AnchorKeys, AnchorSigner, AuditKeyError, digest_of
from passeport_identity.trail.encoding import TEXTS, chain_start, leaf, leaf_sql, link
from passeport_identity.trail.faults import Fault
from passeport_testing.certificates import CertificateAuthority
from passeport_testing.postgres import PostgresServer
from people import CLAIRE, CLAIRE_NIR, OPERATOR, START, MovedClock, register
from sql_units import SqlUnits
from trails import SIGNER, TrailBench, keys_of

DAY = START.date()
NEXT = DAY + timedelta(days=1)
LAST = DAY + timedelta(days=2)
OTHER = AnchorSigner(CertificateAuthority.create().key)


@pytest.fixture
def bench(engine: AsyncEngine, postgres_server: PostgresServer, clock: MovedClock) -> TrailBench:
    return TrailBench(engine, postgres_server, clock)


@pytest.fixture
async def whole(bench: TrailBench) -> TrailBench:
    """A trail of three days, and nothing wrong with it."""
    await bench.three_days()
    report = await bench.verify()
    assert (report.days, report.accesses, report.anchors, report.waiting, bench.faults) == (3, 16, 2, 0, [])
    return bench


async def test_a_verifier_of_ones_own_needs_nothing_but_what_the_readme_says(whole: TrailBench) -> None:
    head = sha256(f"passeport-trail/identity/{DAY}".encode()).digest()
    columns = sa.select(access).where(access.c.at < START + timedelta(hours=12))
    async with whole.engine.connect() as connection:
        for row in await connection.execute(columns.order_by(access.c.at, access.c.id)):
            micros = (row.at - START.replace(year=1970, month=1, day=1, hour=0)) // timedelta(microseconds=1)
            said = b"\x00" + row.person_id.bytes + micros.to_bytes(8, "big") + row.id.bytes
            for name in ("actor", "actor_id", "organisation", "action", "purpose", "resource_id", "trace_id"):
                text = getattr(row, name).encode()
                said += len(text).to_bytes(4, "big") + text
            head = sha256(b"\x01" + head + sha256(said).digest()).digest()
    anchor = keys_of(SIGNER).open((await whole.anchors())[0])
    assert anchor == Anchor("identity", DAY, 5, head, None)


async def test_the_database_hashes_as_we_do_whatever_the_texts_are(bench: TrailBench) -> None:
    texts = ["", "é\u0301\n", "a" * 300, "\U0001f600", "'\\x00'", "0", " "]
    person_id, at, id_ = new_id(), START.replace(year=1969, microsecond=123457), new_id()
    key = {"person_id": person_id, "at": at, "id": id_}
    async with bench.engine.begin() as connection:
        await connection.execute(sa.insert(access).values(key | dict(zip(TEXTS, texts, strict=True))))
        found = await connection.scalar(sa.text(f"SELECT {leaf_sql('a')} FROM access AS a"))
    assert found == leaf(person_id, at, id_, texts)


@pytest.mark.parametrize("column", [*TEXTS])
async def test_one_flipped_byte_is_found(whole: TrailBench, column: str) -> None:
    changed = (await whole.ids(NEXT))[2]
    whole.tamper(f"UPDATE access SET {column} = overlay({column} || 'a' placing 'b' from 1) WHERE id = '{changed}'")
    await whole.verify()
    assert whole.faults == [Fault("changed", NEXT, 3, changed)]
    assert str(whole.faults[0]) == f"{NEXT}, place 3, access {changed}: changed"


@pytest.mark.parametrize("column", ["person_id = gen_random_uuid()", "at = at + interval '1 microsecond'"])
async def test_an_access_of_another_person_or_moment_is_missing_here_and_added_there(
    whole: TrailBench, column: str
) -> None:
    changed = (await whole.ids(NEXT))[2]
    whole.tamper(f"UPDATE access SET {column} WHERE id = '{changed}'")
    await whole.verify()
    assert [(each.what.split(":")[0], each.place, each.access) for each in whole.faults] == [
        ("missing", 3, changed),
        ("added", None, changed),
    ]


async def test_a_deleted_access_is_found_and_one_put_in_between(whole: TrailBench) -> None:
    gone = (await whole.ids(DAY))[-1]
    whole.tamper(f"DELETE FROM access WHERE id = '{gone}'")
    # The earliest: where rows lie in a table that was emptied before is up to the vacuum.
    whole.tamper(
        f"INSERT INTO access SELECT person_id, at, gen_random_uuid(), {', '.join(TEXTS)} FROM access"
        " ORDER BY at LIMIT 1"
    )
    await whole.verify()
    assert whole.faults[0] == Fault("missing", DAY, 5, gone)
    assert [each.what for each in whole.faults[1:]] == ["added: it is in no chain, and does not wait to be"]
    assert (await whole.verify(since=LAST)).faults == 0


async def test_one_that_is_added_as_the_service_adds_but_of_another_day_is_found_once_it_is_sealed(
    whole: TrailBench,
) -> None:
    await whole.add(1, START + timedelta(minutes=1), new_id())
    await whole.add(1, START + timedelta(days=30), new_id())
    assert (await whole.verify()).waiting == 2
    assert await whole.seal() == 2
    await whole.verify()
    assert [(each.day, each.place, each.what.split(",")[0]) for each in whole.faults] == [
        (LAST, 5, "added long after its own moment"),
        (LAST, 6, "added before its own moment"),
    ]


SWAP = """
UPDATE access_seal SET person_ids = person_ids[2:2] || person_ids[1:1] || person_ids[3:],
    ats = ats[2:2] || ats[1:1] || ats[3:], ids = ids[2:2] || ids[1:1] || ids[3:],
    leaves = leaves[2:2] || leaves[1:1] || leaves[3:]
WHERE day = '{day}' AND first = 3
"""


async def test_two_that_changed_places_are_found(whole: TrailBench) -> None:
    whole.tamper(SWAP.format(day=LAST))
    await whole.verify()
    (fault,) = whole.faults
    assert (fault.day, fault.place, "out of order" in fault.what) == (LAST, 3, True)


async def test_a_seal_that_is_gone_or_was_changed_is_found(whole: TrailBench) -> None:
    whole.tamper(
        f"UPDATE access_seal SET head = set_byte(head, 31, get_byte(head, 31) # 1) WHERE day = '{DAY}' AND first = 1"
    )
    await whole.verify()
    assert [each.what.split(":")[0] for each in whole.faults] == ["the seal was changed", "the seal was changed"]
    whole.tamper(f"DELETE FROM access_seal WHERE day = '{DAY}'")
    await whole.verify()
    assert whole.faults[0] == Fault("its 5 accesses were sealed, and the seals are missing", DAY)
    assert len(whole.faults) == 6


async def test_a_day_that_is_replaced_whole_does_not_end_as_its_anchor_says(whole: TrailBench) -> None:
    await replaced(whole)
    await whole.verify()
    assert whole.faults == [Fault("its chain ends otherwise than the anchor says", NEXT)]


async def replaced(bench: TrailBench) -> None:
    """Whoever has the database, and no key, writes a day anew: its accesses, their seals, all consistent."""
    of_that_day = f"at >= '{NEXT}' AND at < '{LAST}'"
    bench.tamper(f"UPDATE access SET purpose = 'Autre' WHERE {of_that_day}")
    bench.tamper(f"DELETE FROM access_seal WHERE day = '{NEXT}'")
    bench.tamper(f"INSERT INTO access_unsealed SELECT person_id, at, id, now() FROM access WHERE {of_that_day}")
    assert await bench.seal() == 7
    seal = trail.seal
    async with bench.engine.connect() as connection:
        newest = sa.select(seal.c.first, seal.c.leaves).order_by(seal.c.day.desc(), seal.c.first.desc()).limit(1)
        first, leaves = (await connection.execute(newest)).one()
    head = link(chain_start("identity", NEXT), leaves).hex()
    moved = f"day = '{NEXT}', first = 1, head = '\\x{head}'"
    bench.tamper(f"UPDATE access_seal SET {moved} WHERE day = '{LAST}' AND first = {first}")


async def test_an_anchor_that_is_replaced_is_found_by_its_signature_its_follower_and_the_copy_outside(
    whole: TrailBench,
) -> None:
    outside = await whole.anchors()
    first, second = (keys_of(SIGNER).open(signed) for signed in outside)
    assert second.previous == digest_of(outside[0])
    forged = replace(first, count=4)
    # Signed by somebody else.
    put(whole, OTHER.sign(forged))
    await whole.verify()
    assert [each.what.split(":")[0] for each in whole.faults[:2]] == [
        "its anchor does not hold",
        "its anchor does not follow the anchor of the day before",
    ]
    # Changed under its signature.
    header, payload, signature = outside[0].split(".")
    put(whole, f"{header}.{payload[:-2]}AA.{signature}")
    await whole.verify()
    assert whole.faults[0] == Fault("its anchor does not hold: its signature is wrong", DAY)
    # By whoever has the key: it breaks the tie of the next day, and the copy that is outside tells.
    put(whole, SIGNER.sign(forged))
    await whole.verify(outside=outside)
    assert [(each.day, each.what) for each in whole.faults] == [
        (NEXT, "its anchor does not follow the anchor of the day before"),
        (DAY, "its anchor was handed out with other contents than it has here"),
        (DAY, "5 accesses are sealed, the anchor says 4"),
    ]


def put(bench: TrailBench, signed: str) -> None:
    bench.tamper(f"UPDATE access_anchor SET signed = '{signed}' WHERE day = '{DAY}'")


async def test_an_anchor_that_is_gone_is_missed(whole: TrailBench) -> None:
    outside = await whole.anchors()
    whole.tamper(f"DELETE FROM access_anchor WHERE day = '{NEXT}'")
    await whole.verify(outside=outside)
    assert whole.faults == [
        Fault("its anchor was handed out and is missing here", NEXT),
        Fault("its anchor is missing", NEXT),
    ]
    await whole.verify(outside=["nonsense", OTHER.sign(Anchor("identity", DAY, 0, bytes(32), None))])
    assert sum("from outside does not hold" in each.what for each in whole.faults) == 2


async def test_keys_change_and_those_of_before_stay_known(whole: TrailBench) -> None:
    whole.sealer = sealing.Sealer(whole.engine, trail, OTHER, whole.clock)
    whole.clock.advance(timedelta(days=2))
    await whole.seal()
    async with whole.engine.connect() as connection:
        kept = [json.loads(jwk) for jwk in await connection.scalars(sa.select(trail.key.c.jwk))]
    report = await whole.verify(keys=AnchorKeys(kept))
    # A day of rest has an anchor as well.
    assert (report.anchors, whole.faults, [key["kid"] for key in kept]) == (4, [], [SIGNER.kid, OTHER.kid])
    await whole.verify(keys=keys_of(OTHER))
    assert sum("is not known" in each.what for each in whole.faults) == 2
    with pytest.raises(AuditKeyError):
        AnchorKeys([{"kty": "oct", "k": "AAAA"}])


COLUMNS = {"access": "purpose", "access_seal": "count", "access_anchor": "signed", "access_anchor_key": "jwk"}
COLUMNS["operator_act"] = "reason"
WRITTEN_ONCE = [name for name, table in access.metadata.tables.items() if table.info.get("append_only")]


@pytest.mark.parametrize("table", WRITTEN_ONCE)
async def test_nobody_changes_what_is_written_once(
    whole: TrailBench, sql_units: SqlUnits, owner_engine: AsyncEngine, table: str
) -> None:
    async with sql_units() as work:
        await work.operator_acts.add(OPERATOR.act("employeur", START, {}))
        await work.commit()
    column = COLUMNS[table]
    parts = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass(:table)"
    async with owner_engine.connect() as connection:
        names = [table, *await connection.scalars(sa.text(parts), {"table": table})]
        assert await connection.scalar(sa.text(f"SELECT EXISTS (SELECT FROM {table})"))
        await connection.rollback()
        for name in names:
            filled = await connection.scalar(sa.text(f"SELECT EXISTS (SELECT FROM {name})"))
            rows = (f"UPDATE {name} SET {column} = {column}", f"DELETE FROM {name}") if filled else ()
            for statement in (*rows, f"TRUNCATE {name}"):
                with pytest.raises(DBAPIError, match="written once"):
                    await connection.execute(sa.text(statement))
                await connection.rollback()


async def test_an_access_that_is_gone_before_it_is_sealed_is_missed_for_ever(bench: TrailBench) -> None:
    await bench.add(3)
    bench.tamper("DELETE FROM access WHERE purpose = 'Accès 1'")
    await bench.verify()
    assert [each.what for each in bench.faults] == ["missing: it waits to be sealed and is gone"]
    await bench.seal()
    await bench.verify()
    assert [(each.what, each.place) for each in bench.faults] == [("missing", 2)]


async def test_the_trail_of_somebody_provisional_goes_on_under_the_person_he_is(
    bench: TrailBench, sql_units: SqlUnits
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    await bench.add(1, START - timedelta(days=1))
    await bench.seal()
    await bench.add(2, START, provisional := new_id())
    await bench.seal()
    bench.clock.advance(timedelta(days=20))
    async with sql_units() as work:
        await work.persons.replace_provisional(provisional, claire)
        await work.commit()
    assert await bench.seal() == 2
    await bench.verify()
    assert bench.faults == []
