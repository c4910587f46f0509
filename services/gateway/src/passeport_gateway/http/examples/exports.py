"""What the holder takes out, in our own form and in those of others."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.consents import CONSENT, PULL_PAGE
from passeport_gateway.http.examples.drafts import CV_DRAFT
from passeport_gateway.http.examples.entries import ATTACHMENT, ENTRY, ENTRY_DECLARED, PROVENANCE
from passeport_gateway.http.examples.holder import ACCESS_LOG, ACCOUNT
from passeport_gateway.http.examples.identifiers import DECLARED_ID, ENTRY_ID
from passeport_gateway.http.examples.prevention import EMPLOYER_CONSENT, TRAINING
from passeport_gateway.http.examples.publications import PHOTO, PUBLICATION, PUBLICATIONS_QUEUED
from passeport_gateway.http.examples.shares import SHARE
from passeport_gateway.http.examples.wallets import CREDENTIAL_OFFERS

__all__ = ["EUROPASS", "EXPORT", "JSON_RESUME"]

_Json = dict[str, Any]
_BASE = "https://passeport.example"
_RESUME_SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
_OF_HOLDER: _Json = {
    "entry_id": DECLARED_ID,
    "source": "holder",
    "source_label": "Déclaré par le titulaire",
    "sender": None,
    "told": "Vous avez déclaré cet élément vous-même, le 20 novembre 2026. Aucune source officielle ne le garantit.",
    "steps": [
        {
            "change": "declared",
            "told": "Ajouté par vous le 20 novembre 2026.",
            "revision": 1,
            "cause": None,
            "cause_code": None,
            "changed_fields": [],
            "sender": None,
            "batch_id": None,
            "file_name": None,
            "line": None,
            "sender_key": None,
            "format_version": None,
            "receive_time": ENTRY_DECLARED["create_time"],
            "change_time": ENTRY_DECLARED["create_time"],
        }
    ],
}
_FILE = f"{_BASE}/api/v1/passport/records/{DECLARED_ID}/attachments/{ATTACHMENT['id']}"

EXPORT: _Json = {
    "$schema": f"{_BASE}/schemas/passport-export/v1",
    "export_time": "2026-11-23T09:03:00.118325Z",
    "account": ACCOUNT,
    "entries": [
        ENTRY | {"provenance": PROVENANCE, "attachments": [], "joined_to": [], "disputes": []},
        ENTRY_DECLARED
        | {"provenance": _OF_HOLDER, "attachments": [ATTACHMENT | {"url": _FILE}], "joined_to": [], "disputes": []},
    ],
    "trainings": [TRAINING],
    "publications": [PUBLICATION],
    "queued_publications": PUBLICATIONS_QUEUED["items"],
    "shares": [SHARE],
    "employer_consents": [EMPLOYER_CONSENT],
    "consents": [CONSENT | {"pulls": PULL_PAGE["items"]}],
    "credential_offers": CREDENTIAL_OFFERS["items"],
    "drafts": [CV_DRAFT],
    "photos": [PHOTO],
    "accesses": ACCESS_LOG["items"],
    "gaps": [],
    "complete": True,
}
JSON_RESUME: _Json = {
    "$schema": _RESUME_SCHEMA,
    "basics": {"name": "Camille Anne EXEMPLE"},
    "certificates": [
        {
            "name": ENTRY["title"],
            "date": ENTRY["start_date"],
            "issuer": "Ministère du Travail",
            "x_passeport": {"id": ENTRY_ID, "guaranteed": True, "source": ENTRY["source_label"]},
        }
    ],
    "meta": {"canonical": _RESUME_SCHEMA, "version": "v1.0.0", "lastModified": ENTRY["update_time"]},
}
EUROPASS: _Json = {
    "SkillsPassport": {
        "Locale": "fr",
        "DocumentInfo": {
            "DocumentType": "ECV",
            "LastUpdateDate": ENTRY["update_time"],
            "XSDVersion": "V3.4",
            "Generator": "passeport",
        },
        "LearnerInfo": {
            "Identification": {
                "PersonName": {"FirstName": "Camille Anne", "Surname": "EXEMPLE"},
                "Demographics": {"Birthdate": {"Year": 1994, "Month": 5, "Day": 12}},
            },
            "Education": [
                {
                    "Period": {"To": {"Year": 2023, "Month": 7, "Day": 4}},
                    "Title": ENTRY["title"],
                    "Organisation": {"Name": "Ministère du Travail"},
                    "Level": {"Label": "EQF 5"},
                }
            ],
        },
    }
}
