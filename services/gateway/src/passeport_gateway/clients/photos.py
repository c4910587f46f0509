"""What the door asks of publishing about the photo of a holder."""

from __future__ import annotations

import grpc.aio

from passeport.publishing.v1 import photo_service_pb2 as messages
from passeport.publishing.v1.photo_service_pb2_grpc import PhotoServiceStub
from passeport_gateway.clients.calls import answer

__all__ = ["PhotosClient"]

_NAME = "publishing"


class PhotosClient:
    """The photo of the holder, over one channel."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._photos = PhotoServiceStub(channel)

    async def put(self, image: bytes) -> messages.Photo:
        """Keeps a photo in place of the one before."""
        return await answer(_NAME, self._photos.PutPhoto(messages.PutPhotoRequest(image=image)))

    async def get(self) -> messages.GetPhotoResponse:
        """The photo that is kept."""
        return await answer(_NAME, self._photos.GetPhoto(messages.GetPhotoRequest()))

    async def delete(self) -> None:
        """Deletes it."""
        await answer(_NAME, self._photos.DeletePhoto(messages.DeletePhotoRequest()))
