"""Publications: publish, list, read, withdraw, and the two files of each."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport.publishing.v1.publication_service_pb2 import (
    CREDENTIAL_FORMAT_SD_JWT_VC,
    CreatePublicationRequest,
    IssueCredentialRequest,
)
from passeport.publishing.v1.queue_service_pb2 import QueuedPublication
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.preconditions import idempotency_key, not_modified
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import IDENTITY, PREVENTION, PUBLISHING, RECORDS, holder_token
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import Ok, described, json_body
from passeport_gateway.http.render.publications import publication_json, publication_page, publication_proof_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.downloads import CREDENTIAL, PDF, credential_name, document_name, file_headers
from passeport_gateway.http.routes.parameters import Cursor, ResourceId
from passeport_gateway.http.routes.publication_models import model_fields, naming_the_entry
from passeport_gateway.http.routes.queued import PREFER, QUEUED, published_or_queued, queued_answer
from passeport_gateway.http.routes.records import IDEMPOTENCY_KEY
from passeport_gateway.http.schemas.publications import (
    CredentialAsked,
    PublicationDraft,
    PublicationProofShown,
    PublicationShown,
    QueuedPublicationShown,
)
from passeport_gateway.http.schemas.shapes import Page

__all__ = ["add_publications"]

_FORMATS = {"dc+sd-jwt": CREDENTIAL_FORMAT_SD_JWT_VC}
_FILE_KINDS = {"application/dc+sd-jwt": "sd-jwt"}
_BINARY = {"type": "string", "contentMediaType": PDF}


class _Publications:
    """Publications."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._publishing = door.services.publishing

    async def publish(self, request: Request) -> Response:
        # Publishing reads entries, trainings and the name on behalf of the holder, hence the four audiences.
        with use_caller_token(await holder_token(self._door, request, PUBLISHING, RECORDS, IDENTITY, PREVENTION)):
            key = idempotency_key(request.headers.get("idempotency-key"))
            draft = await read_json(self._door, request, PublicationDraft)
            asked = CreatePublicationRequest(**model_fields(draft), request_id=key)
            try:
                return await published_or_queued(
                    self._door,
                    request,
                    lambda: self._door.services.queue.put(asked),
                    lambda: self._publishing.publish(asked),
                )
            except ServiceRefused as refused:
                raise naming_the_entry(refused, draft.entry_ids, draft.training_ids) from None

    async def list_publications(
        self,
        request: Request,
        cursor: Cursor = "",
        page_size: Annotated[int, Query(ge=1, le=100, description="How many items at most.")] = 50,
    ) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            return json_answer(publication_page(await self._publishing.publications(page_size, cursor)))

    async def get_publication(self, request: Request, publication_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            try:
                return json_answer(publication_json(await self._publishing.publication(publication_id)))
            except ServiceRefused as refused:
                if refused.reason != "PUBLICATION_NOT_FOUND":
                    raise
                queued = await self._in_line(publication_id, refused)
            if queued.publication_id:
                # Published between the two questions.
                return json_answer(publication_json(await self._publishing.publication(queued.publication_id)))
        return queued_answer(request, queued)

    async def _in_line(self, publication_id: str, not_found: ServiceRefused) -> QueuedPublication:
        try:
            return await self._door.services.queue.get(publication_id)
        except ServiceRefused as refused:
            # Publishing of the release before knows of no line.
            raise (not_found if refused.code == "UNIMPLEMENTED" else refused) from None

    async def withdraw_publication(self, request: Request, publication_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            return json_answer(publication_json(await self._publishing.withdraw(publication_id)))

    async def get_document(self, request: Request, publication_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            document = await self._publishing.document(publication_id)
        headers = file_headers(document_name(publication_id, document.kind), document.sha256, len(document.pdf))
        if not_modified(request.headers.get("if-none-match"), document.sha256):
            return Response(status_code=304, headers={"ETag": headers["ETag"]})
        return Response(document.pdf, 200, headers, PDF)

    async def head_document(self, request: Request, publication_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            publication = await self._publishing.publication(publication_id)
        name = document_name(publication_id, publication.kind)
        headers = file_headers(name, publication.document_sha256, publication.document_size)
        return Response(status_code=200, headers=headers, media_type=PDF)

    async def get_credential(self, request: Request, publication_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            credential = (await self._publishing.credential(publication_id)).encode("ascii")
        digest = hashlib.sha256(credential).hexdigest()
        headers = file_headers(credential_name(publication_id, "jwt"), digest, len(credential))
        return Response(credential, 200, headers, CREDENTIAL)

    async def issue_credential(self, request: Request, publication_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            asked = await read_json(self._door, request, CredentialAsked)
            issued = await self._publishing.issue_credential(
                IssueCredentialRequest(
                    id=publication_id,
                    format=_FORMATS[asked.format],
                    holder_key="" if asked.holder_key is None else json.dumps(asked.holder_key),
                )
            )
        credential = issued.credential.encode("ascii")
        digest = hashlib.sha256(credential).hexdigest()
        headers = file_headers(credential_name(publication_id, _FILE_KINDS[issued.media_type]), digest, len(credential))
        return Response(credential, 200, headers, issued.media_type)

    async def get_publication_proof(self, request: Request, publication_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            return json_answer(publication_proof_json(await self._publishing.proof(publication_id)))


def add_publications(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Publications(door)

    def headers_of(name: str) -> dict[str, str]:
        headers = file_headers(name, examples.PUBLICATION["document_sha256"], examples.PUBLICATION["document_size"])
        return {header: headers[header] for header in ("Content-Disposition", "ETag", "Repr-Digest")}

    one = "/api/v1/publications/{publication_id}"
    app.add_api_route(
        "/api/v1/publications",
        routes.publish,
        methods=["POST"],
        **described(
            "Publish a CV or an attestation of chosen entries",
            "publications",
            Ok(
                201,
                PublicationShown,
                examples.PUBLICATION,
                headers={"Location": f"/api/v1/publications/{examples.PUBLICATION['id']}"},
            ),
            QUEUED,
            unsafe=True,
            problems=(400, 404, 409, 422, 429),
            body=json_body(PublicationDraft, examples.PUBLICATION_DRAFT),
            headers=[IDEMPOTENCY_KEY, PREFER],
            description="What is not chosen is absent: from the PDF, from this answer and from the credential. An "
            "attestation refuses declared entries by name (`declared_entry`). With `Prefer: respond-async` the entries "
            "are read at once, and the document is made when its turn comes: `publication.published` or "
            "`publication.failed` of `/api/v1/events` tells, and so does `Location`.",
        ),
    )
    app.add_api_route(
        "/api/v1/publications",
        routes.list_publications,
        **described(
            "List publications, newest first",
            "publications",
            Ok(200, Page[PublicationShown], examples.PUBLICATION_PAGE),
            problems=(422,),
        ),
    )
    app.add_api_route(
        one,
        routes.get_publication,
        **described(
            "Read a publication",
            "publications",
            Ok(200, PublicationShown | QueuedPublicationShown, examples.PUBLICATION),
            problems=(404, 422),
            description="Of one that is in line (`pending`), or failed there, where it stands.",
        ),
    )
    app.add_api_route(
        f"{one}/withdrawal",
        routes.withdraw_publication,
        methods=["POST"],
        **described(
            "Withdraw a publication for good",
            "publications",
            Ok(200, PublicationShown, examples.PUBLICATION_WITHDRAWN),
            unsafe=True,
            problems=(404, 422),
            description="From then on its verification says so. Doing it again changes nothing.",
        ),
    )
    app.add_api_route(
        f"{one}/document.pdf",
        routes.get_document,
        **described(
            "Download the sealed PDF",
            "publications",
            Ok(
                200,
                example="%PDF-1.7 …",
                media=PDF,
                description="PDF/A-3, tagged, sealed. HEAD gives the headers alone.",
                headers=headers_of(document_name(examples.PUBLICATION["id"], "cv")),
            ),
            problems=(404, 422),
        ),
    )
    app.add_api_route(f"{one}/document.pdf", routes.head_document, methods=["HEAD"], include_in_schema=False)
    app.add_api_route(
        f"{one}/credential",
        routes.get_credential,
        **described(
            "Download the credential",
            "publications",
            Ok(
                200,
                example="eyJ0eXAiOiJ2Yytqd3QiLCJhbGciOiJFUzI1NiJ9.eyJpc3MiOiIuLi4ifQ.c2ln",
                media=CREDENTIAL,
                description="W3C verifiable credential, a JWS in compact form.",
                headers=headers_of(credential_name(examples.PUBLICATION["id"], "jwt")),
            ),
            problems=(404, 422),
        ),
    )
    app.add_api_route(
        f"{one}/credentials",
        routes.issue_credential,
        methods=["POST"],
        **described(
            "Issue the publication in another form of credential",
            "publications",
            Ok(
                200,
                example="eyJ0eXAiOiJkYytzZC1qd3QifQ.e30.c2ln~WyJzYWx0IiwidGl0bGUiLCJDViJd~",
                media="application/dc+sd-jwt",
                description="SD-JWT VC with all its disclosures: who shows it leaves out what he keeps back.",
                headers=headers_of(credential_name(examples.PUBLICATION["id"], "sd-jwt")),
            ),
            unsafe=True,
            problems=(400, 404, 422),
            body=json_body(CredentialAsked, examples.CREDENTIAL_ASKED),
            description="Made anew each time and not kept. What it says and its status are those of the publication.",
        ),
    )
    app.add_api_route(
        f"{one}/proof",
        routes.get_publication_proof,
        **described(
            "Prove that a publication is in the public log",
            "publications",
            Ok(200, PublicationProofShown, examples.PUBLICATION_PROOF),
            problems=(404, 422),
            description="What it takes to verify offline that the publication stands in the append-only log of "
            "publications: the entry of the log is SHA-256 of `salt` (decoded) and `said` (UTF-8), and `proof` leads "
            "from it to a signed checkpoint. It stays as it is. 404 `publication_not_in_log` for some seconds after "
            "publishing.",
        ),
    )
