"""PhotoService: the photo that a holder's CVs show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from passeport.publishing.v1 import photo_service_pb2 as pb
from passeport.publishing.v1 import photo_service_pb2_grpc
from passeport_publishing.domain.photo import Photo
from passeport_publishing.rpc.callers import calling_holder
from passeport_publishing.usecases.keep_photo import KeepPhoto

__all__ = ["PhotoServicer"]


@dataclass(frozen=True)
class PhotoServicer(photo_service_pb2_grpc.PhotoServiceServicer):
    """Serves passeport.publishing.v1.PhotoService."""

    keep: KeepPhoto

    async def PutPhoto(self, request: pb.PutPhotoRequest, context: Any) -> pb.Photo:  # noqa: N802
        """Keeps a photo."""
        return _photo(await self.keep.put(calling_holder(), request.image))

    async def GetPhoto(self, request: pb.GetPhotoRequest, context: Any) -> pb.GetPhotoResponse:  # noqa: N802
        """Gets the photo."""
        found = await self.keep.get(calling_holder())
        return pb.GetPhotoResponse(photo=_photo(found), jpeg=found.jpeg)

    async def DeletePhoto(self, request: pb.DeletePhotoRequest, context: Any) -> pb.DeletePhotoResponse:  # noqa: N802
        """Deletes the photo."""
        await self.keep.delete(calling_holder())
        return pb.DeletePhotoResponse()


def _photo(value: Photo) -> pb.Photo:
    message = pb.Photo(width=value.width, height=value.height, size=len(value.jpeg), sha256=value.sha256)
    message.update_time.FromDatetime(value.kept_at)
    return message
