"""A holder keeps a photo, publishes with it and without, and deletes it, through the real server and its workers."""

from __future__ import annotations

import hashlib
from uuid import UUID

import grpc.aio
import pytest

from asking import refused, wanted
from neighbours import Records, holder_token
from pages import read
from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import photo_service_pb2 as ppb
from passeport.publishing.v1 import publication_service_pb2 as pb
from passeport.publishing.v1.photo_service_pb2_grpc import PhotoServiceStub
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from photos import PLACE, bomb, portrait, with_notes


@pytest.fixture
def photos(gateway: grpc.aio.Channel) -> PhotoServiceStub:
    return PhotoServiceStub(gateway)


def images(pdf: bytes) -> int:
    return sum(image.name.endswith(".jpg") for page in read(pdf).pages for image in page.images)


async def test_a_photo_is_kept_shown_hidden_and_deleted(
    publications: PublicationServiceStub, photos: PhotoServiceStub, records: Records, person_id: UUID
) -> None:
    with refused("PHOTO_NOT_FOUND"):
        await photos.GetPhoto(ppb.GetPhotoRequest())
    await photos.PutPhoto(ppb.PutPhotoRequest(image=portrait(form="PNG")))
    kept = await photos.PutPhoto(ppb.PutPhotoRequest(image=with_notes()))
    found = await photos.GetPhoto(ppb.GetPhotoRequest())
    assert found.photo == kept
    assert (kept.width, kept.height, kept.size) == (350, 450, len(found.jpeg))
    assert kept.sha256 == hashlib.sha256(found.jpeg).hexdigest()
    assert PLACE not in found.jpeg
    entry = records.add(person_id)

    async def shown(**fields: object) -> int:
        made = await publications.CreatePublication(wanted(entry, **fields))
        return images((await publications.GetDocument(pb.GetDocumentRequest(id=made.id))).pdf)

    assert await shown() == 1
    assert await shown(hidden_parts=["photo"]) == 0
    preview = pb.PreviewPublicationRequest(title="CV", entry_ids=[entry.id])
    assert images((await publications.PreviewPublication(preview)).pdf) == 1
    with use_caller_token(holder_token(new_id())), refused("PHOTO_NOT_FOUND"):
        await photos.GetPhoto(ppb.GetPhotoRequest())
    for _ in range(2):
        await photos.DeletePhoto(ppb.DeletePhotoRequest())
    assert await shown() == 0
    trail = await publications.ListAccesses(access_pb2.ListAccessesRequest())
    acts = [one.action for one in trail.accesses if one.action.startswith("publishing.photo.")]
    assert acts == [f"publishing.photo.{act}" for act in ("delete", "delete", "read", "put", "put")]


async def test_what_can_be_no_photo_is_refused_at_its_field(
    publications: PublicationServiceStub, photos: PhotoServiceStub
) -> None:
    for image, rule in (
        (b"%PDF-1.7", "PHOTO_TYPE"),
        (bomb(), "PHOTO_DOTS"),
        (portrait()[:-2000], "PHOTO_DAMAGED"),
        (portrait(100, 100), "PHOTO_SMALL"),
        (bytes(5 * 1024 * 1024 + 1), "PHOTO_SIZE"),
        (b"", "REQUIRED"),
    ):
        with refused("FIELD_INVALID") as refusals:
            await photos.PutPhoto(ppb.PutPhotoRequest(image=image))
        assert [(field, code) for field, _, code in refusals[0].violations] == [("image", rule)]
    with refused("PHOTO_NOT_FOUND"):
        await photos.GetPhoto(ppb.GetPhotoRequest())
