"""Rules that hold for every request, read from the descriptors: field behaviour (AIP-203), and text without NUL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from google.api import field_behavior_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from passeport_chassis.errors import FieldInvalid, FieldViolation

_REQUIRED = field_behavior_pb2.REQUIRED
_OUTPUT_ONLY = field_behavior_pb2.OUTPUT_ONLY
_MAX_DEPTH = 10


@dataclass(frozen=True, slots=True)
class _Rules:
    required: tuple[FieldDescriptor, ...]
    output_only: tuple[FieldDescriptor, ...]
    texts: tuple[FieldDescriptor, ...]
    nested: tuple[FieldDescriptor, ...]


@cache
def _rules(descriptor: Descriptor) -> _Rules:
    required, output_only, texts, nested = [], [], [], []
    for field in descriptor.fields:
        behaviours = field.GetOptions().Extensions[field_behavior_pb2.field_behavior]
        if _OUTPUT_ONLY in behaviours:
            output_only.append(field)
            continue
        if _REQUIRED in behaviours:
            required.append(field)
        if field.type == FieldDescriptor.TYPE_STRING:
            texts.append(field)
        if field.message_type is not None and not field.message_type.full_name.startswith("google."):
            nested.append(field)
    return _Rules(tuple(required), tuple(output_only), tuple(texts), tuple(nested))


def _is_set(message: Message, field: FieldDescriptor) -> bool:
    if field.is_repeated:
        return len(getattr(message, field.name)) > 0
    if field.has_presence:
        return message.HasField(field.name)
    return bool(getattr(message, field.name) != field.default_value)


def _has_nul(message: Message, field: FieldDescriptor) -> bool:
    value = getattr(message, field.name)
    return any("\0" in item for item in value) if field.is_repeated else "\0" in value


def _walk(message: Message, path: str, depth: int, faults: list[FieldViolation]) -> None:
    rules = _rules(message.DESCRIPTOR)
    for field in rules.output_only:
        message.ClearField(field.name)
    faults += [
        FieldViolation(f"{path}{field.name}", "is required", "REQUIRED")
        for field in rules.required
        if not _is_set(message, field)
    ]
    # No text of ours has one, and PostgreSQL takes none.
    faults += [
        FieldViolation(f"{path}{field.name}", "holds a NUL character; leave it out", "NUL")
        for field in rules.texts
        if _has_nul(message, field)
    ]
    if depth == 0:
        return
    for field in rules.nested:
        if field.is_repeated:
            for index, item in enumerate(getattr(message, field.name)):
                _walk(item, f"{path}{field.name}[{index}].", depth - 1, faults)
        elif message.HasField(field.name):
            _walk(getattr(message, field.name), f"{path}{field.name}.", depth - 1, faults)


def check_fields(message: Message) -> None:
    """Clears what only the server may write and raises FieldInvalid naming every field that breaks a rule."""
    faults: list[FieldViolation] = []
    _walk(message, "", _MAX_DEPTH, faults)
    if faults:
        raise FieldInvalid("fields of the request are missing or wrong", violations=faults)
