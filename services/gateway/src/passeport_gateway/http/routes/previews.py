"""What a publication would look like, before it is published."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport.publishing.v1.publication_service_pb2 import PreviewPublicationRequest
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import IDENTITY, PREVENTION, PUBLISHING, RECORDS, holder_token
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import Ok, described, json_body
from passeport_gateway.http.routes.publication_models import model_fields, naming_the_entry
from passeport_gateway.http.schemas.publications import PublicationModel

__all__ = ["add_previews"]

_PDF = "application/pdf"


def add_previews(app: FastAPI, door: Door) -> None:
    """Adds the route."""

    async def preview(request: Request) -> Response:
        with use_caller_token(await holder_token(door, request, PUBLISHING, RECORDS, IDENTITY, PREVENTION)):
            model = await read_json(door, request, PublicationModel)
            try:
                pdf = await door.services.publishing.preview(PreviewPublicationRequest(**model_fields(model)))
            except ServiceRefused as refused:
                raise naming_the_entry(refused, model.entry_ids, model.training_ids) from None
        return Response(pdf, 200, {"Content-Disposition": 'inline; filename="preview.pdf"'}, _PDF)

    app.add_api_route(
        "/api/v1/publications/preview",
        preview,
        methods=["POST"],
        **described(
            "Look at a publication before it is made",
            "publications",
            Ok(200, example="%PDF-1.7 …", media=_PDF, description="A watermarked PDF, neither sealed nor kept."),
            unsafe=True,
            problems=(400, 404, 422, 429),
            body=json_body(PublicationModel, examples.PUBLICATION_DRAFT),
            description="Nothing is published or kept, so no Idempotency-Key is needed.",
        ),
    )
