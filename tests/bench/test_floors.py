"""The floors do what they are said to do; how fast they are is not for a test to say."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from bench.figures import NAMES, Figure, table, write
from bench.floors import alone, documents, es256, hop
from bench.floors.copy import CopyFloor
from bench.floors.inputs import documents_of, snapshot_of
from bench.rounds import Measure, in_turn
from bench.wire import Connection, request
from passeport_publishing.documents.authority_for_tests import make_test_authority
from passeport_testing.postgres import PostgresServer

CREDENTIAL = {
    "validFrom": "2026-11-23T16:00:00Z",
    "credentialSubject": {
        "type": "PassportHolder",
        "givenName": "Camille Marie",
        "familyName": "LEFÈBVRE",
        "birthDate": "1991-05",
        "title": "Conductrice de travaux",
        "inLanguage": "fr",
        "items": [
            {
                "kind": "employment",
                "nature": "guaranteed",
                "label": "Conductrice de travaux",
                "organisation": {"organisationName": "Bâtisseurs de l’Ouest", "siret": "73282932000074"},
                "startDate": "2021-03-01",
                "details": [{"key": "contract", "value": "CDI"}],
                "provenance": {
                    "source": "Déclaration sociale nominative",
                    "registeredAt": "2026-10-12T09:00:00Z",
                    "recordId": "urn:uuid:0193f1d0-0000-7000-8000-000000000001",
                    "revision": "r1",
                },
            }
        ],
    },
}


async def test_the_hop_gives_the_same_bytes(tmp_path: Path) -> None:
    body = b'{"items": []}' * 100
    with hop.running(tmp_path, body) as port:
        connection = await Connection.open(port)
        answer = await connection.ask(request("GET", "/", port=port))
        connection.close()
    assert (answer.status, answer.body) == (200, body)


async def test_copy_fills_tables_of_the_same_shape(postgres_server: PostgresServer) -> None:
    database = postgres_server.create_database("floors")
    postgres_server.run_sql(
        """
        SET ROLE floors_owner;
        CREATE TABLE entry (
            id int PRIMARY KEY, title text NOT NULL, size int GENERATED ALWAYS AS (length(title)) STORED
        );
        CREATE INDEX entry_title ON entry (title);
        INSERT INTO entry SELECT n, 'title ' || n FROM generate_series(1, 500) n;
        CREATE TABLE step (entry_id int, number int);
        INSERT INTO step SELECT n, m FROM generate_series(1, 500) n, generate_series(1, 2) m;
        """,
        database="floors",
    )
    async with CopyFloor(database.owner_url, "entry", "step") as floor:
        assert await floor.count("entry", "id > $1", 100) == 400
        rows, seconds = await floor.run({"entry": "id <= $1", "step": "entry_id <= $1"}, 400)
        indexes = postgres_server.run_sql(
            "SELECT count(*) FROM pg_indexes WHERE tablename = 'bench_copy_entry'", database="floors"
        )
        copied = postgres_server.run_sql("SELECT count(*) FROM bench_copy_step", database="floors")
    assert (rows, indexes, copied) == (400, "2", "800")
    assert list(seconds) == ["entry", "step"]
    assert all(0 < one < 10 for one in seconds.values())
    left = "SELECT to_regclass('bench_copy_entry') IS NULL AND to_regclass('bench_copy_step') IS NULL"
    assert postgres_server.run_sql(left, database="floors") == "t"


def test_a_document_is_made_sealed_and_found_intact(tmp_path: Path) -> None:
    make_test_authority(tmp_path)
    seal = documents.Seal(tmp_path / "seal.key", tmp_path / "seal.pem", tmp_path / "chain.pem")
    made = documents_of(snapshot_of(CREDENTIAL), "a.b.c", "https://passeport.example.fr/verify")
    press = documents.press(made, seal)
    first, second = press(), press()
    assert first.startswith(b"%PDF-")
    assert first != second
    assert documents.examine(first, tmp_path / "root.pem")()
    altered = bytearray(first)
    altered[first.index(b"stream") + 40] ^= 1  # in the first content stream
    assert not documents.examine(bytes(altered), tmp_path / "root.pem")()


def test_a_credential_is_verified() -> None:
    key = ECKey.generate_key("P-256")
    token = jws.serialize_compact({"alg": "ES256"}, json.dumps(CREDENTIAL).encode(), key, algorithms=["ES256"])
    assert documents.verify(token, key.as_dict(private=False))()
    stranger = ECKey.generate_key("P-256").as_dict(private=False)
    with pytest.raises(Exception, match="bad_signature"):
        documents.verify(token, stranger)()


def test_a_bare_signature_is_verified() -> None:
    key, stranger = (ECKey.generate_key("P-256").as_dict(private=True) for _ in range(2))
    token = jws.serialize_compact({"alg": "ES256"}, b"{}", ECKey.import_key(key), algorithms=["ES256"])
    assert es256.verify(token, es256.public_key(key))()
    assert not es256.verify(token, es256.public_key(stranger))()


async def test_rounds_take_turns_and_give_the_median() -> None:
    order: list[str] = []
    speeds = {"ours": iter([1.0, 100.0, 2.0]), "floor": iter([4.0, 4.0, 9.0])}

    def measure(name: str) -> Measure:
        async def one() -> float:
            order.append(name)
            return next(speeds[name])

        return one

    pace = await in_turn(measure("ours"), measure("floor"), rounds=3)
    assert order == ["ours", "floor", "floor", "ours", "ours", "floor"]
    assert (pace.ours, pace.floor) == (2.0, 4.0)


async def test_a_floor_that_does_nothing_is_no_floor() -> None:
    with pytest.raises(alone.FloorError):
        await alone.repeatedly(lambda: False, 0.01)()


def test_figures_are_written_as_others_read_them(tmp_path: Path) -> None:
    figures = [Figure(name, 5.0, "requests/s", 20.0, "ours", "a floor", "p50 1 ms") for name in NAMES]
    write(figures, tmp_path / "build" / "bench.json")
    read = json.loads((tmp_path / "build" / "bench.json").read_text())
    assert [one["name"] for one in read] == list(NAMES)
    assert read[0] == {"name": "passport_read", "value": 5.0, "unit": "requests/s", "floor": 20.0, "ratio": 0.25}
    assert "0.250" in table(figures)


def test_the_moment_of_a_document_is_that_of_its_credential() -> None:
    assert snapshot_of(CREDENTIAL).taken_at == datetime(2026, 11, 23, 16, tzinfo=UTC)
