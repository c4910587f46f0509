"""Rules that hold for every request, read from the descriptors: field behaviour (AIP-203), and text without NUL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from google.api import field_behavior_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from passeport_chassis.errors import FieldInvalid, FieldViolation

_REQUIRED = field_behavior_pb2.REQUIRED
_OUTPUT_ONLY = field_behavior_pb2.OUTPUT_ONLY
_MAX_DEPTH = 10
_NUL = "holds a NUL character; leave it out"


@dataclass(frozen=True, slots=True)
class _Rules:
    """The fields of a message by what is asked of them, by name: to ask a descriptor takes longer than the check."""

    output_only: list[str] = field(default_factory=list)
    required: list[str] = field(default_factory=list)
    required_with_presence: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    lists_of_texts: list[str] = field(default_factory=list)
    nested: list[str] = field(default_factory=list)
    lists_of_nested: list[str] = field(default_factory=list)


@cache
def _rules(descriptor: Descriptor) -> _Rules:
    rules = _Rules()
    for each in descriptor.fields:
        behaviours = each.GetOptions().Extensions[field_behavior_pb2.field_behavior]
        if _OUTPUT_ONLY in behaviours:
            rules.output_only.append(each.name)
            continue
        if _REQUIRED in behaviours:
            (rules.required_with_presence if each.has_presence else rules.required).append(each.name)
        if each.type == FieldDescriptor.TYPE_STRING:
            (rules.lists_of_texts if each.is_repeated else rules.texts).append(each.name)
        if each.message_type is not None and not each.message_type.full_name.startswith("google."):
            (rules.lists_of_nested if each.is_repeated else rules.nested).append(each.name)
    return rules


def _missing(message: Message, rules: _Rules) -> Iterator[FieldViolation]:
    for name in rules.required:
        if not getattr(message, name):
            yield FieldViolation(name, "is required", "REQUIRED")
    for name in rules.required_with_presence:
        if not message.HasField(name):
            yield FieldViolation(name, "is required", "REQUIRED")


def _with_nul(message: Message, rules: _Rules) -> Iterator[FieldViolation]:
    # No text of ours has a NUL, and PostgreSQL takes none.
    for name in rules.texts:
        if "\0" in getattr(message, name):
            yield FieldViolation(name, _NUL, "NUL")
    for name in rules.lists_of_texts:
        if any("\0" in item for item in getattr(message, name)):
            yield FieldViolation(name, _NUL, "NUL")


def _faults(message: Message, depth: int) -> Iterator[FieldViolation]:
    rules = _rules(message.DESCRIPTOR)
    for name in rules.output_only:
        message.ClearField(name)
    yield from _missing(message, rules)
    yield from _with_nul(message, rules)
    if depth == 0:
        return
    for name in rules.nested:
        if message.HasField(name):
            for fault in _faults(getattr(message, name), depth - 1):
                yield replace(fault, field=f"{name}.{fault.field}")
    for name in rules.lists_of_nested:
        for index, item in enumerate(getattr(message, name)):
            for fault in _faults(item, depth - 1):
                yield replace(fault, field=f"{name}[{index}].{fault.field}")


def check_fields(message: Message) -> None:
    """Clears what only the server may write and raises FieldInvalid naming every field that breaks a rule."""
    if faults := list(_faults(message, _MAX_DEPTH)):
        raise FieldInvalid("fields of the request are missing or wrong", violations=faults)
