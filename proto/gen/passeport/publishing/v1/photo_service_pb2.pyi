import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PutPhotoRequest(_message.Message):
    __slots__ = ("image",)
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    image: bytes
    def __init__(self, image: _Optional[bytes] = ...) -> None: ...

class Photo(_message.Message):
    __slots__ = ("width", "height", "size", "sha256", "update_time")
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    width: int
    height: int
    size: int
    sha256: str
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, width: _Optional[int] = ..., height: _Optional[int] = ..., size: _Optional[int] = ..., sha256: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetPhotoRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetPhotoResponse(_message.Message):
    __slots__ = ("photo", "jpeg")
    PHOTO_FIELD_NUMBER: _ClassVar[int]
    JPEG_FIELD_NUMBER: _ClassVar[int]
    photo: Photo
    jpeg: bytes
    def __init__(self, photo: _Optional[_Union[Photo, _Mapping]] = ..., jpeg: _Optional[bytes] = ...) -> None: ...

class DeletePhotoRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class DeletePhotoResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
