"""Required fields, output-only fields and page tokens."""

from __future__ import annotations

import base64

import pytest
from google.api import field_behavior_pb2
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from passeport_chassis.errors import FieldInvalid
from passeport_chassis.rpc import PageTokens
from passeport_chassis.rpc.fields import check_fields


def toy_messages() -> type[Message]:
    """A message with a required, an output-only and a nested field, made without a contract."""
    file = descriptor_pb2.FileDescriptorProto(name="toy.proto", package="toy", syntax="proto3")
    file.dependency.append("google/api/field_behavior.proto")
    text = descriptor_pb2.FieldDescriptorProto.TYPE_STRING
    nested = descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE
    for name, fields in {
        "Inner": [("name", text, field_behavior_pb2.REQUIRED)],
        "Outer": [
            ("title", text, field_behavior_pb2.REQUIRED),
            ("etag", text, field_behavior_pb2.OUTPUT_ONLY),
            ("inner", nested, field_behavior_pb2.OPTIONAL),
            ("inners", nested, field_behavior_pb2.OPTIONAL),
        ],
    }.items():
        message = file.message_type.add(name=name)
        for number, (field_name, kind, behaviour) in enumerate(fields, start=1):
            field = message.field.add(name=field_name, number=number, type=kind)
            if field_name == "inners":
                field.label = descriptor_pb2.FieldDescriptorProto.LABEL_REPEATED
            if kind == nested:
                field.type_name = ".toy.Inner"
            field.options.Extensions[field_behavior_pb2.field_behavior].append(behaviour)
    pool = descriptor_pool.Default()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("toy.Outer"))


Outer = toy_messages()


def test_every_missing_field_is_named_with_its_path() -> None:
    message = Outer()
    message.inner.SetInParent()  # type: ignore[attr-defined]
    message.inners.add()  # type: ignore[attr-defined]
    with pytest.raises(FieldInvalid) as refused:
        check_fields(message)
    assert [violation.field for violation in refused.value.violations] == ["title", "inner.name", "inners[0].name"]


def test_what_only_the_server_writes_is_cleared() -> None:
    message = Outer(title="x", etag="forged")
    check_fields(message)
    assert message.etag == ""  # type: ignore[attr-defined]


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=3))
def test_a_page_token_gives_back_its_position(position: list[str]) -> None:
    tokens = PageTokens("toys")
    assert tokens.read(tokens.write(*position), len(position)) == tuple(position)


@given(st.text())
def test_anything_else_is_refused_by_name(token: str) -> None:
    tokens = PageTokens("toys")
    if token:
        with pytest.raises(FieldInvalid) as refused:
            tokens.read(token, 2)
        assert refused.value.violations[0].field == "page_token"


def test_a_token_of_another_list_is_refused() -> None:
    with pytest.raises(FieldInvalid):
        PageTokens("toys").read(PageTokens("games").write("a"), 1)


def test_a_nul_in_a_text_is_named() -> None:
    with pytest.raises(FieldInvalid) as refused:
        check_fields(Outer(title="a\0b"))
    assert [(fault.field, fault.reason) for fault in refused.value.violations] == [("title", "NUL")]


@pytest.mark.parametrize("position", ["a\0b", "\ud800"])
def test_a_position_that_no_database_takes_is_refused(position: str) -> None:
    tokens = PageTokens("toys")
    with pytest.raises(FieldInvalid):
        tokens.read(tokens.write(position), 1)


def test_a_token_nested_without_end_is_refused() -> None:
    token = base64.urlsafe_b64encode(b"[" * 100_000).decode().rstrip("=")
    with pytest.raises(FieldInvalid):
        PageTokens("toys").read(token, 1)
