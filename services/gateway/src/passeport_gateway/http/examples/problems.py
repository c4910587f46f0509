"""One problem of each kind, made as real ones are."""

from __future__ import annotations

from typing import Any

from passeport_gateway.domain.field_faults import Body
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http.examples.identifiers import (
    ATTACHMENT_ID,
    BATCH_ID,
    CONSENT_ID,
    CONSULTATION_ID,
    CREDENTIAL_OFFER_ID,
    DECLARED_ID,
    DISPUTE_ID,
    DRAFT_ID,
    ENTRY_ID,
    IMPORT_ID,
    PUBLICATION_ID,
    SHARE_ID,
)
from passeport_gateway.http.problem import problem_of

__all__ = ["problem_example"]

_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

# What services and routes say with a refusal.
_METADATA: dict[str, dict[str, str]] = {
    "ASSURANCE_TOO_LOW": {"asked": "eidas2", "reached": "eidas1"},
    "AWARD_NOT_FOUND": {"id": ENTRY_ID},
    "AWARD_SUPERSEDED": {"id": ENTRY_ID},
    "ENTRY_SUPERSEDED": {"id": ENTRY_ID},
    "BATCH_NOT_FINISHED": {"state": "RUNNING"},
    "BATCH_NOT_FOUND": {"id": BATCH_ID},
    "ATTACHMENTS_FULL": {"limit": "5"},
    "ATTACHMENT_NOT_FOUND": {"id": ATTACHMENT_ID},
    "ATTACHMENT_TYPE_UNSUPPORTED": {"accepted": "application/pdf, image/jpeg, image/png, image/webp"},
    "BODY_TOO_LARGE": {"limit": "65536"},
    "BODY_NOT_ENTITLED": {"check": "not_registered"},
    "CALLER_NOT_ALLOWED": {"needs": "scope passport:read"},
    "CONSENT_EXPIRED": {"id": CONSENT_ID},
    "CONSENT_NOT_FOUND": {"id": CONSENT_ID},
    "CONSENT_OUTDATED": {"id": CONSENT_ID},
    "CONSENT_SUSPENDED": {"id": CONSENT_ID},
    "CONSENT_WITHDRAWN": {"id": CONSENT_ID},
    "CONSULTATIONS_EXHAUSTED": {"limit": "30"},
    "CONTENT_ENCODING_UNSUPPORTED": {"accepted": "gzip, identity"},
    "CREDENTIAL_OFFER_NOT_FOUND": {"id": CREDENTIAL_OFFER_ID},
    "DOCUMENT_TOO_LARGE": {"limit": "10485760"},
    "DRAFT_NOT_FOUND": {"id": DRAFT_ID},
    "DRAFT_VERSION_NOT_FOUND": {"id": DRAFT_ID, "version": "7"},
    "ENTRY_GUARANTEED": {"id": ENTRY_ID},
    "ENTRY_NOT_FOUND": {"id": ENTRY_ID},
    "ETAG_STALE": {"id": ENTRY_ID},
    "FILE_INVALID": {
        "line": "12",
        "column": "7",
        "rule": "maxLength",
        "field": "idClient",
        "detail": "idClient doit avoir au plus 8 caractère(s) ; exemple : AB123CDE",
    },
    "FILE_TOO_LARGE": {"limit": "209715200"},
    "GRANT_INVALID": {"check": "used"},
    "JSON_INVALID": {"line": "3", "column": "14"},
    "LOGIN_LEVEL_NOT_OFFERED": {"asked": "eidas2", "highest": "eidas1"},
    "LOGIN_LEVEL_TOO_LOW": {"asked": "eidas2", "reached": "eidas1"},
    "LOGIN_NOT_TRUSTED": {"check": "nonce"},
    "LOGIN_REFUSED": {"error": "server_error"},
    "MEDIA_TYPE_UNSUPPORTED": {"accepted": "application/json"},
    "NIR_MALFORMED": {"rule": "key"},
    "NOT_ACCEPTABLE": {"accepted": "application/json, application/xml"},
    "OFFER_EXHAUSTED": {"most": "10"},
    "PROGRAMME_BUSY": {"programme": "habilitation-electrique"},
    "PROGRAMME_DEGRADED": {"programme": "habilitation-electrique"},
    "PROGRAMME_FAILED": {"programme": "habilitation-electrique"},
    "PROGRAMME_FIELD_INVALID": {"programme": "habilitation-electrique"},
    "PROGRAMME_NOTHING_THERE": {
        "programme": "habilitation-electrique",
        "rule": "TRAINING_UNKNOWN",
        "detail": "Aucune de vos formations à l'habilitation électrique n'a cet identifiant.",
    },
    "PROGRAMME_REFUSED": {
        "programme": "habilitation-electrique",
        "rule": "TRAINING_WITHOUT_DAY",
        "detail": "La formation n'a pas de date de fin au jour près ; corrigez-la d'abord.",
    },
    "PUBLICATION_NOT_FOUND": {"id": PUBLICATION_ID},
    "PIN_WRONG": {"left": "4"},
    "PUBLICATION_WITHDRAWN": {"id": PUBLICATION_ID},
    "RATE_LIMITED": {"seconds": "12"},
    "REPORT_EXPIRED": {"id": BATCH_ID, "expire_time": "2027-11-04T03:17:02Z"},
    "RESULT_EXPIRED": {"id": IMPORT_ID, "expire_time": "2027-11-04T04:07:02Z"},
    "SCOPE_NOT_ALLOWED": {"scope": "feed:dsn"},
    "PUBLICATION_GONE": {"id": CONSENT_ID},
    "SCOPE_NOT_GRANTED": {"scope": "cv:credential"},
    "SENDER_MISMATCH": {"id_client": "AB123CDE"},
    "SHARE_ENDED": {"id": SHARE_ID},
    "SHARE_NOT_FOUND": {"id": SHARE_ID},
    "SOURCE_UNAVAILABLE": {"service": "records"},
    "TOO_MANY_AT_ONCE": {"limit": "4"},
    "TOO_MANY_DRAFTS": {"most": "20"},
    "TOO_MANY_SHARES": {"most": "20"},
    "STATUS_LIST_NOT_FOUND": {"id": "9"},
    "TOO_YOUNG": {"minimum_age": "16"},
    "TWO_D_DOC_NOT_POSSIBLE": {"missing": "siret"},
    "TX_CODE_INVALID": {"check": "wrong", "left": "4"},
    "WALLET_PROOF_INVALID": {"check": "audience"},
}
_VIOLATIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "FIELD_INVALID": (("organisation.siret", "", "SIRET"), ("title", "", "REQUIRED")),
    "FORM_INVALID": (("", "", "FORM_END"),),
    "JSON_INVALID": (("", "", "JSON_COMMA"),),
    "NIR_MALFORMED": (("nir", "", "NIR_KEY"),),
    "PROGRAMME_FIELD_INVALID": (
        (
            "symbols[0]",
            "Ce n'est pas un symbole. Écrivez-le comme sur le titre : B1V, BR.",
            "UNKNOWN_SYMBOL",
        ),
    ),
}
_INSTANCES = (
    (("BODY_NOT_E",), "/auth/professional/callback"),
    (("CONSULTED_", "CONSULTATIONS_"), "/professionals/v1/consultations"),
    (("CONSULTATION_",), f"/professionals/v1/consultations/{CONSULTATION_ID}/passport"),
    (("PROFESSIONAL_SIGN_IN_",), "/auth/professional/login"),
    (("PROFESSIONAL_",), "/professionals/v1/session"),
    (("LOGIN_LEVEL_NOT_", "RETURN_TO_", "PROVIDER_", "RATE_"), "/auth/login"),
    (("LOGIN_", "STEP_UP_"), "/auth/callback"),
    (("ACTIVATION_", "NIR_", "TOO_YOUNG", "EMPLOYMENT_"), "/api/v1/account/activation"),
    (("FILE_", "SENDER_", "ACCESS_TOKEN_"), "/partners/v1/feeds/certifications"),
    (("BATCH_", "REPORT_", "NOT_ACCEPTABLE"), f"/partners/v1/batches/{BATCH_ID}/report"),
    (("IMPORT_", "IMPORTS_"), f"/partners/v1/prevention/imports/{IMPORT_ID}"),
    (("PROGRAMME_",), "/partners/v1/prevention/programmes/habilitation-electrique/symbols"),
    (("WORKER_",), "/partners/v1/prevention/declarations"),
    (("ATTACHMENT", "SCANNER_"), f"/api/v1/passport/records/{ENTRY_ID}/attachments"),
    (("OFFER_", "ENTRY_JOINED"), f"/api/v1/passport/offers/{DECLARED_ID}/{ENTRY_ID}/acceptance"),
    (("ENTRY_NOT_DISP", "DISPUTE_OPEN"), f"/api/v1/passport/records/{ENTRY_ID}/disputes"),
    (("DISPUTE_",), f"/api/v1/passport/disputes/{DISPUTE_ID}"),
    (("ENTRY_NOT_IN_",), f"/api/v1/passport/records/{ENTRY_ID}/proof"),
    (("CHECKPOINT_",), "/log/records/checkpoint"),
    (("TILE_",), "/log/records/tile/0/999"),
    (("ENTRY_", "ETAG_", "IF_MATCH_"), f"/api/v1/passport/records/{ENTRY_ID}"),
    (("PUBLICATION_NOT_IN_",), f"/api/v1/publications/{PUBLICATION_ID}/proof"),
    (("DRAFT_", "TOO_MANY_DRAFTS"), "/api/v1/publications/drafts"),
    (("SHARE_",), f"/api/v1/shares/{SHARE_ID}"),
    (("TOO_MANY_SHARES", "PUBLICATION_WITHDRAWN"), f"/api/v1/publications/{PUBLICATION_ID}/shares"),
    (("LINK_", "PIN_"), "/p/q8Jr2Zk5T1vXn0bYwL7cHdG4mPsEaUi9oKfR3tVxN6M"),
    (("PUBLICATION_NOT_",), f"/api/v1/publications/{PUBLICATION_ID}"),
    (("PUBLICATION_", "RENDERING_", "SEAL_", "SOURCE_", "ASSURANCE_"), "/api/v1/publications"),
    (("DOCUMENT_", "FORM_", "CODE_"), "/api/v1/verifications"),
    (("STATUS_LIST_",), "/status-lists/9"),
    (("FIELD_", "IDEMPOTENCY_", "REQUEST_ID_", "JSON_", "CSRF_", "ORIGIN_", "MEDIA_", "CONTENT_", "BODY_", "CLIENT_T"),
     "/api/v1/passport/records"),
    (("CLIENT_", "SCOPE_"), "/oauth/token"),
)  # fmt: skip


def problem_example(reason: str) -> dict[str, Any]:
    """A problem of a reason, in English."""
    refused = ServiceRefused("", "", reason, "", _METADATA.get(reason, {}), _VIOLATIONS.get(reason, ()))
    instance = next((path for starts, path in _INSTANCES if reason.startswith(starts)), "/api/v1/passport")
    body = Body.FORM if reason == "FORM_INVALID" else Body.JSON
    return problem_of(refused, body=body).as_json("en", instance, _TRACE)
