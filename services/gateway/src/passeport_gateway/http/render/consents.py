"""Consents, and what was pulled under them, as JSON."""

from __future__ import annotations

from typing import Any

from passeport.publishing.v1.consent_service_pb2 import (
    Consent,
    ConsentState,
    ListConsentsResponse,
    ListPullsResponse,
    Pull,
    PullForm,
)
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.domain.scopes import PLATFORM_SCOPES
from passeport_gateway.http.render.dates import moment_words
from passeport_gateway.http.render.values import enum_names, moment

__all__ = ["consent_json", "consent_page_json", "pull_json", "pull_page_json"]

_STATES = enum_names(ConsentState.DESCRIPTOR)
_FORMS = enum_names(PullForm.DESCRIPTOR)
_FORM_WORDS = {
    "json_resume": Words("en JSON Resume", "as JSON Resume"),
    "europass": Words("en CV Europass", "as a Europass CV"),
    "credential": Words("avec l’attestation signée", "as the signed credential"),
}
_IN_SOME_FORM = Words("", "")
_TOLD = Words("Repris le {when}", "Pulled on {when}")


def consent_json(consent: Consent, language: Language) -> dict[str, Any]:
    """One consent, each scope with its words."""
    return {
        "id": consent.id,
        "publication_id": consent.publication_id,
        "publication_title": consent.publication_title,
        "client_id": consent.client_id,
        "platform": consent.platform,
        "purpose": consent.purpose,
        "scopes": [_scope(scope, language) for scope in consent.scopes],
        "state": _STATES[consent.state],
        "grant_time": moment(consent.grant_time),
        "expire_time": moment(consent.expire_time),
        "withdraw_time": moment(consent.withdraw_time) if consent.HasField("withdraw_time") else None,
        "pull_count": consent.pull_count,
        "last_pull_time": moment(consent.last_pull_time) if consent.HasField("last_pull_time") else None,
        "pulls_url": f"/api/v1/consents/{consent.id}/pulls",
    }


def consent_page_json(page: ListConsentsResponse, language: Language) -> dict[str, Any]:
    """A page of consents."""
    items = [consent_json(consent, language) for consent in page.consents]
    return {"items": items, "next_cursor": page.next_page_token or None}


def pull_page_json(page: ListPullsResponse, language: Language) -> dict[str, Any]:
    """A page of what was pulled."""
    return {"items": [pull_json(one, language) for one in page.pulls], "next_cursor": page.next_page_token or None}


def _scope(scope: str, language: Language) -> dict[str, str]:
    words = PLATFORM_SCOPES.get(scope)
    return {"scope": scope, "label": words.in_language(language) if words is not None else scope}


def pull_json(pull: Pull, language: Language) -> dict[str, Any]:
    """One pull, in a sentence too."""
    form, at = _FORMS[pull.form], moment(pull.at)
    how = _FORM_WORDS.get(form, _IN_SOME_FORM).in_language(language)
    told = _TOLD.in_language(language).format(when=moment_words(at, language))
    return {
        "id": pull.id,
        "at": at,
        "form": form,
        "scopes": list(pull.scopes),
        "told": f"{told}, {how}." if how else f"{told}.",
    }
