"""Publishing: publications by person, verdicts by what is shown."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from fakes.identity import page_of
from fakes.refusals import refusal
from passeport.common.v1.access_pb2 import Access, ListAccessesRequest, ListAccessesResponse
from passeport.publishing.v1 import log_service_pb2, publication_service_pb2, verification_service_pb2
from passeport.publishing.v1.log_service_pb2_grpc import LogServiceServicer
from passeport.publishing.v1.publication_service_pb2 import Publication
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceServicer
from passeport.publishing.v1.verification_service_pb2 import Check, Outcome, Verdict, VerifiedItem
from passeport.publishing.v1.verification_service_pb2_grpc import TrustServiceServicer, VerificationServiceServicer
from passeport_chassis.errors import FieldViolation, Kind
from passeport_chassis.ids import new_id, parse_id
from passeport_chassis.rpc import current_caller

__all__ = ["CODE", "FakePublishing"]

DOMAIN = "publishing.passeport"
CODE = "K7QF-2M9X-PD4T-W6HA"
PDF = b"%PDF-1.7 a sealed document"
WITHDRAWN_INDEX = 13
ATTESTATION = b"%PDF-1.7 a sealed attestation"
PREVIEW = b"%PDF-1.7 a preview"
VC_JWT = "eyJ0eXAiOiJ2Yytqd3QifQ.e30.c2ln"
BADGE = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln"
SD_JWT = "eyJ0eXAiOiJkYytzZC1qd3QifQ.e30.c2ln~WyJzYWx0IiwidGl0bGUiLCJDViJd~"
# One that is named by its thumbprint, and one of badges, which is named by its address.
KEYS = [{"kid": "2026-1"}, {"kid": "https://passeport.example/keys/2026-2"}]
STATUS_TOKEN = "eyJ0eXAiOiJzdGF0dXNsaXN0K2p3dCJ9.e30.c2ln"


def authentic(*, items: bool = True) -> Verdict:
    verdict = Verdict(
        outcome=verification_service_pb2.OUTCOME_AUTHENTIC,
        message_fr="Ce document est authentique et à jour.",
        message_en="This document is authentic and current.",
        checks=[
            Check(id="seal_intact", result=verification_service_pb2.CHECK_RESULT_PASSED),
            Check(id="status", result=verification_service_pb2.CHECK_RESULT_SKIPPED, detail="offline"),
        ],
    )
    verdict.publish_time.FromSeconds(1_795_424_700)
    if items:
        verdict.holder_name, verdict.title = "Camille EXEMPLE", "Développeuse <web>"
        job = VerifiedItem(guaranteed=True, kind="employment", title="Serveuse", organisation="Crêperie", source="DSN")
        job.start_date.year, job.start_date.month, job.start_date.day = 2018, 6, 1
        job.end_date.year, job.end_date.month = 2018, 9
        job.locality, job.siret, job.description = "Quimper", "00100001700010", "Service en salle & en terrasse."
        award = VerifiedItem(guaranteed=True, kind="certification", title="Tosa", source="Certificateur")
        award.end_date.year, award.end_date.month, award.end_date.day = 2027, 3, 8
        for key, value in (("code", "RS7256"), ("score", "894"), ("mention", "MENTION_BIEN")):
            award.details.add(key=key, value=value)
        # The holder's order is not that of the sections.
        verdict.items.extend([job, VerifiedItem(kind="language", title="Breton"), award])
        for item in verdict.items:
            item.register_time.FromSeconds(1_795_424_700)
    else:
        verdict.document_sha256 = hashlib.sha256(PDF).hexdigest()
    return verdict


def attested() -> Verdict:
    """The verdict on an attestation of the first item of the CV."""
    verdict = authentic()
    del verdict.items[1:]
    verdict.kind = "attestation"
    (job,) = verdict.items
    job.legal_basis = "article L. 133-5-3 du code de la sécurité sociale"
    job.known_until.year, job.known_until.month, job.known_until.day = 2026, 9, 30
    return verdict


def bad(outcome: Outcome, french: str, english: str) -> Verdict:
    return Verdict(outcome=outcome, message_fr=french, message_en=english)


@dataclass(slots=True)
class FakePublishing(PublicationServiceServicer, VerificationServiceServicer, TrustServiceServicer, LogServiceServicer):
    publications: dict[str, dict[str, Publication]] = field(default_factory=dict)
    accesses: dict[str, list[Access]] = field(default_factory=dict)
    previewed: list[Any] = field(default_factory=list)
    shown: list[bytes] = field(default_factory=list)
    asked: list[Any] = field(default_factory=list)
    checkpoint: str | None = "passeport.example/log/publications\n1\nAAAA\n\n— é\n"
    tiles: dict[str, bytes] = field(default_factory=lambda: {"tile/0/000.p/1": b"p" * 32})
    # Publications that no checkpoint vouches for yet.
    unproven: set[str] = field(default_factory=set)

    def _mine(self, publication_id: str) -> Publication:
        found = self.publications.get(current_caller().subject, {}).get(publication_id)
        if found is None:
            raise refusal(Kind.NOT_FOUND, "PUBLICATION_NOT_FOUND", DOMAIN, id=publication_id)
        return found

    # PublicationService

    async def CreatePublication(self, request: Any, context: Any) -> Publication:
        for entry_id in request.entry_ids:
            if parse_id(entry_id) is None:
                raise refusal(Kind.NOT_FOUND, "ENTRY_NOT_FOUND", DOMAIN, id=entry_id[:36])
        if request.title == "busy":
            raise refusal(Kind.EXHAUSTED, "RENDERING_BUSY", DOMAIN, retry_after=2)
        return self.add(current_caller().subject, str(new_id()), request)

    def add(self, person_id: str, publication_id: str, request: Any) -> Publication:
        """Publishes what was asked for, under this name."""
        publication = Publication(
            id=publication_id,
            title=request.title,
            state=publication_service_pb2.PUBLICATION_STATE_PUBLISHED,
            verification_code=CODE,
            verification_url=f"https://passeport.example/verify/{CODE.replace('-', '')}",
            entry_ids=request.entry_ids,
            document_sha256=hashlib.sha256(PDF).hexdigest(),
            document_size=len(PDF),
            language=request.language,
            template=request.template,
            kind=request.kind,
        )
        publication.publish_time.FromSeconds(1_795_424_700)
        publication.state_time.FromSeconds(1_795_424_700)
        self.publications.setdefault(person_id, {})[publication.id] = publication
        return publication

    async def PreviewPublication(self, request: Any, context: Any) -> Any:
        self.previewed.append(request)
        for entry_id in (*request.entry_ids, *request.training_ids):
            if parse_id(entry_id) is None:
                raise refusal(Kind.NOT_FOUND, "ENTRY_NOT_FOUND", DOMAIN, id=entry_id[:36])
        return publication_service_pb2.PreviewPublicationResponse(pdf=PREVIEW)

    async def ListPublications(self, request: Any, context: Any) -> Any:
        mine = list(self.publications.get(current_caller().subject, {}).values())
        token = request.page_token or "0"
        if not (token.isascii() and token.isdecimal()):
            fault = FieldViolation("page_token", "is not one that this service gave", "PAGE_TOKEN")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        begin = int(token[:9])
        end = begin + (request.page_size or 50)
        token = str(end) if end < len(mine) else ""
        return publication_service_pb2.ListPublicationsResponse(publications=mine[begin:end], next_page_token=token)

    async def GetPublication(self, request: Any, context: Any) -> Publication:
        return self._mine(request.id)

    async def GetDocument(self, request: Any, context: Any) -> Any:
        kind = self._mine(request.id).kind
        return publication_service_pb2.GetDocumentResponse(pdf=PDF, sha256=hashlib.sha256(PDF).hexdigest(), kind=kind)

    async def GetCredential(self, request: Any, context: Any) -> Any:
        self._mine(request.id)
        return publication_service_pb2.GetCredentialResponse(vc_jwt=VC_JWT)

    async def IssueCredential(self, request: Any, context: Any) -> Any:
        self._mine(request.id)
        self.asked.append(request)
        return publication_service_pb2.IssueCredentialResponse(credential=SD_JWT, media_type="application/dc+sd-jwt")

    async def GetBadge(self, request: Any, context: Any) -> Any:
        if request.entry_id not in self._mine(request.id).entry_ids:
            raise refusal(Kind.NOT_FOUND, "AWARD_NOT_FOUND", DOMAIN, id=request.entry_id)
        return publication_service_pb2.GetBadgeResponse(badge=BADGE)

    async def GetTwoDDoc(self, request: Any, context: Any) -> Any:
        if request.entry_id not in self._mine(request.id).entry_ids:
            raise refusal(Kind.PRECONDITION, "TWO_D_DOC_NOT_POSSIBLE", DOMAIN, missing="siret")
        return publication_service_pb2.GetTwoDDocResponse(
            document_type="29",
            text="DC04…\x1f…",
            svg="<svg/>",
            fields=[publication_service_pb2.TwoDDocField(field="5X", label="Intitulé du poste", value="MACON")],
        )

    async def GetProof(self, request: Any, context: Any) -> Any:
        self._mine(request.id)
        if request.id in self.unproven:
            raise refusal(Kind.NOT_FOUND, "PUBLICATION_NOT_IN_LOG", DOMAIN, id=request.id)
        return publication_service_pb2.GetProofResponse(
            id=request.id, said='{"é":1}', salt=b"s" * 32, index=42, proof="c2sp.org/tlog-proof@v1\n"
        )

    async def WithdrawPublication(self, request: Any, context: Any) -> Publication:
        publication = self._mine(request.id)
        publication.state = publication_service_pb2.PUBLICATION_STATE_WITHDRAWN
        publication.state_time.FromSeconds(1_795_424_800)
        return publication

    async def ListAccesses(self, request: ListAccessesRequest, context: Any) -> ListAccessesResponse:
        return page_of(self.accesses.get(current_caller().subject, []), request)

    # VerificationService

    async def VerifyDocument(self, request: Any, context: Any) -> Verdict:
        self.shown.append(request.pdf)
        if request.pdf in {PDF, ATTESTATION}:
            return authentic() if request.pdf == PDF else attested()
        if request.pdf.startswith(b"%PDF"):
            outcome = verification_service_pb2.OUTCOME_ALTERED
            return bad(outcome, "Ce document a été modifié.", "This document was altered.")
        outcome = verification_service_pb2.OUTCOME_UNREADABLE
        return bad(outcome, "Ce n'est pas un PDF.", "This is not a PDF.")

    async def VerifyCredential(self, request: Any, context: Any) -> Verdict:
        self.shown.append(request.vc_jwt.encode())
        if request.vc_jwt == VC_JWT:
            return authentic()
        outcome = verification_service_pb2.OUTCOME_UNKNOWN_ISSUER
        return bad(outcome, "Signé par un inconnu.", "Signed by a stranger.")

    async def VerifyCode(self, request: Any, context: Any) -> Verdict:
        if request.code.replace("-", "").upper() != CODE.replace("-", ""):
            raise refusal(Kind.NOT_FOUND, "CODE_NOT_FOUND", DOMAIN)
        return authentic(items=False)

    async def VerifyStatus(self, request: Any, context: Any) -> Verdict:
        if request.list_id not in {"revocation-1", "token-1"}:
            raise refusal(Kind.NOT_FOUND, "STATUS_LIST_NOT_FOUND", DOMAIN, id=request.list_id)
        taken_back = request.index == WITHDRAWN_INDEX
        verdict = Verdict(message_fr="Un état.", message_en="A status.")
        withdrawn, valid = verification_service_pb2.OUTCOME_WITHDRAWN, verification_service_pb2.OUTCOME_VALID
        verdict.outcome = withdrawn if taken_back else valid
        failed, passed = verification_service_pb2.CHECK_RESULT_FAILED, verification_service_pb2.CHECK_RESULT_PASSED
        result = failed if taken_back else passed
        verdict.checks.add(id="status", result=result, detail="0x0C" if taken_back else "0x00")
        return verdict

    # LogService

    async def GetCheckpoint(self, request: Any, context: Any) -> Any:
        if self.checkpoint is None:
            raise refusal(Kind.NOT_FOUND, "CHECKPOINT_NOT_FOUND", DOMAIN)
        return log_service_pb2.GetCheckpointResponse(note=self.checkpoint)

    async def GetTile(self, request: Any, context: Any) -> Any:
        if request.path not in self.tiles:
            raise refusal(Kind.NOT_FOUND, "TILE_NOT_FOUND", DOMAIN, path=request.path[:100])
        return log_service_pb2.GetTileResponse(data=self.tiles[request.path])

    # TrustService

    async def GetCredentialKeys(self, request: Any, context: Any) -> Any:
        return verification_service_pb2.GetCredentialKeysResponse(jwks=json.dumps({"keys": KEYS}))

    async def GetStatusList(self, request: Any, context: Any) -> Any:
        self.asked.append(request)
        if request.id == "token-1":
            return verification_service_pb2.GetStatusListResponse(
                vc_jwt=STATUS_TOKEN, max_age=60, media_type="application/statuslist+jwt"
            )
        if request.id != "1":
            raise refusal(Kind.NOT_FOUND, "STATUS_LIST_NOT_FOUND", DOMAIN, id=request.id)
        return verification_service_pb2.GetStatusListResponse(vc_jwt=VC_JWT, max_age=60)

    async def ListStatusLists(self, request: Any, context: Any) -> Any:
        return verification_service_pb2.ListStatusListsResponse(ids=["token-1", "token-2"], max_age=60)

    async def GetSealChain(self, request: Any, context: Any) -> Any:
        return verification_service_pb2.GetSealChainResponse(pem="-----BEGIN CERTIFICATE-----\n")
