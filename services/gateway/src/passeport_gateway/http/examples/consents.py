"""Examples of consents, and of what a platform pulls under one."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.identifiers import CONSENT_ID, PUBLICATION_ID, PULL_ID

__all__ = [
    "CONSENT",
    "CONSENT_FORM",
    "CONSENT_PAGE",
    "PLATFORM_TOKEN",
    "PULLED_EUROPASS",
    "PULLED_JSON_RESUME",
    "PULL_PAGE",
]

_Json = dict[str, Any]

CONSENT: _Json = {
    "id": CONSENT_ID,
    "publication_id": PUBLICATION_ID,
    "publication_title": "Développeuse web",
    "client_id": "recruteur-exemple",
    "platform": "Recruteur exemple",
    "purpose": "Préremplir votre candidature et vérifier vos diplômes",
    "scopes": [
        {
            "scope": "cv:identity",
            "label": "Votre identité : noms, prénoms et date de naissance, tels que la publication les montre",
        },
        {"scope": "cv:awards", "label": "Vos diplômes, certifications, habilitations et permis garantis"},
    ],
    "state": "live",
    "grant_time": "2026-11-24T19:47:34.801184Z",
    "expire_time": "2027-05-24T19:47:34.801184Z",
    "withdraw_time": None,
    "pull_count": 1,
    "last_pull_time": "2026-11-24T19:50:25.921306Z",
    "pulls_url": f"/api/v1/consents/{CONSENT_ID}/pulls",
}
CONSENT_FORM: _Json = {
    "csrf_token": "n0dHkV3sYb7Qw9RtZx1LpMc5Ge8Ua2Jf4Ki6To0Sv1E",
    "client_id": "recruteur-exemple",
    "redirect_uri": "https://recruteur.example/retour",
    "scope": "cv:identity cv:awards",
    "state": "9vXh2m1zQK",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "publication_id": PUBLICATION_ID,
    "granted": ["cv:identity", "cv:awards"],
    "decision": "allow",
}
CONSENT_PAGE: _Json = {"items": [CONSENT], "next_cursor": None}
PULL_PAGE: _Json = {
    "items": [
        {
            "id": PULL_ID,
            "at": "2026-11-24T19:50:25.921306Z",
            "form": "json_resume",
            "scopes": ["cv:identity", "cv:awards"],
            "told": "Repris le 24 novembre 2026 à 20 h 50, en JSON Resume.",
        }
    ],
    "next_cursor": None,
}
PLATFORM_TOKEN: _Json = {
    "access_token": "x5nR0Bq2m9TtWkYh7cVdL3gPfZ8sJuE1aQoXiM4vHrC",
    "token_type": "Bearer",
    "expires_in": 600,
    "scope": "cv:awards cv:identity",
    "refresh_token": "Kd8vXwQ1nZr4Tg6Yb2Lh9Jp0Sm5Fc3Ea7Uo1Ri6Wt4y",
}
_GUARANTEED: _Json = {"guaranteed": True, "source": "Certifications du Ponant"}
PULLED_JSON_RESUME: _Json = {
    "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
    "basics": {"name": "Camille Anne EXEMPLE"},
    "certificates": [
        {
            "name": "Développeur web et web mobile",
            "date": "2021-06-28",
            "issuer": "Ministère du Travail",
            "x_passeport": _GUARANTEED,
        }
    ],
    "meta": {
        "canonical": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        "version": "v1.0.0",
        "lastModified": "2026-11-23T09:06:11.040000Z",
    },
    "x_passeport": {
        "publication_id": PUBLICATION_ID,
        "kind": "cv",
        "scopes": ["cv:identity", "cv:awards"],
        "state": "published",
        "publish_time": "2026-11-23T09:06:11.040000Z",
    },
}
PULLED_EUROPASS: _Json = {
    "SkillsPassport": {
        "Locale": "fr",
        "DocumentInfo": {
            "DocumentType": "ECV",
            "LastUpdateDate": "2026-11-23T09:06:11.040000Z",
            "XSDVersion": "V3.4",
            "Generator": "passeport",
        },
        "LearnerInfo": {
            "Identification": {"PersonName": {"FirstName": "Camille Anne", "Surname": "EXEMPLE"}},
            "Education": [
                {
                    "Period": {"To": {"Year": 2021, "Month": 6, "Day": 28}},
                    "Title": "Développeur web et web mobile",
                    "Organisation": {"Name": "Ministère du Travail"},
                }
            ],
        },
    }
}
