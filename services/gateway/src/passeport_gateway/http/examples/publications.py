"""Publications, what a verification says of them, the whole passport."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.entries import CHECKPOINT, ENTRY_PAGE
from passeport_gateway.http.examples.identifiers import DECLARED_ID, ENTRY_ID, PUBLICATION_ID

__all__ = [
    "CREDENTIAL_ASKED",
    "JWKS",
    "PASSPORT",
    "PHOTO",
    "PUBLICATION",
    "PUBLICATIONS_QUEUED",
    "PUBLICATION_DRAFT",
    "PUBLICATION_FAILED",
    "PUBLICATION_PAGE",
    "PUBLICATION_PROOF",
    "PUBLICATION_QUEUED",
    "PUBLICATION_WITHDRAWN",
    "TWO_D_DOC",
    "VERDICT",
    "VERDICT_OF_CODE",
    "VERIFICATION_CODE",
]

_Json = dict[str, Any]

VERIFICATION_CODE = "K7QF-2M9X-PD4T-W6HA"
_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_PUBLISHED = "2026-11-23T09:05:00Z"
_TITLE = "Développeuse web"

PUBLICATION_DRAFT: _Json = {
    "kind": "cv",
    "entry_set": None,
    "hidden_parts": ["birth_date"],
    "title": _TITLE,
    "entry_ids": [ENTRY_ID, DECLARED_ID],
    "summary": None,
    "language": "fr",
    "template": "classic",
}
PUBLICATION: _Json = {
    "id": PUBLICATION_ID,
    "kind": "cv",
    "title": _TITLE,
    "state": "published",
    "publish_time": _PUBLISHED,
    "state_time": _PUBLISHED,
    "verification_code": VERIFICATION_CODE,
    "verification_url": f"https://passeport.example/verify/{VERIFICATION_CODE.replace('-', '')}",
    "entry_ids": [ENTRY_ID, DECLARED_ID],
    "document_sha256": _SHA256,
    "document_size": 60043,
    "document_url": f"/api/v1/publications/{PUBLICATION_ID}/document.pdf",
    "credential_url": f"/api/v1/publications/{PUBLICATION_ID}/credential",
    "language": "fr",
    "template": "classic",
    "draft_id": None,
    "draft_version": None,
    "changed_entry_ids": [],
}
PUBLICATION_QUEUED: _Json = {
    "id": PUBLICATION_ID,
    "kind": "cv",
    "title": _TITLE,
    "state": "pending",
    "queue_time": "2026-11-23T09:05:00.264118Z",
    "end_time": None,
    "failure": None,
    "language": "fr",
    "template": "classic",
    "draft_id": None,
    "draft_version": None,
}
PUBLICATION_FAILED: _Json = PUBLICATION_QUEUED | {
    "state": "failed",
    "end_time": "2026-11-23T09:05:04.118207Z",
    "failure": {
        "code": "entries_changed",
        "detail": "Une source a modifié une de vos lignes entre votre demande et la publication. Rien n'a été publié : "
        "relisez vos lignes, puis recommencez.",
    },
}
PUBLICATIONS_QUEUED: _Json = {"items": [PUBLICATION_FAILED]}
PHOTO: _Json = {
    "width": 622,
    "height": 800,
    "size": 48213,
    "sha256": _SHA256,
    "update_time": "2026-11-23T08:55:00Z",
    "photo_url": "/api/v1/publications/photo",
}
PUBLICATION_WITHDRAWN: _Json = PUBLICATION | {"state": "withdrawn", "state_time": "2026-11-24T17:40:22.816094Z"}
CREDENTIAL_ASKED: _Json = {
    "format": "dc+sd-jwt",
    "holder_key": {
        "kty": "EC",
        "crv": "P-256",
        "x": "TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc",
        "y": "ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ",
    },
}
PUBLICATION_PAGE: _Json = {"items": [PUBLICATION], "next_cursor": None}
PUBLICATION_PROOF: _Json = {
    "publication_id": PUBLICATION_ID,
    "said": f'{{"credential":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae","document":"{_SHA256}",'
    f'"format":1,"publication":"{PUBLICATION_ID}"}}',
    "salt": "v4D/2zQCja5o71jPhRi85ftS5ch16yA8PaK8HcF48OQ=",
    "index": 1,
    "proof": "c2sp.org/tlog-proof@v1\nextra v4D/2zQCja5o71jPhRi85ftS5ch16yA8PaK8HcF48OQ=\nindex 1\n"
    f"rrajXPOkWPcES9tuw7vmylcuZOiu2Kh/ygnpt0T6OQU=\n\n{CHECKPOINT.replace('/log/records', '/log/publications')}",
}
PASSPORT: _Json = {
    "records": ENTRY_PAGE,
    "sources": [
        {
            "source": "certifications",
            "label": "Certificateurs",
            "told": "Certificateurs : dernier envoi reçu le 2 novembre 2026.",
            "last_receive_time": "2026-11-02T03:10:00.214862Z",
            "known_until": None,
            "rhythm_days": 30,
            "silent": False,
        }
    ],
    "prevention": None,
    "publications": PUBLICATION_PAGE,
    "gaps": [{"service": "prevention", "code": "unavailable"}],
    "not_covered": [
        {
            "code": "private_jobs_before_dsn",
            "kind": "employment",
            "told": "Les emplois du secteur privé d'avant 2017 : la déclaration sociale nominative, d'où viennent vos "
            "emplois, ne concerne toutes les entreprises que depuis janvier 2017.",
            "source": "dsn",
            "since": "2017-01",
        }
    ],
}


def _check(name: str, detail: str | None = None) -> _Json:
    return {"id": name, "result": "passed", "detail": detail}


_STATUS = _check("status", "published since 2026-11-23T09:05:00+00:00")
_SEAL = "INTACT:TRUSTED,UNTOUCHED"
_SIGNER = "Common Name: Cachet du Passeport de compétences, Organization: Exemple, Country: FR"

VERDICT: _Json = {
    "outcome": "authentic",
    "kind": "cv",
    "basis": "document",
    "message": "Ce CV est authentique et à jour : il a été publié le 23 novembre 2026 et n’a pas été modifié.",
    "checks": [
        _check("format", _SEAL),
        _check("seal_intact", _SEAL),
        _check("covers_document", _SEAL),
        _check("seal_trusted", _SIGNER),
        _check("credential_signature"),
        _check("credential_matches", f"SHA-256 {_SHA256}"),
        _check("dates"),
        _STATUS,
    ],
    "holder_name": "Camille Anne EXEMPLE",
    "title": _TITLE,
    "publish_time": _PUBLISHED,
    "state_time": None,
    "items": [
        {
            "guaranteed": True,
            "kind": "certification",
            "title": "Titre professionnel Développeur web et web mobile",
            "organisation": "Ministère du Travail",
            "locality": None,
            "siret": "11000007200014",
            "details": [{"key": "code", "value": "RNCP37674"}, {"key": "level", "value": "5"}],
            "description": None,
            "source": "Certificateur Ministère du Travail",
            "register_time": "2026-11-23T09:02:11Z",
            "start_date": "2023-07-04",
            "end_date": None,
            "known_until": None,
            "legal_basis": None,
        },
        {
            "guaranteed": False,
            "kind": "employment",
            "title": "Serveuse",
            "organisation": "Crêperie du Port",
            "locality": "Saint-Malo",
            "siret": None,
            "details": [],
            "description": None,
            "source": "Déclaré par le titulaire",
            "register_time": "2026-11-23T09:04:40Z",
            "start_date": "2018-06",
            "end_date": "2018-09",
            "known_until": None,
            "legal_basis": None,
        },
    ],
    "document_sha256": None,
}
VERDICT_OF_CODE: _Json = VERDICT | {
    "basis": "code",
    "message": "Un CV à jour a été publié sous ce code le 23 novembre 2026. Pour vous assurer que le document que vous "
    "tenez est bien celui-là, vérifiez le fichier PDF lui-même.",
    "checks": [_STATUS],
    "items": [],
    "document_sha256": _SHA256,
}
JWKS: _Json = {
    "keys": [
        {
            "kty": "EC",
            "crv": "P-256",
            "kid": "XVEA2NE6In3K_ySnLZnR4Y5V7_vP9AJ3qX-WkkX7ITI",
            "alg": "ES256",
            "use": "sig",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }
    ]
}
TWO_D_DOC: _Json = {
    "document_type": "29",
    "text": "DC04FR00PAS0266526652901FR01K7QF2M9XPD4TW6HA\x1d62BENALI\x1d…\x1fGVKFAMZ…",
    "svg": '<svg width="42" height="42" version="1.1" xmlns="http://www.w3.org/2000/svg">…</svg>',
    "fields": [
        {"field": "01", "label": "Identifiant unique du document", "value": "K7QF2M9XPD4TW6HA"},
        {"field": "62", "label": "Nom patronymique", "value": "BENALI"},
        {"field": "60", "label": "Liste des prénoms", "value": "KARIM"},
        {"field": "69", "label": "Date de naissance", "value": "14051991"},
        {"field": "5V", "label": "Période de déclaration du contrat", "value": "032021092026"},
        {"field": "55", "label": "Date de début de contrat", "value": "01032021"},
        {"field": "50", "label": "SIRET de l'employeur", "value": "73282932000074"},
        {"field": "5X", "label": "Intitulé du poste", "value": "CONDUCTEUR DE TRAVAUX"},
    ],
}
