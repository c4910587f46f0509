"""Versions of referentials on PostgreSQL: in force whole or not at all, whatever the order in which they come."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_records.referentials.domain.terms import Item, Part, RowFault, Scheme, Term
from passeport_records.referentials.domain.versions import Change, ImportRefused
from passeport_records.referentials.storage.drafts import OpenDrafts
from passeport_records.referentials.storage.versions import SqlVersions
from passeport_records.referentials.usecases.ports import ImportUnderWay
from passeport_records.storage.tables import referential_term, referential_version
from passeport_sandbox.referentials import invented_fiches, write_csv_zip, write_xml
from referential_support import FIRST, import_file, import_items, import_terms, label_on, term

SECOND, THIRD = date(2025, 1, 1), date(2026, 1, 1)


async def rows_of(engine: AsyncEngine) -> list[tuple[object, ...]]:
    columns = referential_term.c
    query = sa.select(columns.code, columns.since, columns.until, columns.label).order_by(columns.code, columns.since)
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(query)]


async def test_a_version_holds_from_its_day_and_the_one_before_for_what_is_older(engine: AsyncEngine) -> None:
    await import_terms(engine, term("RS1", "Un"), term("RS2", "Deux"), term("RS3", "Trois"))
    (made,) = await import_terms(
        engine, term("RS1", "Un"), term("RS2", "Deux bis"), term("RS4", "Quatre"), since=SECOND
    )
    assert made.change == Change(added=1, changed=1, dropped=1)
    assert await rows_of(engine) == [
        # What says the same in both is there once.
        ("RS1", FIRST, None, "Un"),
        ("RS2", FIRST, SECOND, "Deux"),
        ("RS2", SECOND, None, "Deux bis"),
        ("RS3", FIRST, SECOND, "Trois"),
        ("RS4", SECOND, None, "Quatre"),
    ]
    assert [await label_on(engine, "RS2", day) for day in ("2024-12-31", "2025-01-01")] == ["Deux", "Deux bis"]
    # It was dropped, and stays what it was for whom has it; one that came later is known before, too.
    assert [await label_on(engine, code, "2025-06-01") for code in ("RS3", "RS4")] == ["Trois", "Quatre"]
    assert await label_on(engine, "RS4", "2020-01-01") == "Quatre"
    assert await label_on(engine, "RS9", "2025-01-01") is None


VERSIONS = {
    FIRST: {"RS1": "a", "RS2": "a", "RS3": "a"},
    SECOND: {"RS1": "b", "RS2": "a", "RS4": "a"},
    THIRD: {"RS1": "a", "RS3": "a", "RS4": "b"},
}


@pytest.mark.parametrize("order", list(permutations(VERSIONS)))
async def test_versions_may_be_imported_in_any_order(engine: AsyncEngine, order: tuple[date, ...]) -> None:
    for since in order:
        await import_terms(engine, *(term(*told) for told in VERSIONS[since].items()), since=since)
    for since, told in VERSIONS.items():
        assert await in_force(engine, since) == told, since
        assert await in_force(engine, since + timedelta(30)) == told, since
    assert await in_force(engine, FIRST - timedelta(1)) == {}


async def in_force(engine: AsyncEngine, day: date) -> dict[str, str]:
    return {
        str(code): str(label)
        for code, since, until, label in await rows_of(engine)
        if since <= day and (until is None or day < until)  # type: ignore[operator]
    }


async def test_a_version_may_be_replaced_on_its_own_day(engine: AsyncEngine) -> None:
    chosen = random.Random(7)  # noqa: S311 - to be the same again
    days = [FIRST + timedelta(30 * number) for number in range(5)]
    expected: dict[date, dict[str, str]] = {}
    for turn in range(25):
        day = chosen.choice(days)
        told = {f"RS{number}": chosen.choice("ab") for number in range(6) if chosen.random() < 0.7} or {"RS0": "a"}
        await import_items(
            engine,
            lambda told=told: [term(*one) for one in told.items()],  # type: ignore[misc]
            since=day,
            digest=str(turn),
            accept_fewer=True,
        )
        expected[day] = told
        for since, held in expected.items():
            assert await in_force(engine, since) == held, (turn, since)
    versions = SqlVersions(engine, referential_version)
    assert [(one.since, one.terms) for one in await versions.all()] == [
        (day, len(expected[day])) for day in sorted(expected, reverse=True)
    ]


async def test_parts_are_brought_together_with_their_term(engine: AsyncEngine) -> None:
    parts = [Part(Scheme.RNCP, "RNCP1", "rome", code) for code in ("A1101", "B2202")]
    await import_terms(engine, *parts, term("RNCP1", "Un", short="TP"), Part(Scheme.RNCP, "RNCP2", "rome", "A1101"))
    async with engine.connect() as connection:
        assert list(await connection.scalars(sa.select(referential_term.c.facts))) == [
            {"short": "TP", "rome": ["A1101", "B2202"]}
        ]


async def test_the_same_file_again_changes_nothing(engine: AsyncEngine, tmp_path: Path) -> None:
    path = write_csv_zip(tmp_path / "export.zip", lambda: invented_fiches(50), FIRST)
    first = await import_file(engine, "certifications", path)
    assert [(one.scheme, one.terms, one.change.added) for one in first] == [(Scheme.RNCP, 50, 50)]
    assert await import_file(engine, "certifications", path) == ()


async def test_the_other_format_of_the_same_day_changes_no_label(engine: AsyncEngine, tmp_path: Path) -> None:
    await import_file(engine, "certifications", write_csv_zip(tmp_path / "a.zip", lambda: invented_fiches(50), FIRST))
    before = [(code, label) for code, _, _, label in await rows_of(engine)]
    await import_file(engine, "certifications", write_xml(tmp_path / "a.xml", invented_fiches(50)), SECOND)
    after = {(code, label) for code, _, _, label in await rows_of(engine)}
    assert after == set(before)


async def test_a_file_with_many_faults_or_few_terms_does_not_take_the_place_of_a_good_one(
    engine: AsyncEngine,
) -> None:
    good = [term(f"RS{number}", "Bon") for number in range(100)]
    fault = RowFault(place="a", line=2, field="b", rule="c", message="d")
    told: list[RowFault] = []
    await import_items(engine, lambda: [*good, fault], digest="1", tell=told.append)
    assert told == [fault]
    before = await rows_of(engine)
    for items, words in (
        ([*good, fault, fault], "2 of 102 rows"),
        (good[:89], "89 terms where 100 are in force"),
        (
            [*good[:89], *(term(f"RS{number}", "Autre") for number in range(200, 220))],
            "11 of 100 terms in force are missing",
        ),
        ([], "no term"),
    ):
        with pytest.raises(ImportRefused, match=words):
            await import_items(engine, lambda items=items: items, since=SECOND, digest="2")  # type: ignore[misc]
    assert await rows_of(engine) == before
    assert len(await SqlVersions(engine, referential_version).all()) == 1
    (made,) = await import_items(engine, lambda: good[:89], since=SECOND, digest="2", accept_fewer=True)
    assert made.change.dropped == 11


async def test_a_code_that_comes_twice_is_told_and_its_first_row_counts(engine: AsyncEngine) -> None:
    good = [term(f"RS{number}", "Bon") for number in range(200)]
    told: list[RowFault] = []
    await import_items(engine, lambda: [*good, term("RS7", "Double")], tell=told.append)
    assert [(fault.rule, fault.value) for fault in told] == [("unique", "RS7")]
    assert str(told[0]).startswith("made, code: "), "it is of no one line"
    assert await label_on(engine, "RS7", "2026-01-01") == "Bon"


async def test_a_second_import_is_refused_while_one_goes_on(engine: AsyncEngine) -> None:
    async with OpenDrafts(engine, referential_version)():
        with pytest.raises(ImportUnderWay, match="wait"):
            await import_terms(engine, term("RS1", "Un"))
    await import_terms(engine, term("RS1", "Un"))


async def test_a_reader_that_fails_leaves_the_version_before_in_force(engine: AsyncEngine) -> None:
    await import_terms(engine, *(term(f"RS{number}", "Avant") for number in range(100)))
    before = await rows_of(engine)

    class Stopped(Exception):
        pass

    def cut() -> Iterator[Item]:
        yield from (term(f"RS{number}", "Après") for number in range(7000))
        raise Stopped

    with pytest.raises(Stopped):
        await import_items(engine, cut, since=SECOND, digest="2")
    assert await rows_of(engine) == before


@pytest.mark.parametrize("ready", [False, True])
async def test_a_connection_that_dies_leaves_the_version_before_in_force(engine: AsyncEngine, ready: bool) -> None:
    await import_terms(engine, *(term(f"RS{number}", "Avant") for number in range(100)))
    before = await rows_of(engine)
    with pytest.raises((sa.exc.DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError)):
        await import_and_die(engine, ready)
    assert await rows_of(engine) == before
    assert len(await import_terms(engine, term("RS1", "Après"), since=SECOND)) == 1


async def import_and_die(engine: AsyncEngine, ready: bool) -> None:
    async with OpenDrafts(engine, referential_version)() as draft:
        await draft.add([term(f"RS{number}", "Après") for number in range(200)], [])
        if ready:
            await draft.drafts(SECOND)
        await kill_the_importing(engine)
        await draft.add([term("RS1", "Après")], [])


async def kill_the_importing(engine: AsyncEngine) -> None:
    """Ends the connection that has the lock of imports, as when its machine stops."""
    async with engine.connect() as connection:
        ended = await connection.execute(
            sa.text("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        )
        assert [row[0] for row in ended] == [True]


async def test_an_import_leaves_nothing_behind_on_its_connection(engine: AsyncEngine) -> None:
    for since in (FIRST, SECOND, THIRD):
        await import_terms(engine, Term(scheme=Scheme.RS, code="RS1", label=str(since)), since=since)
    async with engine.connect() as connection:
        held = await connection.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
        left = await connection.scalar(sa.text("SELECT count(*) FROM pg_class WHERE relname LIKE 'draft%'"))
    assert (held, left) == (0, 0)


def commune(code: str, label: str, since: str, until: str = "") -> Term:
    days = date.fromisoformat(since), date.fromisoformat(until) if until else None
    return Term(scheme=Scheme.COG, code=code, label=label, since=days[0], until=days[1])


async def test_a_history_takes_the_place_of_the_one_before_whole(engine: AsyncEngine) -> None:
    first = [
        commune("01165", "Francheleins", "1943-01-01", "1974-01-01"),
        commune("01165", "Amareins", "1974-01-01"),
        commune("44109", "Nantes", "1943-01-01"),
        commune("01999", "Ailleurs", "1943-01-01"),
    ]
    (made,) = await import_terms(engine, *first)
    assert made.change == Change(added=4, changed=0, dropped=0)
    second = [
        first[0],
        commune("01165", "Amareins", "1974-01-01", "1998-12-09"),
        commune("01165", "Francheleins", "1998-12-09"),
        first[2],
        commune("35238", "Rennes", "1943-01-01"),
    ]
    (made,) = await import_terms(engine, *second, since=SECOND)
    assert made.change == Change(added=2, changed=1, dropped=1)
    assert await rows_of(engine) == [
        (term.code, term.since, term.until, term.label) for term in sorted(second, key=lambda term: term.code)
    ]
    told = [await label_on(engine, "01165", day, Scheme.COG) for day in ("1960-05-03", "1974-01-01", "2020-01-01")]
    assert told == ["Francheleins", "Amareins", "Francheleins"]


async def test_the_label_of_a_diploma_code_is_that_of_its_day(engine: AsyncEngine, tmp_path: Path) -> None:
    columns = "FORMATION_DIPLOME;LIBELLE_LONG_200;DATE_OUVERTURE;DATE_FERMETURE;NIVEAU_QUALIFICATION_RNCP\n"
    path = tmp_path / "N_FORMATION_DIPLOME.csv"
    for since, label in ((FIRST, "ELEVAGE (BAC PRO)"), (SECOND, "ÉLEVAGE ET TERRITOIRE (BAC PRO)")):
        path.write_text(f"{columns}40025214;{label};01/09/2017;;04\n", encoding="iso-8859-1")
        (made,) = await import_file(engine, "diplomas", path, since)
        assert (made.scheme, made.terms) == (Scheme.BCN, 1)
    told = [await label_on(engine, "40025214", str(day), Scheme.BCN) for day in (FIRST, SECOND)]
    assert told == ["ELEVAGE (BAC PRO)", "ÉLEVAGE ET TERRITOIRE (BAC PRO)"]


async def test_terms_are_in_their_index_as_soon_as_they_are_imported(
    engine: AsyncEngine, owner_engine: AsyncEngine
) -> None:
    await import_terms(engine, *(term(f"RS{number}", f"Terme {number}") for number in range(2000)))
    async with owner_engine.connect() as connection:
        # What it would take out of the list beside the index, where terms wait for a vacuum.
        waiting = await connection.scalar(sa.text("SELECT gin_clean_pending_list('referential_term_words')"))
    assert waiting == 0
