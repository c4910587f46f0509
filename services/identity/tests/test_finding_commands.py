"""Commands by which an operator finds persons and professionals, and by which others see that he did."""

from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.access import Access, by_holder
from passeport_chassis.ids import new_id
from passeport_identity.storage.tables import access, consultation_day, operator_act, professional
from passeport_testing.services import Program
from people import CLAIRE, CLAIRE_NIR, START, THOMAS, THOMAS_NIR, register
from sql_units import SqlUnits

PROGRAM = Program("passeport_identity")
ACT = ("--operator", "maria", "--reason", "réclamation 12")


async def test_a_person_is_found_by_number_or_by_name_and_no_number_is_printed(
    environment: dict[str, str], engine: AsyncEngine, sql_units: SqlUnits, tmp_path: Path
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    await register(sql_units, THOMAS_NIR, THOMAS, new_id())
    found = f"person {claire}: account inactive\n"
    typed = f"2 81 04 44 109 021 {CLAIRE_NIR.key}\n"
    code, out, err = await PROGRAM.run(environment, "find-person", "--nir-file", "-", *ACT, typed=typed)
    assert (code, out) == (0, found), err
    (tmp_path / "identity").write_text("Fontanel\nClaire\n1981-04-17\n")
    code, out, err = await PROGRAM.run(environment, "find-person", "--identity-file", str(tmp_path / "identity"), *ACT)
    assert (code, out) == (0, found), err
    for text, code_of_it, said in (
        ("2810444109999", 1, "nobody is found"),
        ("281044410902", 2, "--nir-file: has 12 characters instead of 13"),
        (f"{CLAIRE_NIR.value}00", 2, "--nir-file: the key (last two digits) does not fit the number"),
    ):
        code, out, err = await PROGRAM.run(environment, "find-person", "--nir-file", "-", *ACT, typed=text)
        assert (code, said in out + err, text in out + err) == (code_of_it, True, False)
    (tmp_path / "latin").write_bytes("Lefèvre\n".encode("latin-1"))
    for option in ("--nir-file", "--identity-file"):
        for name, said in (("missing", "No such file"), ("latin", "is not UTF-8 at byte 4: save it as UTF-8")):
            code, _, err = await PROGRAM.run(environment, "find-person", option, str(tmp_path / name), *ACT)
            assert (code, f"passeport_identity: {option}: " in err, said in err) == (2, True, True)
    code, _, err = await PROGRAM.run(environment, "find-person", *ACT)
    assert (code, "--nir-file" in err) == (2, True)
    async with engine.connect() as connection:
        rows = (await connection.execute(sa.select(access).where(access.c.action == "identity.person.found"))).all()
        acts = (await connection.execute(sa.select(operator_act.c.about, operator_act.c.changes))).all()
    assert {(row.person_id, row.actor_id) for row in rows} == {(claire, "find-person:maria")}
    assert len(rows) == 2
    # Whom it was about is in no act: they are kept longer than persons are.
    assert str(claire) not in str(acts)
    assert CLAIRE_NIR.value not in str(acts)


async def test_who_read_a_person_is_listed_by_kind(
    environment: dict[str, str], engine: AsyncEngine, sql_units: SqlUnits
) -> None:
    claire, agent = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id()), str(new_id())
    read = Access(claire, START, "professional", agent, "identity.person.consulted", "Conseil", "Mission locale")
    async with sql_units() as work:
        await work.accesses.record(by_holder(claire, START, "identity.account.read", "Lecture"), read)
        await work.commit()
    code, out, err = await PROGRAM.run(environment, "accesses-of", str(claire), "--actor", "professional", *ACT)
    told = f"2026-11-23T09:00:00+00:00 professional {agent} of Mission locale: identity.person.consulted: Conseil\n"
    assert (code, out) == (0, told), err
    code, out, err = await PROGRAM.run(environment, "accesses-of", str(new_id()), *ACT)
    assert (code, out, "is not known, and no access is kept of him" in err) == (2, "", True)
    code, out, err = await PROGRAM.run(environment, "operator-acts", "--since", "2026-11-01")
    assert (code, len(out.splitlines()), "accesses-of a person; by maria: réclamation 12" in out) == (0, 1, True)


async def test_who_a_professional_is_is_told_and_that_it_was_asked_is_listed(
    environment: dict[str, str], engine: AsyncEngine
) -> None:
    known, until = new_id(), datetime(2027, 1, 1, tzinfo=UTC)
    who = {"professional_id": known, "subject": "sub", "uid": "agent-7", "siret": "00100202100010"}
    day = {"professional_id": known, "siret": "00100202100010", "day": date(2026, 11, 23), "opened": 3, "missed": 1}
    async with engine.begin() as connection:
        await connection.execute(sa.insert(professional).values(who | {"habilitated_until": until}))
        await connection.execute(sa.insert(consultation_day).values(day))
    code, out, err = await PROGRAM.run(environment, "whois-professional", str(known), *ACT)
    assert (code, out) == (
        0,
        (
            f"professional {known}: uid agent-7, last signed in for SIRET 00100202100010\n"
            "2026-11-23: SIRET 00100202100010: 3 consultations opened, 1 found nobody\n"
        ),
    ), err
    stranger = str(new_id())
    code, out, err = await PROGRAM.run(environment, "whois-professional", stranger, *ACT)
    assert (code, out) == (2, "")
    assert f"professional {stranger}: is not known, or was forgotten 18 months after his habilitation" in err
    code, out, err = await PROGRAM.run(environment, "operator-acts", "--about", str(known))
    assert code == 0, err
    assert [line.partition(" ")[2] for line in out.splitlines()] == [
        f"whois-professional {known}; by maria: réclamation 12"
    ]
    assert (await PROGRAM.run(environment, "operator-acts", "--about", stranger))[:2] == (0, "")
    ended = await PROGRAM.run(environment, "end-professional", str(known), *ACT)
    assert ended[:2] == (0, f"professional {known}: 0 sessions ended\n")
