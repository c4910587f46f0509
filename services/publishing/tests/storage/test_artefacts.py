"""Documents in a bucket of a real S3 service: sealed, whole, none lost, and none left of what nobody has."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from kept import PERSON, keep, make, unsigned
from passeport_publishing.commands.artefacts import COMMANDS
from passeport_publishing.domain.leaf import Leaf, leaf_said
from passeport_publishing.domain.publication import SealedDocument
from passeport_publishing.errors import ArtefactsUnavailable
from passeport_publishing.storage.artefact_bucket import Bucket
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.get_document import GetDocument
from passeport_publishing.usecases.ports import Made
from passeport_publishing.usecases.sweep_artefacts import SweepArtefacts, Swept
from passeport_testing.postgres import Database
from s3_server import S3Server
from tlog_support import sequence, told

PDF = b"%PDF-1.7 " + b"Camille EXEMPLE, monteuse " * 500


@pytest.fixture
def s3(s3_server: S3Server) -> Iterator[S3Server]:
    """The service with an empty bucket."""
    yield s3_server
    s3_server.empty()


def elsewhere(made: Made) -> Made:
    """The same publication with its document, which is in a store."""
    document = SealedDocument(PDF, hashlib.sha256(PDF).hexdigest())
    publication = replace(made.publication, document_sha256=document.sha256)
    return replace(made, publication=publication, document=document, kept_elsewhere=True)


async def test_a_document_comes_back_as_it_was_and_lies_there_unread(s3: S3Server) -> None:
    made = elsewhere(make())
    store, of = s3.artefacts(), made.publication
    for _ in range(2):
        await store.keep(of.id, made.document)
    assert await store.fetch(of.id, of.document_sha256) == PDF
    (lying,) = s3.objects()
    assert (lying.parent.name, lying.name) == (str(of.id), of.document_sha256)
    assert b"%PDF" not in lying.read_bytes()
    assert b"EXEMPLE" not in lying.read_bytes()
    # Another key is current by now, and the former still opens.
    assert await s3.artefacts(key="2").fetch(of.id, of.document_sha256) == PDF


@pytest.mark.parametrize("wrong", ["changed", "of another publication", "gone", "another secret"])
async def test_what_is_not_as_it_was_given_is_not_given_back(s3: S3Server, wrong: str) -> None:
    made = elsewhere(make())
    store, of = s3.artefacts(), made.publication
    await store.keep(of.id, made.document)
    (lying,) = s3.objects()
    content, objects, wanted = lying.read_bytes(), s3.bucket().open(), of.id
    path = f"{of.id}/{of.document_sha256}"
    match wrong:
        case "changed":
            objects.put(path, content[:-1] + bytes([content[-1] ^ 1]))
        case "of another publication":
            wanted = uuid4()
            objects.put(f"{wanted}/{of.document_sha256}", content)
        case "gone":
            objects.delete(path)
        case _:
            store = s3.artefacts(secret="somebody-else-s")
    with pytest.raises(ArtefactsUnavailable):
        await store.fetch(wanted, of.document_sha256)


def test_the_keys_of_a_bucket_are_told_to_nobody() -> None:
    said = repr(Bucket("s3://documents", "", "us-east-1", "the access key", "the secret key", seconds=2.0))
    assert "s3://documents" in said
    assert "key" not in said


async def test_the_register_holds_all_but_the_document(
    s3: S3Server, open_work: UnitsOfWork, engine: AsyncEngine
) -> None:
    inside, outside = make(request_id="in", index=6), elsewhere(make())
    store = s3.artefacts()
    await store.keep(outside.publication.id, outside.document)
    await keep(open_work, inside, outside)
    read = GetDocument(open_work, lambda: datetime.now(UTC), store)
    assert (await read(PERSON, outside.publication.id)).pdf == PDF
    # One of before the store was set is where it was.
    assert (await read(PERSON, inside.publication.id)).pdf == inside.document.pdf
    with pytest.raises(ArtefactsUnavailable):
        await GetDocument(open_work, lambda: datetime.now(UTC))(PERSON, outside.publication.id)
    async with engine.connect() as connection:
        kept = await connection.scalars(sa.text("SELECT document IS NULL FROM content ORDER BY 1"))
        assert list(kept) == [False, True]


async def test_what_no_publication_came_of_is_swept_away_and_nothing_else(
    s3: S3Server, open_work: UnitsOfWork, engine: AsyncEngine
) -> None:
    published, crashed, forgotten = (elsewhere(make(request_id=str(number), index=number)) for number in range(3))
    store = s3.artefacts()
    for made in (published, crashed, forgotten):
        await store.keep(made.publication.id, made.document)
    # The process that kept the second one was killed before its commit; the holder of the third is gone for good.
    await keep(open_work, published)
    s3.bucket().open().put("notes.txt", b"of an operator")
    assert await SweepArtefacts(open_work, store)(remove=True) == Swept(3, 0)
    sweep = SweepArtefacts(open_work, store, young=-timedelta(hours=1))
    assert await sweep(remove=False) == Swept(3, 2)
    assert await sweep(remove=True) == Swept(3, 2)
    assert await sweep(remove=True) == Swept(1, 0)
    assert await store.fetch(published.publication.id, published.publication.document_sha256) == PDF
    assert [path.name for path in s3.objects()] == [published.publication.document_sha256, "notes.txt"]


async def test_the_audit_of_the_log_reads_documents_where_they_are(
    s3: S3Server, open_work: UnitsOfWork, engine: AsyncEngine
) -> None:
    made = elsewhere(make())
    made = replace(made, credential=unsigned(made.snapshot))
    of, store = made.publication, s3.artefacts()
    made = replace(made, leaf=Leaf(bytes(32), leaf_said(of.id, of.document_sha256, made.credential)))
    await store.keep(of.id, made.document)
    await keep(open_work, made)
    await sequence(engine)
    assert await told(engine, store) == []
    s3.empty()
    (fault,) = await told(engine, store)
    assert "its document cannot be had" in fault


async def test_the_command_counts_and_says_what_is_wrong(
    s3: S3Server, engine: AsyncEngine, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    settings: Any = SimpleNamespace(
        database_url=SecretStr(database.app_url), database_pool_size=1, artefacts=s3.artefacts()
    )
    command = COMMANDS["sweep-artefacts"]
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    assert await command.run(settings, parser.parse_args(["--dry-run"])) == 0
    assert "0 documents in the store, 0 of no publication would be removed" in capsys.readouterr().out
    settings.artefacts = s3.artefacts(secret="somebody-else-s")
    assert await command.run(settings, parser.parse_args([])) == 1
    assert "ARTEFACTS_UNAVAILABLE" in capsys.readouterr().err
