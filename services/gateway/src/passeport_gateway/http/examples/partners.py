"""What partners send and get."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.identifiers import BATCH_ID, IMPORT_ID, TRAINING_ID

__all__ = [
    "BATCH",
    "BATCH_ITEMS",
    "BATCH_RECEIVED",
    "BATCH_ROLLING_BACK",
    "CORRECTION",
    "DECLARATION",
    "DECLARATION_ANSWER",
    "DECLARATION_WITHDRAWAL",
    "DUTIES",
    "IMPORT",
    "IMPORT_LINES",
    "IMPORT_RECEIVED",
    "PUSHED",
    "PUSHED_ASKED",
    "REPORT",
    "ROLLBACK",
    "TOKEN",
    "TOKEN_REFUSED",
    "WITHDRAWAL",
]

_Json = dict[str, Any]

_COUNTS: _Json = {"accepted": 98, "duplicates": 0, "unresolved": 1, "rejected": 0, "remarks_count": 0}
_NOT_BEGUN: _Json = {
    "begin_time": None,
    "bytes_read": 0,
    "lines_read": 0,
    "items": 0,
    "items_per_second": 0.0,
    "estimated_finish_time": None,
}
_SHA256 = "4b5f1d0c8a0b7e7f0a5f8f8ce3dfb8d4b3d1d3a0c0fd0a2d3c3b1a6f2f0e9d71"

TOKEN: _Json = {
    "access_token": "rTE_m1vLIbNtT9uJUylaBhXjTaJC76DrKWGqESTwp4A",
    "token_type": "Bearer",
    "expires_in": 900,
    "scope": "feed:certifications",
}
PUSHED: _Json = {
    "request_uri": "urn:ietf:params:oauth:request_uri:q8Jr2Zk5T1vXn0bYwL7cHdG4mPsEaUi9oKfR3tVxN6M",
    "expires_in": 90,
}
PUSHED_ASKED: _Json = {
    "response_type": "code",
    "client_id": "portefeuille-exemple",
    "redirect_uri": "https://portefeuille.example/retour",
    "scope": "wallet:cv",
    "state": "9vXh2m1zQK",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}
TOKEN_REFUSED: dict[int, _Json] = {
    status: {"error": error, "error_description": words, "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"}
    for status, error, words in (
        (400, "unsupported_grant_type", "This grant is none of those that the metadata lists."),
        (401, "invalid_client", "The client or its secret is wrong."),
        (413, "invalid_request", "The body of the request is larger than 65536 bytes."),
        (415, "invalid_request", "Content-Encoding takes here: identity (identity: without compression)."),
        (429, "temporarily_unavailable", "Too many requests in a short time. Try again in 12 seconds."),
        (503, "temporarily_unavailable", "The service does not answer for now. Try again in a moment."),
    )
}
BATCH: _Json = {
    "id": BATCH_ID,
    "feed": "certifications",
    "file_name": "flux-2026-11.xml",
    "state": "finished",
    "size": 52817,
    "sha256": _SHA256,
    **_COUNTS,
    "waiting": 1,
    "progress": {
        "begin_time": "2026-11-02T03:09:59.912604Z",
        "bytes_read": 52817,
        "lines_read": 2610,
        "items": 99,
        "items_per_second": 253.8,
        "estimated_finish_time": None,
    },
    "create_time": "2026-11-02T03:09:58.730551Z",
    "finish_time": "2026-11-02T03:10:00.302718Z",
    "treatment_number": 1024,
    "rollback": None,
    "report_url": f"/partners/v1/batches/{BATCH_ID}/report",
    "report_expire_time": None,
}
BATCH_RECEIVED: _Json = (
    BATCH | dict.fromkeys(_COUNTS, 0) | {"state": "received", "finish_time": None, "waiting": 0, "progress": _NOT_BEGUN}
)
ROLLBACK: _Json = {"reason": "Fichier d’un autre examen envoyé par erreur"}
BATCH_ROLLING_BACK: _Json = BATCH | {
    "state": "rolling_back",
    "waiting": 0,
    "rollback": ROLLBACK
    | {
        "begin_time": "2026-11-02T09:21:07.118402Z",
        "finish_time": None,
        "undone": 0,
        "kept": 0,
        "by_operator": False,
    },
}
REPORT: _Json = {
    "batch": {
        "id": BATCH_ID,
        "feed": "certifications",
        "file_name": "flux-2026-11.xml",
        "sha256": _SHA256,
        "format_version": "1.1.5",
        "treatment_number": 1024,
        **_COUNTS,
        "state": "finished",
        "rollback": None,
    },
    "items": [
        {"line": 42, "outcome": "accepted", "key": "PASSAGE-000042"},
        {
            "line": 118,
            "outcome": "unresolved",
            "key": "PASSAGE-000043",
            "rule": "no_match",
            "message": "Aucun titulaire ne correspond aux critères obligatoires",
            "fix": "Vérifiez l'état civil du titulaire et renvoyez ce passage dans un nouveau fichier",
            "wait_until_time": "2027-05-01T03:10:00Z",
        },
    ],
}
BATCH_ITEMS: _Json = {
    "items": [
        {
            "line": 118,
            "outcome": "unresolved",
            "key": "PASSAGE-000043",
            "field": None,
            "rule": "no_match",
            "message": "Aucun titulaire ne correspond aux critères obligatoires",
            "value": None,
            "fix": "Vérifiez l'état civil du titulaire et renvoyez ce passage dans un nouveau fichier",
            "wait_until_time": "2027-05-01T03:10:00.114209Z",
            "settle_time": None,
        }
    ],
    "next_cursor": None,
}
DECLARATION: _Json = {
    "title": "Sauveteur secouriste du travail",
    "proof": "justificatif",
    "declarant": "training_body",
    "nir": "2940599999017",
    "birth_name": "EXEMPLE",
    "partner_key": "SST-2026-000123",
    "start_date": "2026-03-02",
    "end_date": "2026-03-03",
    "validity_start_date": "2026-03-03",
    "validity_end_date": "2028-03-03",
    "training_type": "sst",
    "refresher": False,
    "declaration_id": "SST-2026-03-A",
    "reference": "Session SST de mars 2026",
    "particulars": {
        "mode": "PRESENTIEL",
        "skills": ["115650", "121885", "400635"],
        "trainer": "PREVENTEUR",
        "formacodes": ["42829"],
        "specialities": ["344r"],
        "employer_siret": "98765432400019",
        "employer_reference": "Plan 2026, action 12",
        "category": 1,
        "justificatif": {
            "kind": "CERTIFICAT",
            "obtained": "PAR_ADMISSION",
            "training_title": "Sauveteur secouriste du travail",
        },
    },
}
CORRECTION: _Json = {
    "reason": "Fin de validité fausse",
    "title": "Sauveteur secouriste du travail",
    "proof": "justificatif",
    "start_date": "2026-03-02",
    "end_date": "2026-03-03",
    "validity_start_date": "2026-03-03",
    "validity_end_date": "2028-03-02",
    "reference": "Session SST de mars 2026",
}
WITHDRAWAL: _Json = {"reason": "Déclarée pour un autre stagiaire"}
DECLARATION_WITHDRAWAL: _Json = {
    "declaration_id": "SST-2026-03-A",
    "expected_count": 12,
    "reason": "Session annulée",
}
DUTIES: _Json = {
    "duties": [
        {
            "kind": "verify",
            "since_date": "2026-07-01",
            "until_date": "2026-09-30",
            "due_date": "2027-06-30",
            "categories": [],
            "awaiting": 4,
            "euros": None,
            "source": "décret 2022-1712 modifié par 2025-748, disposition transitoire",
        },
        {
            "kind": "declare",
            "since_date": "2026-10-01",
            "until_date": "2026-11-26",
            "due_date": "2027-09-30",
            "categories": [
                {
                    "number": 1,
                    "label": "Formations obligatoires entièrement encadrées par la réglementation",
                    "examples": ["conseiller en radioprotection", "amiante", "diisocyanates"],
                }
            ],
            "awaiting": 0,
            "euros": None,
            "source": "décret 2022-1712 modifié par 2025-748, disposition transitoire",
        },
    ],
    "exclusions": [
        {"code": "TRAINERS", "label": "Formation de formateurs", "source": "décret 2022-1712, art. 4"},
    ],
}
DECLARATION_ANSWER: _Json = {
    "training_id": TRAINING_ID,
    "already_declared": False,
    "due_date": "2026-09-30",
    "late": False,
}
IMPORT: _Json = {
    "id": IMPORT_ID,
    "file_name": "formations.csv",
    "layout": "ADF",
    "declarant": "training_body",
    "state": "finished",
    "size": 48213,
    "sha256": _SHA256,
    "declared": 118,
    "already_declared": 0,
    "unresolved": 1,
    "rejected": 1,
    "late": 3,
    "lines": 120,
    "lines_done": 120,
    "create_time": "2026-11-02T03:09:58.730551Z",
    "finish_time": "2026-11-02T03:09:59.302718Z",
    "result_expire_time": None,
    "result_url": f"/partners/v1/prevention/imports/{IMPORT_ID}/result",
}
IMPORT_RECEIVED: _Json = (
    IMPORT
    | dict.fromkeys(("declared", "unresolved", "rejected", "late", "lines_done"), 0)
    | {"state": "received", "finish_time": None}
)
IMPORT_LINES: _Json = {
    "items": [
        {
            "line": 2,
            "outcome": "declared",
            "declaration_id": "SST-2026-09-A",
            "partner_key": "SST-2026-09-A-001",
            "column": None,
            "rule": None,
            "message": None,
            "value": None,
            "fix": None,
            "training_id": TRAINING_ID,
            "late": False,
        },
        {
            "line": 7,
            "outcome": "rejected",
            "declaration_id": "SST-2026-09-A",
            "partner_key": None,
            "column": "DATE_FIN_VALIDITE",
            "rule": "order",
            "message": "DATE_FIN_VALIDITE est avant DATE_DEBUT_VALIDITE (15/09/2026)",
            "value": "15/09/2025",
            "fix": "Exemple : 15/09/2028",
            "training_id": None,
            "late": False,
        },
    ],
    "next_cursor": None,
}
