"""`errors[]` names what the client wrote: a place in the JSON that was sent, a parameter, or a header."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from google.protobuf.descriptor import Descriptor

from fakes.identity import SignedIn
from fakes.records import guaranteed_entry
from fakes.refusals import refusal
from fakes.stack import FakeStack
from passeport.identity.v1.account_service_pb2 import ActivateAccountRequest
from passeport.prevention.v1.training_service_pb2 import (
    CorrectTrainingRequest,
    CreateTrainingRequest,
    DeclareTrainingRequest,
)
from passeport.publishing.v1.publication_service_pb2 import CreatePublicationRequest, PreviewPublicationRequest
from passeport.publishing.v1.verification_service_pb2 import (
    VerifyCodeRequest,
    VerifyCredentialRequest,
    VerifyDocumentRequest,
    VerifyStatusRequest,
)
from passeport.records.v1.declared_entry_service_pb2 import CreateEntryRequest, DeleteEntryRequest, UpdateEntryRequest
from passeport.records.v1.feed_service_pb2 import SubmitBatchRequest
from passeport.records.v1.ledger_service_pb2 import GetTileRequest
from passeport.records.v1.passport_service_pb2 import (
    GetEntryProofRequest,
    GetEntryRequest,
    GetProvenanceRequest,
    ListEntriesRequest,
)
from passeport_chassis.errors import FieldViolation, Kind
from passeport_gateway.http import examples

DOCUMENT = json.loads((Path(__file__).parents[2] / "openapi.json").read_text(encoding="utf-8"))
RECORDS, ONE = "/api/v1/passport/records", "/api/v1/passport/records/{entry_id}"
VERIFICATIONS, DECLARATIONS = "/api/v1/verifications", "/partners/v1/prevention/declarations"
KEY = {"Idempotency-Key": "k"}
ENTRY_ID = "0193f1d2-11aa-7bb2-8cc3-2dd4ee5ff601"
AWARD = {"kind": "certification", "title": "Titre", "award": {"register": "RNCP"}}


@dataclass(frozen=True, slots=True)
class Asked:
    """A good request, and the rpc that it ends in. `unsaid`: fields of the rpc that no client can give there."""

    method: str
    path: str
    rpc: str
    message: Descriptor
    sent: dict[str, Any] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()

    async def by(self, client: httpx.AsyncClient) -> httpx.Response:
        path = self.path.format(entry_id=ENTRY_ID, training_id=ENTRY_ID, code="K7QF-2M9X-PD4T-W6HA", path="0/000")
        return await client.request(self.method, path, **self.sent)


def fields(message: Descriptor, path: str = "") -> Iterator[str]:
    """Every field of a message by its path, and every oneof; lists by their first item too."""
    # One with an underscore is how protoc writes that a field is `optional`.
    yield from (f"{path}{choice.name}" for choice in message.oneofs if not choice.name.startswith("_"))
    for one in message.fields:
        yield f"{path}{one.name}"
        if one.is_repeated:
            yield f"{path}{one.name}[0]"
        elif one.message_type is not None and not one.message_type.full_name.startswith("google."):
            yield from fields(one.message_type, f"{path}{one.name}.")


def asked(method: str, path: str, rpc: str, message: Any, *unsaid: str, **sent: Any) -> Asked:
    return Asked(method, path, rpc, message.DESCRIPTOR, sent, frozenset(unsaid))


IF_MATCH = {"If-Match": '"r1"'}
# Of a training, what is not for its holder to give.
_NAMES = ("training.declaration_id", "training.reference", "training.particulars")
_CREATED = asked("POST", "", "CreateTraining", CreateTrainingRequest)
OF_PARTNERS = [name for name in fields(_CREATED.message) if name.startswith(_NAMES)]
RAW = {"headers": {"Content-Type": "application/pdf"}, "content": b"%PDF"}
TYPED = {"Content-Type": "application/vc+jwt"}
ASKED = [
    asked("GET", RECORDS, "ListEntries", ListEntriesRequest),
    asked("POST", RECORDS, "CreateEntry", CreateEntryRequest, "entry.etag", json=examples.ENTRY_DRAFT, headers=KEY),
    asked("POST", RECORDS, "CreateEntry", CreateEntryRequest, "entry.etag", json=AWARD, headers=KEY),
    asked("GET", ONE, "GetEntry", GetEntryRequest),
    asked("GET", f"{ONE}/provenance", "GetProvenance", GetProvenanceRequest),
    asked("GET", f"{ONE}/proof", "GetEntryProof", GetEntryProofRequest),
    asked("GET", "/log/records/tile/{path}", "GetTile", GetTileRequest),
    asked(
        "PATCH", ONE, "UpdateEntry", UpdateEntryRequest, "entry.etag", "entry.kind",
        json={"title": "x", "language": {"language": "br"}}, headers=IF_MATCH,
    ),
    asked("PATCH", ONE, "UpdateEntry", UpdateEntryRequest, "entry.etag", "entry.kind", json={"title": "x"},
          headers=IF_MATCH),
    asked("DELETE", ONE, "DeleteEntry", DeleteEntryRequest, headers=IF_MATCH),
    asked("POST", "/api/v1/passport/prevention/trainings", "CreateTraining", CreateTrainingRequest, *OF_PARTNERS,
          json=examples.TRAINING_DRAFT, headers=KEY),
    asked("POST", DECLARATIONS, "DeclareTraining", DeclareTrainingRequest, "training.training_body",
          json=examples.DECLARATION),
    asked("POST", f"{DECLARATIONS}/{{training_id}}/correction", "CorrectTraining", CorrectTrainingRequest,
          "training.training_body", "training.declaration_id", json=examples.CORRECTION, headers=IF_MATCH),
    asked("POST", "/api/v1/publications", "CreatePublication", CreatePublicationRequest,
          json=examples.PUBLICATION_DRAFT, headers=KEY),
    asked("POST", "/api/v1/publications/preview", "PreviewPublication", PreviewPublicationRequest,
          json=examples.PUBLICATION_DRAFT),
    asked("POST", "/api/v1/account/activation", "ActivateAccount", ActivateAccountRequest,
          json={"nir": "2 94 05 99 999 017 59"}),
    asked("POST", VERIFICATIONS, "VerifyDocument", VerifyDocumentRequest, **RAW),
    asked("POST", VERIFICATIONS, "VerifyCredential", VerifyCredentialRequest, content=b"e.e.e", headers=TYPED),
    asked("POST", VERIFICATIONS, "VerifyCredential", VerifyCredentialRequest, json={"credential": "e.e.e"}),
    asked("POST", VERIFICATIONS, "VerifyCode", VerifyCodeRequest, json={"code": "K7QF-2M9X-PD4T-W6HA"}),
    asked("POST", VERIFICATIONS, "VerifyCode", VerifyCodeRequest, data={"code": "K7QF-2M9X-PD4T-W6HA"}),
    asked("POST", VERIFICATIONS, "VerifyStatus", VerifyStatusRequest,
          json={"url": "https://passeport.example/status-lists/token-1#7"}),
    asked("POST", VERIFICATIONS, "VerifyDocument", VerifyDocumentRequest, files={"file": ("a.pdf", b"%PDF")}),
    asked("GET", f"{VERIFICATIONS}/{{code}}", "VerifyCode", VerifyCodeRequest),
    asked("POST", "/partners/v1/feeds/dsn", "SubmitBatch", SubmitBatchRequest, "header", "header.feed", "chunk", "part",
          content=b"x", headers={"Content-Disposition": 'attachment; filename="a.dsn"'}),
    asked("POST", "/partners/v1/feeds/dsn", "SubmitBatch", SubmitBatchRequest, "header", "header.feed", "chunk", "part",
          content=b"x", params={"file_name": "a.dsn"}),
]  # fmt: skip


def output_only(path: str, message: Descriptor) -> bool:
    """Whether only the service writes it, by the contract's own words."""
    for name in path.replace("[0]", "").split("."):
        found = message.fields_by_name.get(name)
        if found is None:
            return False
        if "[google.api.field_behavior]: OUTPUT_ONLY" in str(found.GetOptions()):
            return True
        if found.message_type is None:
            return False
        message = found.message_type
    return False


def schema_of(request: Asked, operation: dict[str, Any]) -> dict[str, Any]:
    content = operation["requestBody"]["content"]
    schema: dict[str, Any] = content.get("application/json", next(iter(content.values())))["schema"]
    return schema


def member(schema: dict[str, Any], name: str) -> dict[str, Any] | None:
    """What a schema says of one member, or item."""
    if "$ref" in schema:
        return member(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]], name)
    for choice in schema.get("anyOf", ()):
        found = member(choice, name)
        if found is not None:
            return found
    return schema.get("items") if name.isdecimal() else schema.get("properties", {}).get(name)


def parts_of(pointer: str) -> list[str]:
    assert pointer == "#" or pointer.startswith("#/"), pointer
    return [unquote(part).replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def check_place(fault: dict[str, str], request: Asked) -> None:
    """A fault names what was written, or what could have been."""
    operation = DOCUMENT["paths"][request.path][request.method.lower()]
    known = {(one["in"], one["name"]) for one in operation.get("parameters", ())}
    if "header" in fault:
        assert ("header", fault["header"]) in known
    elif "parameter" in fault:
        content = operation.get("requestBody", {}).get("content", {})
        form = content.get("multipart/form-data", {"schema": {"properties": {}}})
        assert {("query", fault["parameter"]), ("path", fault["parameter"])} & known or (
            ("data" in request.sent or "files" in request.sent) and fault["parameter"] in form["schema"]["properties"]
        ), fault
    elif "pointer" in fault:
        assert "json" in request.sent, fault
        schema: dict[str, Any] | None = schema_of(request, operation)
        for part in parts_of(fault["pointer"]):
            schema = member(schema, part) if schema is not None else None
            assert schema is not None, fault
    else:
        assert "json" not in request.sent, fault


@pytest.mark.parametrize("request_made", ASKED, ids=lambda one: f"{one.method} {one.path} {one.rpc}")
async def test_whatever_field_a_service_refuses_its_place_is_in_the_request(
    client: httpx.AsyncClient, partner: httpx.AsyncClient, stack: FakeStack, request_made: Asked
) -> None:
    who = partner if request_made.path.startswith("/partners") else client
    paths = [path for path in fields(request_made.message) if not output_only(path, request_made.message)]
    assert paths
    for path in paths:
        if path.replace("[0]", "") in request_made.unsaid:
            continue
        error = refusal(Kind.INVALID, "FIELD_INVALID", violations=(FieldViolation(path, "is wrong", "FORMAT"),))
        with stack.refusing(request_made.rpc, error):
            answer = await request_made.by(who)
        assert answer.status_code == 422, answer.text
        [fault] = answer.json()["errors"]
        check_place(fault, request_made)


MODELS = [one for one in ASKED if "json" in one.sent]
WRONG: tuple[Any, ...] = (None, True, 7, -1, 1.5, "", "x" * 3000, "\u00e9", [], ["x"], {}, {"a/b": 1})


def spoiled(value: Any) -> Iterator[Any]:
    """Copies of a body, each with one thing wrong."""
    yield from (wrong for wrong in WRONG if type(wrong) is not type(value))
    if isinstance(value, dict):
        for name in value:
            yield {other: value[other] for other in value if other != name}
            yield from ({**value, name: inner} for inner in spoiled(value[name]))
        yield from ({**value, extra: 1} for extra in ("nickname", "a/b~c", "né le", "", "%2F", "#"))
    elif isinstance(value, list):
        yield from ([inner, *value[1:]] for inner in spoiled(value[0]))
    elif isinstance(value, str):
        yield from (wrong for wrong in ("", "x" * 3000, "\u00e9\n"))


def check_pointer(pointer: str, code: str, body: Any) -> None:
    """Every part is in the body, but for the last one when it is what lacks."""
    *parents, last = ["", *parts_of(pointer)]
    for part in parents[1:]:
        body = body[int(part)] if isinstance(body, list) else body[part]
    if last or pointer != "#":
        there = int(last) < len(body) if isinstance(body, list) else last in body
        assert there or code in {"required", "one_of"}, (pointer, code, body)


@pytest.mark.parametrize("request_made", MODELS, ids=lambda one: f"{one.method} {one.path} {one.rpc}")
async def test_every_pointer_leads_into_the_json_that_was_sent(
    client: httpx.AsyncClient, partner: httpx.AsyncClient, stack: FakeStack, holder: SignedIn, request_made: Asked
) -> None:
    who = partner if request_made.path.startswith("/partners") else client
    entry = guaranteed_entry()
    stack.records.give(holder.person_id, entry)
    seen = 0
    for body in spoiled(copy.deepcopy(request_made.sent["json"])):
        sent = {**request_made.sent, "json": body}
        answer = await Asked(request_made.method, request_made.path, "", request_made.message, sent).by(who)
        if answer.status_code != 422 or answer.json()["code"] != "field_invalid":
            continue
        for fault in answer.json()["errors"]:
            check_pointer(fault["pointer"], fault["code"], body)
            seen += 1
    assert seen > 5
