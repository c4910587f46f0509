"""Field behaviour (AIP-203) enforced from the descriptors: REQUIRED fields are there, OUTPUT_ONLY ones are cleared."""

from __future__ import annotations

from functools import cache

from google.api import field_behavior_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from passeport_chassis.errors import FieldInvalid, FieldViolation

__all__ = ["check_fields"]

_REQUIRED = field_behavior_pb2.REQUIRED
_OUTPUT_ONLY = field_behavior_pb2.OUTPUT_ONLY
_MAX_DEPTH = 10


@cache
def _behaviours(
    descriptor: Descriptor,
) -> tuple[tuple[FieldDescriptor, ...], tuple[FieldDescriptor, ...], tuple[FieldDescriptor, ...]]:
    required, output_only, nested = [], [], []
    for field in descriptor.fields:
        behaviours = field.GetOptions().Extensions[field_behavior_pb2.field_behavior]
        if _OUTPUT_ONLY in behaviours:
            output_only.append(field)
            continue
        if _REQUIRED in behaviours:
            required.append(field)
        if field.message_type is not None and not field.message_type.full_name.startswith("google."):
            nested.append(field)
    return tuple(required), tuple(output_only), tuple(nested)


def _is_set(message: Message, field: FieldDescriptor) -> bool:
    if field.is_repeated:
        return len(getattr(message, field.name)) > 0
    if field.has_presence:
        return message.HasField(field.name)
    return bool(getattr(message, field.name) != field.default_value)


def _walk(message: Message, path: str, depth: int, missing: list[FieldViolation]) -> None:
    required, output_only, nested = _behaviours(message.DESCRIPTOR)
    for field in output_only:
        message.ClearField(field.name)
    missing.extend(
        FieldViolation(f"{path}{field.name}", "is required", "REQUIRED")
        for field in required
        if not _is_set(message, field)
    )
    if depth == 0:
        return
    for field in nested:
        if field.is_repeated:
            for index, item in enumerate(getattr(message, field.name)):
                _walk(item, f"{path}{field.name}[{index}].", depth - 1, missing)
        elif message.HasField(field.name):
            _walk(getattr(message, field.name), f"{path}{field.name}.", depth - 1, missing)


def check_fields(message: Message) -> None:
    """Clears what only the server may write and raises FieldInvalid naming every required field that is absent."""
    missing: list[FieldViolation] = []
    _walk(message, "", _MAX_DEPTH, missing)
    if missing:
        raise FieldInvalid("required fields are missing", violations=missing)
