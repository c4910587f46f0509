"""Examples of every answer and request, about one invented person; the documentation shows them, tests check them."""

from __future__ import annotations

from typing import Any

__all__ = [
    "ACCESS_LOG",
    "ACCOUNT",
    "BATCH",
    "DECLARATION",
    "DECLARATION_ANSWER",
    "ENTRY",
    "ENTRY_DRAFT",
    "ENTRY_PAGE",
    "ENTRY_PATCH",
    "JWKS",
    "PASSPORT",
    "PREVENTION",
    "PROVENANCE",
    "PUBLICATION",
    "PUBLICATION_DRAFT",
    "PUBLICATION_PAGE",
    "REPORT",
    "SESSION",
    "TOKEN",
    "TRAINING",
    "TRAINING_DRAFT",
    "TRAINING_PAGE",
    "VERDICT",
]

_Json = dict[str, Any]

_PERSON = "0193f1d0-7a4e-7c31-9d2f-4b5a6c7d8e9f"
_ENTRY = "0193f1d2-11aa-7bb2-8cc3-2dd4ee5ff601"
_JOB = "0193f1d2-22bb-7cc3-9dd4-3ee5ff601712"
_PUBLICATION = "0193f1d4-55aa-7bb2-8cc3-2dd4ee5ff622"

SESSION: _Json = {
    "person_id": _PERSON,
    "given_names": "Camille Anne",
    "family_name": "EXEMPLE",
    "acr": "eidas1",
    "activated": True,
    "idle_expire_time": "2026-11-23T09:30:00Z",
    "expire_time": "2026-11-23T17:00:00Z",
    "csrf_token": "q3mJ0m5o8mQ1uG5fYw2sVg",
}
ACCOUNT: _Json = {
    "person_id": _PERSON,
    "state": "active",
    "civil_identity": {
        "given_names": "Camille Anne",
        "birth_name": "EXEMPLE",
        "usage_name": None,
        "sex": "female",
        "birth_date": "1994-05-12",
        "birth_place": "35238",
        "birth_country": "99100",
    },
    "activate_time": "2026-11-20T08:12:45Z",
    "nir_hint": "2••••••••••••17",
}
ACCESS_LOG: _Json = {
    "items": [
        {
            "at": "2026-11-23T09:02:11.420000Z",
            "service": "records",
            "actor": "holder",
            "organisation": None,
            "action": "records.entries.listed",
            "purpose": "Consultation de votre passeport",
            "resource_id": None,
        }
    ],
    "next_cursor": None,
    "gaps": [],
}
ENTRY: _Json = {
    "id": _ENTRY,
    "nature": "guaranteed",
    "kind": "certification",
    "title": "Titre professionnel Développeur web et web mobile",
    "organisation": {"name": "Ministère du Travail", "siret": "11000007200014", "locality": None},
    "start_date": "2023-07-04",
    "end_date": None,
    "description": None,
    "state": "active",
    "etag": "1",
    "source_label": "Certificateur Ministère du Travail",
    "create_time": "2026-11-02T03:10:00Z",
    "update_time": "2026-11-02T03:10:00Z",
    "award": {
        "register": "RNCP",
        "code": "RNCP37674",
        "option": None,
        "obtention": "PAR_ADMISSION",
        "score": None,
        "mention": None,
        "cefr_level": None,
        "access_way": "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION",
        "digital_score": None,
        "digital_results": [],
        "level": 5,
    },
}
_JOB_ENTRY: _Json = {
    "id": _JOB,
    "nature": "declared",
    "kind": "employment",
    "title": "Serveuse",
    "organisation": {"name": "Crêperie du Port", "siret": None, "locality": "Saint-Malo"},
    "start_date": "2018-06",
    "end_date": "2018-09",
    "description": "Saison d'été.",
    "state": "active",
    "etag": "2",
    "source_label": "Déclaré par le titulaire",
    "create_time": "2026-11-20T08:20:00Z",
    "update_time": "2026-11-20T08:25:00Z",
    "employment": {
        "pcs_code": None,
        "contract_nature_code": None,
        "contract_nature": None,
        "apprenticeship": False,
        "working_time": "full_time",
    },
}
ENTRY_PAGE: _Json = {"items": [ENTRY, _JOB_ENTRY], "next_cursor": None}
ENTRY_DRAFT: _Json = {
    "kind": "employment",
    "title": "Serveuse",
    "organisation": {"name": "Crêperie du Port", "locality": "Saint-Malo"},
    "start_date": "2018-06",
    "end_date": "2018-09",
    "description": "Saison d'été.",
    "employment": {"working_time": "full_time"},
}
ENTRY_PATCH: _Json = {"title": "Cheffe de rang", "description": None}
PROVENANCE: _Json = {
    "entry_id": _ENTRY,
    "source": "certifications",
    "source_label": "Flux des certificateurs",
    "sender": {"name": "Ministère du Travail", "siret": "11000007200014", "locality": None},
    "steps": [
        {
            "change": "registered",
            "cause": "Délivrance de la certification",
            "batch_id": "0193f1d1-77aa-7bb2-8cc3-2dd4ee5ff633",
            "file_name": "flux-2026-11.xml",
            "line": 42,
            "sender_key": "PASSAGE-000042",
            "format_version": "1.1.2",
            "receive_time": "2026-11-02T03:10:00Z",
        }
    ],
}
TRAINING: _Json = {
    "id": "0193f1d3-33aa-7bb2-8cc3-2dd4ee5ff644",
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
    "create_time": "2026-03-10T10:00:00Z",
}
TRAINING_PAGE: _Json = {"items": [TRAINING], "next_cursor": None}
PREVENTION: _Json = {"trainings": TRAINING_PAGE}
TRAINING_DRAFT: _Json = {
    "title": "Gestes et postures",
    "proof": "attestation",
    "start_date": "2025-01-14",
    "end_date": "2025-01-14",
    "training_body": "Ergo Formation Exemple",
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
}
DECLARATION_ANSWER: _Json = {"training_id": TRAINING["id"], "already_declared": False}
PUBLICATION: _Json = {
    "id": _PUBLICATION,
    "title": "Développeuse web",
    "state": "published",
    "publish_time": "2026-11-23T09:05:00Z",
    "state_time": None,
    "verification_code": "K7QF-2M9X-PD4T-W6HA",
    "verification_url": "https://passeport.example/api/v1/verifications/K7QF-2M9X-PD4T-W6HA",
    "entry_ids": [_ENTRY, _JOB],
    "document_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "document_size": 48213,
    "document_url": f"/api/v1/publications/{_PUBLICATION}/document.pdf",
    "credential_url": f"/api/v1/publications/{_PUBLICATION}/credential",
    "language": "fr",
    "changed_entry_ids": [],
}
PUBLICATION_PAGE: _Json = {"items": [PUBLICATION], "next_cursor": None}
PUBLICATION_DRAFT: _Json = {"title": "Développeuse web", "entry_ids": [_ENTRY, _JOB], "summary": None, "language": "fr"}
PASSPORT: _Json = {
    "records": ENTRY_PAGE,
    "prevention": None,
    "publications": PUBLICATION_PAGE,
    "gaps": [{"service": "prevention", "code": "unavailable"}],
}
VERDICT: _Json = {
    "outcome": "authentic",
    "basis": "document",
    "message": "Ce document est authentique et à jour.",
    "checks": [
        {"id": "seal_intact", "result": "passed", "detail": None},
        {"id": "seal_trusted", "result": "passed", "detail": None},
        {"id": "status", "result": "passed", "detail": None},
    ],
    "holder_name": "Camille EXEMPLE",
    "title": "Développeuse web",
    "publish_time": "2026-11-23T09:05:00Z",
    "state_time": None,
    "items": [
        {
            "guaranteed": True,
            "kind": "certification",
            "title": "Titre professionnel Développeur web et web mobile",
            "organisation": "Ministère du Travail",
            "source": "Certificateur Ministère du Travail",
            "start_date": "2023-07-04",
            "end_date": None,
        }
    ],
    "document_sha256": None,
}
JWKS: _Json = {
    "keys": [
        {
            "kty": "EC",
            "crv": "P-256",
            "kid": "2026-1",
            "alg": "ES256",
            "use": "sig",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }
    ]
}
TOKEN: _Json = {
    "access_token": "2YotnFZFEjr1zCsicMWpAA",
    "token_type": "Bearer",
    "expires_in": 600,
    "scope": "feed:certifications",
}
BATCH: _Json = {
    "id": "0193f1d1-77aa-7bb2-8cc3-2dd4ee5ff633",
    "feed": "certifications",
    "file_name": "flux-2026-11.xml",
    "state": "finished",
    "size": 52817,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "accepted": 98,
    "duplicates": 0,
    "unresolved": 2,
    "rejected": 0,
    "create_time": "2026-11-02T03:09:58Z",
    "finish_time": "2026-11-02T03:10:00Z",
    "treatment_number": 1024,
    "report_url": "/partners/v1/batches/0193f1d1-77aa-7bb2-8cc3-2dd4ee5ff633/report",
}
REPORT: _Json = {"batch_id": BATCH["id"], "items": []}
