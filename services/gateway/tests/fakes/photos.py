"""Photos of publishing: one of each person; what begins as no JPEG is none."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from fakes.refusals import refusal
from passeport.publishing.v1 import photo_service_pb2 as pb
from passeport.publishing.v1.photo_service_pb2_grpc import PhotoServiceServicer
from passeport_chassis.errors import FieldViolation, Kind
from passeport_chassis.rpc import current_caller

__all__ = ["FakePhotos"]

DOMAIN = "publishing.passeport"


@dataclass(slots=True)
class FakePhotos(PhotoServiceServicer):
    kept: dict[str, bytes] = field(default_factory=dict)

    async def PutPhoto(self, request: pb.PutPhotoRequest, context: Any) -> pb.Photo:
        if not request.image.startswith(b"\xff\xd8"):
            told = "is neither a JPEG nor a PNG: save it as one of these"
            violation = FieldViolation("image", told, "PHOTO_TYPE")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(violation,))
        self.kept[current_caller().subject] = request.image
        return _photo(request.image)

    async def GetPhoto(self, request: pb.GetPhotoRequest, context: Any) -> pb.GetPhotoResponse:
        jpeg = self.kept.get(current_caller().subject)
        if jpeg is None:
            raise refusal(Kind.NOT_FOUND, "PHOTO_NOT_FOUND", DOMAIN)
        return pb.GetPhotoResponse(photo=_photo(jpeg), jpeg=jpeg)

    async def DeletePhoto(self, request: pb.DeletePhotoRequest, context: Any) -> pb.DeletePhotoResponse:
        self.kept.pop(current_caller().subject, None)
        return pb.DeletePhotoResponse()


def _photo(jpeg: bytes) -> pb.Photo:
    photo = pb.Photo(width=350, height=450, size=len(jpeg), sha256=hashlib.sha256(jpeg).hexdigest())
    photo.update_time.FromSeconds(1_795_424_700)
    return photo
