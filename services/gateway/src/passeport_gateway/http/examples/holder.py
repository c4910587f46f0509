"""Session, account, access log, the keys that FranceConnect+ encrypts to."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.identifiers import DECLARED_ID, PERSON_ID, SESSION_ID

__all__ = [
    "ACCESS_LOG",
    "ACCOUNT",
    "ACCOUNT_CHANGED",
    "ACCOUNT_CLOSED",
    "ACCOUNT_PATCH",
    "ACCOUNT_REOPENED",
    "ACTIVATION",
    "ENCRYPTION_JWKS",
    "SESSION",
    "SESSIONS",
    "SIGNED_OUT",
]

_Json = dict[str, Any]

SESSION: _Json = {
    "person_id": PERSON_ID,
    "given_names": "Camille Anne",
    "family_name": "EXEMPLE",
    "acr": "eidas1",
    "activated": True,
    "account_state": "active",
    "language": None,
    "idle_expire_time": "2026-11-23T09:32:11.420413Z",
    "expire_time": "2026-11-23T21:02:11.420413Z",
    "csrf_token": "RzLQaw8zqkhZg6TLAI4ucXxecW3kQ-MSzqohK0I7kjM",
}
SESSIONS: _Json = {
    "items": [
        {
            "id": SESSION_ID,
            "current": True,
            "device": "Firefox, Linux",
            "acr": "eidas1",
            "open_time": "2026-11-23T09:02:11.420413Z",
            "idle_expire_time": "2026-11-23T09:32:11.420413Z",
            "expire_time": "2026-11-23T21:02:11.420413Z",
        }
    ]
}
SIGNED_OUT: _Json = {
    "logout_url": "https://fc.example/api/v2/session/end?id_token_hint=eyJhbGciOiJFUzI1NiJ9.e30.c2ln"
    "&post_logout_redirect_uri=https%3A%2F%2Fpasseport.example%2F&state=q3Vb7xT0yLrW1mZkE9sJcU4nHgPdA8fRi2oKtXuYw6B"
}
ENCRYPTION_JWKS: _Json = {
    "keys": [
        {
            "kty": "EC",
            "crv": "P-256",
            "kid": "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s",
            "use": "enc",
            "alg": "ECDH-ES",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        }
    ]
}
ACTIVATION: _Json = {"nir": "2 94 05 99 999 017 59"}
ACCOUNT: _Json = {
    "person_id": PERSON_ID,
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
    "activate_time": "2026-11-20T08:12:45.307118Z",
    "nir_hint": "2••••••••••17",
    "contact_email": None,
    "language": None,
    "close_time": None,
    "etag": "a0-5f0c8a5281d6",
}
ACCOUNT_PATCH: _Json = {"contact_email": "camille@example.org", "language": "fr"}
ACCOUNT_CHANGED: _Json = ACCOUNT | ACCOUNT_PATCH | {"etag": "a1-5f0c8a5281d6"}
ACCOUNT_CLOSED: _Json = ACCOUNT_CHANGED | {
    "state": "closed",
    "close_time": "2026-11-23T09:04:02.118204Z",
    "etag": "a2-c93b1e7704fa",
}
ACCOUNT_REOPENED: _Json = ACCOUNT_CHANGED | {"etag": "a3-5f0c8a5281d6"}
ACCESS_LOG: _Json = {
    "items": [
        {
            "at": "2026-11-23T09:02:11.420413Z",
            "told": "Vous avez lu des éléments de votre passeport, le 23 novembre 2026 à 10 h 02. Motif : Lecture d’un "
            "élément de votre passeport.",
            "service": "records",
            "actor": "holder",
            "organisation": None,
            "action": "records.entry.read",
            "purpose": "Lecture d’un élément de votre passeport",
            "legal_basis": {
                "reference": "Code du travail, R6323-35, I",
                "told": "vous accédez à vos propres données",
            },
            "resource_id": DECLARED_ID,
        }
    ],
    "next_cursor": None,
    "gaps": [],
}
