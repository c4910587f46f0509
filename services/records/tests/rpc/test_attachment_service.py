"""AttachmentService over a real server, a real database, a real folder, and a scanner that speaks INSTREAM."""

from __future__ import annotations

import os
import struct
import time
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import grpc.aio
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from clamd import EICAR, Clamd
from passeport.records.v1 import attachment_service_pb2 as pb
from passeport.records.v1 import attachment_service_pb2_grpc, declared_entry_service_pb2_grpc, entry_pb2
from passeport.records.v1 import declared_entry_service_pb2 as declared_pb2
from passeport_chassis.clock import system_clock
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_dossier.domain.persons import Expiry
from passeport_records.settings import Settings
from passeport_records.storage import tables
from passeport_records.storage.person_work import PersonUnitsOfWork
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.purge_entries import purge_entries
from passeport_records.usecases.sweep_attachments import sweep_attachments
from port_suite import put
from rpc_calls import refused
from support import NOW, guaranteed, holder_token

Stub = attachment_service_pb2_grpc.AttachmentServiceStub
Writing = declared_entry_service_pb2_grpc.DeclaredEntryServiceStub

PDF = b"%PDF-1.7\n" + b"x" * 150_000 + b"\n%%EOF\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
    + chunk(b"IEND", b"")
)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 30 + b"\xff\xd9"
WEBP = b"RIFF" + (40).to_bytes(4, "little") + b"WEBPVP8 " + b"\0" * 32


@pytest.fixture
def stub(gateway: grpc.aio.Channel) -> Stub:
    return Stub(gateway)


@pytest.fixture
def writing(gateway: grpc.aio.Channel) -> Writing:
    return Writing(gateway)


async def declare(writing: Writing, request_id: str = "r", *, draft: bool = False) -> entry_pb2.Entry:
    said = entry_pb2.Entry(kind=entry_pb2.KIND_DIPLOMA, title="Bac pro")
    return await writing.CreateEntry(declared_pb2.CreateEntryRequest(entry=said, request_id=request_id, draft=draft))


async def parts(
    entry_id: str, content: bytes, name: str = "diplôme.pdf", size: int | None = None
) -> AsyncIterator[pb.AddAttachmentRequest]:
    yield pb.AddAttachmentRequest(header=pb.AttachmentHeader(entry_id=entry_id, file_name=name))
    for start in range(0, len(content), 60_000):
        yield pb.AddAttachmentRequest(chunk=content[start : start + 60_000])
    yield pb.AddAttachmentRequest(end=pb.AttachmentEnd(size_bytes=len(content) if size is None else size))


async def read(stub: Stub, attachment: pb.Attachment) -> bytes:
    request = pb.ReadAttachmentRequest(entry_id=attachment.entry_id, id=attachment.id)
    first, *rest = [part async for part in stub.ReadAttachment(request)]
    assert first.attachment == attachment
    return b"".join(part.chunk for part in rest)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def age(folder: Path) -> None:
    for path in files(folder):
        os.utime(path, (time.time() - 7200,) * 2)


async def test_a_file_is_attached_listed_read_and_deleted(
    stub: Stub, writing: Writing, attachment_folder: Path, clamd: Clamd
) -> None:
    with use_caller_token(holder_token(new_id())):
        entry = await declare(writing)
        made = await stub.AddAttachment(parts(entry.id, PDF))
        assert (made.entry_id, made.file_name, made.media_type) == (entry.id, "diplôme.pdf", "application/pdf")
        assert made.size == len(PDF) == clamd.seen[0]
        listed = await stub.ListAttachments(pb.ListAttachmentsRequest(entry_id=entry.id))
        assert [*listed.attachments] == [made]
        assert await read(stub, made) == PDF
        [file] = files(attachment_folder)
        kept = file.read_bytes()
        assert b"%PDF" not in kept
        assert b"xxxxxxxx" not in kept
        await stub.DeleteAttachment(pb.DeleteAttachmentRequest(entry_id=entry.id, id=made.id))
        assert files(attachment_folder) == []
        again = stub.DeleteAttachment(pb.DeleteAttachmentRequest(entry_id=entry.id, id=made.id))
        assert (await refused(again)).reason == "ATTACHMENT_NOT_FOUND"


@pytest.mark.parametrize(("content", "media_type"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp")])
async def test_the_bytes_tell_the_type(stub: Stub, writing: Writing, content: bytes, media_type: str) -> None:
    with use_caller_token(holder_token(new_id())):
        entry = await declare(writing, draft=True)
        made = await stub.AddAttachment(parts(entry.id, content, "photo.txt"))
        assert made.media_type == media_type
        assert await read(stub, made) == content


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a" + b"\0" * 100,
        PDF[:-8],
        PNG[:-1],
        PNG.replace(b"IHDR", b"IDAT"),
        JPEG[:-2],
        WEBP + b"\0",
        b"MZ" + PDF,
        b"<svg/>",
    ],
)
async def test_what_is_of_no_type_or_cut_off_is_refused(
    stub: Stub, writing: Writing, attachment_folder: Path, content: bytes
) -> None:
    with use_caller_token(holder_token(new_id())):
        entry = await declare(writing)
        error = await refused(stub.AddAttachment(parts(entry.id, content)))
    assert (error.reason, error.metadata["accepted"]) == (
        "ATTACHMENT_TYPE_UNSUPPORTED",
        "application/pdf, image/jpeg, image/png, image/webp",
    )
    assert files(attachment_folder) == []


async def test_what_the_scanner_refuses_is_not_kept(
    stub: Stub, writing: Writing, attachment_folder: Path, clamd: Clamd
) -> None:
    infected = b"%PDF-1.4\n" + EICAR + b"\n%%EOF"
    with use_caller_token(holder_token(new_id())):
        entry = await declare(writing)
        assert (await refused(stub.AddAttachment(parts(entry.id, infected)))).reason == "ATTACHMENT_INFECTED"
        clamd.answer = b"stream: Can't allocate memory ERROR"
        assert (await refused(stub.AddAttachment(parts(entry.id, PDF)))).reason == "ATTACHMENT_UNSCANNABLE"
        clamd.answer, clamd.limit = None, 100_000
        assert (await refused(stub.AddAttachment(parts(entry.id, PDF)))).reason == "ATTACHMENT_UNSCANNABLE"
        listed = await stub.ListAttachments(pb.ListAttachmentsRequest(entry_id=entry.id))
    assert [*listed.attachments] == []
    assert files(attachment_folder) == []


async def test_without_its_scanner_nothing_is_kept(
    stub: Stub, writing: Writing, attachment_folder: Path, clamd: Clamd
) -> None:
    with use_caller_token(holder_token(new_id())):
        entry = await declare(writing)
        clamd.dies = True
        error = await refused(stub.AddAttachment(parts(entry.id, PDF)))
        assert (error.code, error.reason) == (grpc.StatusCode.UNAVAILABLE, "SCANNER_UNAVAILABLE")
        clamd.dies = False
        await clamd.close()
        assert (await refused(stub.AddAttachment(parts(entry.id, PDF)))).reason == "SCANNER_UNAVAILABLE"
    assert files(attachment_folder) == []


async def test_a_file_that_is_too_large_cut_off_or_one_too_many_is_refused(
    stub: Stub, writing: Writing, attachment_folder: Path
) -> None:
    with use_caller_token(holder_token(new_id())):
        entry = await declare(writing)
        error = await refused(stub.AddAttachment(parts(entry.id, PDF + PDF)))
        assert (error.reason, error.metadata["limit"]) == ("FILE_TOO_LARGE", "200000")
        assert (await refused(stub.AddAttachment(parts(entry.id, PDF, size=7)))).reason == "FIELD_INVALID"
        error = await refused(stub.AddAttachment(parts(entry.id, b"")))
        assert [(field, reason) for field, _, reason in error.violations] == [("file", "EMPTY")]
        error = await refused(stub.AddAttachment(parts(entry.id, PDF, "a/b.pdf")))
        assert [(field, reason) for field, _, reason in error.violations] == [("header.file_name", "CHARACTER")]
        assert files(attachment_folder) == []
        first = await stub.AddAttachment(parts(entry.id, PNG, "un.png"))
        # The same bytes are the same attachment, and called as they were last.
        again = await stub.AddAttachment(parts(entry.id, PNG, "deux.png"))
        assert (again.id, first.file_name, again.file_name) == (first.id, "un.png", "deux.png")
        (listed,) = (await stub.ListAttachments(pb.ListAttachmentsRequest(entry_id=entry.id))).attachments
        assert listed == again
        await stub.AddAttachment(parts(entry.id, JPEG))
        error = await refused(stub.AddAttachment(parts(entry.id, WEBP)))
        assert (error.reason, error.metadata["limit"]) == ("ATTACHMENTS_FULL", "2")
        assert len(files(attachment_folder)) == 2


async def test_nobody_else_sees_a_file_and_a_guaranteed_entry_has_none(
    stub: Stub, writing: Writing, open_work: UnitsOfWork
) -> None:
    with use_caller_token(holder_token(new_id())):
        entry = await declare(writing)
        made = await stub.AddAttachment(parts(entry.id, PNG))
    one = guaranteed(new_id())
    await put(open_work, one)
    with use_caller_token(holder_token(one.person_id)):
        for call in (
            stub.AddAttachment(parts(entry.id, PNG)),
            stub.ListAttachments(pb.ListAttachmentsRequest(entry_id=entry.id)),
            stub.DeleteAttachment(pb.DeleteAttachmentRequest(entry_id=entry.id, id=made.id)),
            stub.ReadAttachment(pb.ReadAttachmentRequest(entry_id=entry.id, id=made.id)).read(),
        ):
            assert (await refused(call)).reason == "ENTRY_NOT_FOUND"
        assert (await refused(stub.AddAttachment(parts(str(one.id), PNG)))).reason == "ENTRY_GUARANTEED"


async def test_a_file_that_was_changed_is_not_given(stub: Stub, writing: Writing, attachment_folder: Path) -> None:
    with use_caller_token(holder_token(new_id())):
        entry = await declare(writing)
        made = await stub.AddAttachment(parts(entry.id, PDF))
        [file] = files(attachment_folder)
        file.write_bytes(file.read_bytes()[:-40])
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await read(stub, made)
    assert error.value.code() == grpc.StatusCode.INTERNAL


async def test_files_go_with_their_entry_and_with_their_person(
    stub: Stub,
    writing: Writing,
    engine: AsyncEngine,
    owner_engine: AsyncEngine,
    open_feed_work: FeedUnitsOfWork,
    settings: Settings,
    attachment_folder: Path,
) -> None:
    person_id, other = new_id(), new_id()
    with use_caller_token(holder_token(person_id)):
        gone, kept = await declare(writing, "r-1"), await declare(writing, "r-2")
        for entry in (gone, kept):
            await stub.AddAttachment(parts(entry.id, PNG))
        await writing.DeleteEntry(declared_pb2.DeleteEntryRequest(id=gone.id, etag=gone.etag))
        # It can be taken back, and its file with it.
        back = await writing.RestoreEntry(declared_pb2.RestoreEntryRequest(id=gone.id))
        assert len((await stub.ListAttachments(pb.ListAttachmentsRequest(entry_id=gone.id))).attachments) == 1
        await writing.DeleteEntry(declared_pb2.DeleteEntryRequest(id=gone.id, etag=back.etag))
    with use_caller_token(holder_token(other)):
        await stub.AddAttachment(parts((await declare(writing)).id, PNG))
    assert settings.attachments is not None
    store = settings.attachments.store

    async def swept() -> int:
        return await sweep_attachments(open_feed_work, store)

    assert await purge_entries(open_feed_work, lambda: system_clock() + timedelta(days=31)) == 1
    # What was kept a moment ago may have no row yet.
    assert await swept() == 0
    age(attachment_folder)
    assert await swept() == 1
    async with PersonUnitsOfWork(engine, "test")() as work:
        await work.persons.expire(Expiry(person_id, NOW))
        await work.commit()
    async with owner_engine.connect() as connection:
        assert set(await connection.scalars(sa.select(tables.attachment.c.person_id))) == {other}
    (attachment_folder / "writing" / str(new_id())).write_bytes(b"cut off")
    age(attachment_folder)
    assert await swept() == 1
    assert len(files(attachment_folder)) == 1
