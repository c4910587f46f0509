"""The application, made from explicit parts: production, tests and the description all call this one function."""

from __future__ import annotations

from typing import Any

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response

from passeport_gateway.http.door import Door
from passeport_gateway.http.doubled_parameters import refuse_doubled
from passeport_gateway.http.observe import Observe
from passeport_gateway.http.openapi import document, operation_id
from passeport_gateway.http.problems import handle_problems, respond
from passeport_gateway.http.routes.account import add_account
from passeport_gateway.http.routes.addressed_shares import add_addressed_shares
from passeport_gateway.http.routes.attachments import add_attachments
from passeport_gateway.http.routes.authorization import add_authorization
from passeport_gateway.http.routes.badges import add_badges
from passeport_gateway.http.routes.batches import add_batches
from passeport_gateway.http.routes.consents import add_consents
from passeport_gateway.http.routes.credential_types import add_credential_types
from passeport_gateway.http.routes.declarations import add_declarations
from passeport_gateway.http.routes.disputes import add_disputes
from passeport_gateway.http.routes.drafts import add_drafts
from passeport_gateway.http.routes.events import add_events
from passeport_gateway.http.routes.exports import add_exports
from passeport_gateway.http.routes.feeds import add_feeds
from passeport_gateway.http.routes.imports import add_imports
from passeport_gateway.http.routes.links import add_links
from passeport_gateway.http.routes.logs import add_logs
from passeport_gateway.http.routes.oauth import add_oauth
from passeport_gateway.http.routes.offers import add_offers
from passeport_gateway.http.routes.origins import add_origins
from passeport_gateway.http.routes.pages import add_pages
from passeport_gateway.http.routes.passport import add_passport
from passeport_gateway.http.routes.photos import add_photos
from passeport_gateway.http.routes.platforms import add_platforms
from passeport_gateway.http.routes.prevention import add_prevention
from passeport_gateway.http.routes.prevention_consents import add_prevention_consents
from passeport_gateway.http.routes.prevention_duties import add_prevention_duties
from passeport_gateway.http.routes.prevention_programmes import add_prevention_programmes
from passeport_gateway.http.routes.prevention_verifications import add_prevention_verifications
from passeport_gateway.http.routes.previews import add_previews
from passeport_gateway.http.routes.professionals import add_professionals
from passeport_gateway.http.routes.publications import add_publications
from passeport_gateway.http.routes.pushed_requests import add_pushed_requests
from passeport_gateway.http.routes.queued import add_queued
from passeport_gateway.http.routes.records import add_records
from passeport_gateway.http.routes.sessions import add_sessions
from passeport_gateway.http.routes.shares import add_shares
from passeport_gateway.http.routes.sign_in import add_sign_in
from passeport_gateway.http.routes.source_disputes import add_source_disputes
from passeport_gateway.http.routes.suggestions import add_suggestions
from passeport_gateway.http.routes.training_types import add_training_types
from passeport_gateway.http.routes.trust import add_trust
from passeport_gateway.http.routes.two_d_docs import add_two_d_docs
from passeport_gateway.http.routes.verification import add_verification
from passeport_gateway.http.routes.wallets import add_wallets
from passeport_gateway.http.schemas.disputes import AnswerAsked, DisputeAsked
from passeport_gateway.http.schemas.drafts import CvDraft, CvDraftPatch
from passeport_gateway.http.schemas.entries import Arrangement, EntryDraft, EntryPatch
from passeport_gateway.http.schemas.holder import AccountPatch, Activation
from passeport_gateway.http.schemas.partners import RollbackAsked
from passeport_gateway.http.schemas.prevention import (
    ConsentSaid,
    Declaration,
    DeclarationWithdrawal,
    TrainingCorrection,
    TrainingDraft,
    TrainingWithdrawal,
    VerificationAnswer,
    WorkerAsked,
)
from passeport_gateway.http.schemas.professionals import ConsultationAsked
from passeport_gateway.http.schemas.programmes import ProgrammeBody
from passeport_gateway.http.schemas.publications import CredentialAsked, PublicationDraft, PublicationModel
from passeport_gateway.http.schemas.shares import ShareDraft, SharePatch, ShareReport
from passeport_gateway.http.schemas.verification import VerificationAsked
from passeport_gateway.http.schemas.wallets import CredentialOfferAsked
from passeport_gateway.http.shield import Shield

__all__ = ["create_app"]

# Routes are tried in this order, so the most asked for come first.
_AREAS = (
    add_passport,
    add_sign_in,
    add_sessions,
    add_records,
    add_origins,
    add_attachments,
    add_offers,
    add_exports,
    add_disputes,
    add_suggestions,
    add_previews,
    add_photos,
    add_drafts,
    add_queued,
    add_publications,
    add_badges,
    add_two_d_docs,
    add_shares,
    add_links,
    add_consents,
    add_events,
    add_verification,
    add_account,
    add_prevention,
    add_prevention_consents,
    add_training_types,
    add_professionals,
    add_addressed_shares,
    add_oauth,
    add_authorization,
    add_pushed_requests,
    add_platforms,
    add_feeds,
    add_batches,
    add_source_disputes,
    add_declarations,
    add_prevention_verifications,
    add_prevention_duties,
    add_prevention_programmes,
    add_imports,
    add_wallets,
    add_trust,
    add_credential_types,
    add_logs,
    add_pages,
)
_BODIES = (
    AccountPatch,
    Activation,
    AnswerAsked,
    Arrangement,
    ConsentSaid,
    ConsultationAsked,
    CredentialAsked,
    CredentialOfferAsked,
    Declaration,
    DeclarationWithdrawal,
    DisputeAsked,
    RollbackAsked,
    EntryDraft,
    EntryPatch,
    CvDraft,
    CvDraftPatch,
    ProgrammeBody,
    PublicationModel,
    PublicationDraft,
    ShareDraft,
    SharePatch,
    ShareReport,
    TrainingCorrection,
    TrainingDraft,
    TrainingWithdrawal,
    VerificationAnswer,
    WorkerAsked,
    VerificationAsked,
)
_EXPOSED = ["Content-Disposition", "ETag", "Location", "Preference-Applied", "Repr-Digest", "Retry-After"]


class _Gateway(FastAPI):
    """FastAPI with our own description."""

    def openapi(self) -> dict[str, Any]:
        if not self.openapi_schema:
            self.openapi_schema = document(self, _BODIES)
        return self.openapi_schema


def _allow_every_method(app: FastAPI) -> None:
    """Makes 405 name the methods of the address, not those of the first route that has it."""
    methods: dict[str, set[str]] = {}
    for route in app.routes:
        if isinstance(route, APIRoute):
            methods.setdefault(route.path, set()).update(route.methods or ())

    async def refuse(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405 and "route" in request.scope:
            allowed = methods.get(request.scope["route"].path, set())
            error = HTTPException(405, headers={"Allow": ", ".join(sorted(allowed))})
        return await respond(request, error)

    app.add_exception_handler(HTTPException, refuse)  # type: ignore[arg-type]


def create_app(door: Door) -> FastAPI:
    """The gateway over a door."""
    app = _Gateway(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        dependencies=[Depends(refuse_doubled)],
        # FastAPI's own spans repeat paths and queries: codes of sign-ins, and whatever else a client puts there.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.front_ends = door.options.cors_origins
    app.state.identity = door.services.identity
    for add in _AREAS:
        add(app, door)
    handle_problems(app)
    _allow_every_method(app)
    # The last one added is the outermost.
    app.add_middleware(Observe, max_concurrent=door.options.max_concurrent)
    if door.options.cors_origins:
        # Around whatever may refuse: a front end that may not read a refusal takes it for a network that is broken.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(door.options.cors_origins),
            allow_credentials=True,
            allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=[
                "Content-Type",
                "Idempotency-Key",
                "If-Match",
                "If-None-Match",
                "Prefer",
                "Traceparent",
                "X-CSRF-Token",
            ],
            expose_headers=_EXPOSED,
            max_age=600,
        )
    app.add_middleware(Shield, https=door.options.public_base_url.startswith("https://"))
    return app
