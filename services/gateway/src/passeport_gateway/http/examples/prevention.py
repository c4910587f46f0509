"""Examples of the passeport de prévention, of one training and what becomes of it."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.identifiers import (
    ENTRY_ID,
    TRAINING_ARRIVED_ID,
    TRAINING_ID,
    TRAINING_OF_HOLDER_ID,
)

__all__ = [
    "CONSENT_SAID",
    "EMPLOYER_CONSENT",
    "EMPLOYER_CONSENT_WITHDRAWN",
    "PREVENTION",
    "TRAINING",
    "TRAINING_CHANGED",
    "TRAINING_CORRECTED",
    "TRAINING_DECLARED",
    "TRAINING_DRAFT",
    "TRAINING_PAGE",
    "TRAINING_TAKEN_BACK",
    "TRAINING_TYPES",
    "TRAINING_VERIFIED",
    "TRAINING_VERSIONS",
    "TRAINING_WITHDRAWN",
    "VERIFICATION_ANSWER",
    "WORKER_ASKED",
]

_Json = dict[str, Any]

SST_RULE: _Json = {
    "since_date": "2021-01-01",
    "until_date": None,
    "period": "P2Y",
    "refresher_period": None,
    "unlimited": False,
    "counts_from": "validity_start",
    "force": "recommendation",
    "source": "INRS, document de référence du dispositif SST (V8, 01/2021) : vingt-quatre mois, de date à date",
}
TRAINING_TYPES: _Json = {
    "items": [
        {
            "name": "sst",
            "title": "Sauveteur secouriste du travail (SST)",
            "category": None,
            "certifications": ["RS5801"],
            "broad": False,
            "source": "Code du travail, R4224-15 ; INRS",
            "rules": [SST_RULE],
        }
    ]
}

TRAINING: _Json = {
    "id": TRAINING_ID,
    "title": "Sauveteur secouriste du travail",
    "declarant": "training_body",
    "declarant_name": "Secours Formation Exemple",
    "declarant_siret": "73282932000074",
    "proof": "justificatif",
    "start_date": "2026-03-02",
    "end_date": "2026-03-03",
    "validity_start_date": "2026-03-03",
    "validity_end_date": "2028-03-03",
    "training_body": None,
    "training_type": "sst",
    "refresher": False,
    "validity": {
        "state": "valid",
        "from_date": "2026-03-03",
        "until_date": "2028-03-03",
        "basis": "declared",
        "as_of_date": "2026-11-24",
        "training_type": "sst",
        "training_type_title": "Sauveteur secouriste du travail (SST)",
        "rule": SST_RULE,
    },
    "create_time": "2026-03-10T10:00:00.551204Z",
    "due_date": "2026-09-30",
    "late": False,
    "declaration_id": "SST-2026-03-A",
    "reference": "Session SST de mars 2026",
    "particulars": {
        "mode": "PRESENTIEL",
        "skills": ["115650", "121885", "400635"],
        "trainer": "PREVENTEUR",
        "certification": None,
        "formacodes": ["42829"],
        "specialities": ["344r"],
        "employer_siret": "98765432400019",
        "employer_reference": "Plan 2026, action 12",
        "category": 1,
        "justificatif": {
            "kind": "CERTIFICAT",
            "option": None,
            "obtained": "PAR_ADMISSION",
            "training_title": "Sauveteur secouriste du travail",
            "result": None,
            "mention": None,
            "link": None,
            "identifier": None,
        },
    },
    "version": 1,
    "update_time": "2026-03-10T10:00:00.551204Z",
    "change_reason": None,
    "withdrawn": False,
    "verification": {
        "state": "awaiting",
        "due_date": "2026-12-31",
        "employer_siret": "98765432400019",
        "comment": None,
        "update_time": None,
        "etag": "r1v1",
    },
    "etag": "r1",
    "arrival": None,
    "declared_too": [],
}
CONSENT_SAID: _Json = {"scope": "partial", "training_ids": [TRAINING_ID], "categories": [2], "end_date": "2027-12-31"}
EMPLOYER_CONSENT: _Json = {
    "employer_siret": "98765432400019",
    **CONSENT_SAID,
    "grant_time": "2026-11-20T08:35:02.660914Z",
    "withdraw_time": None,
    "active": True,
}
EMPLOYER_CONSENT_WITHDRAWN: _Json = EMPLOYER_CONSENT | {
    "withdraw_time": "2026-11-24T18:02:44.190377Z",
    "active": False,
}
WORKER_ASKED: _Json = {"nir": "2940599999017", "birth_name": "EXEMPLE"}
VERIFICATION_ANSWER: _Json = {"state": "correction_asked", "comment": "La fin de validité est le 2 mars 2028"}
TRAINING_VERIFIED: _Json = TRAINING | {
    "verification": TRAINING["verification"]
    | VERIFICATION_ANSWER
    | {"update_time": "2026-03-16T08:44:02.117405Z", "etag": "r1v2"},
}
TRAINING_CORRECTED: _Json = TRAINING | {
    "validity": TRAINING["validity"] | {"until_date": "2028-03-02"},
    "verification": TRAINING["verification"] | {"update_time": "2026-03-17T14:20:11.083917Z", "etag": "r2v3"},
    "validity_end_date": "2028-03-02",
    "version": 2,
    "update_time": "2026-03-17T14:20:11.083917Z",
    "change_reason": "Fin de validité fausse",
    "etag": "r2",
}
TRAINING_WITHDRAWN: _Json = TRAINING_CORRECTED | {
    "update_time": "2026-03-18T09:02:41.500128Z",
    "change_reason": "Déclarée pour un autre stagiaire",
    "withdrawn": True,
    "validity": None,
    "verification": None,
    "etag": "r3",
}
TRAINING_VERSIONS: _Json = {"items": [TRAINING | {"validity": None}, TRAINING_CORRECTED], "next_cursor": None}
TRAINING_DRAFT: _Json = {
    "title": "Gestes et postures",
    "proof": "attestation",
    "start_date": "2025-01-14",
    "end_date": "2025-01-14",
    "training_body": "Ergo Formation Exemple",
}
TRAINING_DECLARED: _Json = {
    "id": TRAINING_OF_HOLDER_ID,
    "title": "Gestes et postures",
    "declarant": "holder",
    "declarant_name": None,
    "declarant_siret": None,
    "proof": "attestation",
    "start_date": "2025-01-14",
    "end_date": "2025-01-14",
    "validity_start_date": None,
    "validity_end_date": None,
    "training_body": "Ergo Formation Exemple",
    "training_type": None,
    "refresher": None,
    "validity": {
        "state": "unknown",
        "from_date": None,
        "until_date": None,
        "basis": None,
        "as_of_date": "2026-11-24",
        "training_type": None,
        "training_type_title": None,
        "rule": None,
    },
    "create_time": "2026-11-20T08:31:07.903377Z",
    "due_date": None,
    "late": False,
    "declaration_id": None,
    "reference": None,
    "particulars": None,
    "version": 1,
    "update_time": "2026-11-20T08:31:07.903377Z",
    "change_reason": None,
    "withdrawn": False,
    "verification": None,
    "etag": "r1",
    "arrival": None,
    "declared_too": [],
}
TRAINING_ARRIVED: _Json = TRAINING_DECLARED | {
    "id": TRAINING_ARRIVED_ID,
    "title": "Sauveteur secouriste du travail (SST)",
    "declarant": "automatic",
    "proof": "justificatif",
    "start_date": None,
    "end_date": None,
    "validity_start_date": "2026-03-03",
    "validity_end_date": "2028-03-03",
    "training_body": "Institut du secours (fictif)",
    "particulars": dict.fromkeys(TRAINING["particulars"])
    | {"skills": [], "certification": "RS5801", "formacodes": [], "specialities": []}
    | {"justificatif": dict.fromkeys(TRAINING["particulars"]["justificatif"]) | {"kind": "CERTIFICAT"}},
    "arrival": {
        "record_id": ENTRY_ID,
        "certification_code": "RS5801",
        "source_label": "Certificateur",
        "siret": "73282932000074",
        "funder": None,
        "contested": False,
    },
    "declared_too": [{name: value for name, value in TRAINING.items() if name != "declared_too"}],
}
TRAINING_CHANGED: _Json = TRAINING_DECLARED | {
    "version": 2,
    "update_time": "2026-11-21T19:12:30.118240Z",
    "etag": "r2",
}
TRAINING_TAKEN_BACK: _Json = TRAINING_DECLARED | {
    "validity": None,
    "update_time": "2026-11-21T19:12:30.118240Z",
    "withdrawn": True,
    "etag": "r2",
}
TRAINING_PAGE: _Json = {"items": [TRAINING_ARRIVED, TRAINING_DECLARED], "next_cursor": None}
PREVENTION: _Json = {"trainings": TRAINING_PAGE}
