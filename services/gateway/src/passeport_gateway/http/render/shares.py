"""Shares, and what was done by their links."""

from __future__ import annotations

from typing import Any

from passeport.publishing.v1.share_service_pb2 import (
    ListShareAccessesResponse,
    ListSharesResponse,
    ReportGround,
    Share,
    ShareAccess,
    ShareAct,
    SharePart,
    ShareState,
)
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.render.dates import moment_words
from passeport_gateway.http.render.values import enum_names, moment

__all__ = [
    "GROUND_NUMBERS",
    "PART_NUMBERS",
    "part_names",
    "share_access_json",
    "share_access_page",
    "share_json",
    "share_page",
]

_PARTS = enum_names(SharePart.DESCRIPTOR)
_STATES = enum_names(ShareState.DESCRIPTOR)
_ACTS = enum_names(ShareAct.DESCRIPTOR)
GROUND_NUMBERS: dict[str, Any] = {name: number for number, name in enum_names(ReportGround.DESCRIPTOR).items()}
PART_NUMBERS: dict[str, Any] = {name: number for number, name in _PARTS.items()}

_TOLD = {
    "opened": Words("Ouvert le {when}{who}.", "Opened on {when}{who}."),
    "document": Words("Document téléchargé le {when}{who}.", "Document downloaded on {when}{who}."),
    "credential": Words("Attestation numérique téléchargée le {when}{who}.", "Credential downloaded on {when}{who}."),
    "pin_refused": Words("Code PIN erroné le {when}{who}.", "Wrong PIN on {when}{who}."),
}
_SOMETHING = Words("Lien utilisé le {when}{who}.", "Link used on {when}{who}.")
_ON = {"fr": " sur ", "en": " on "}
_WITH = Words(", avec {device}", ", with {device}")
_BY = Words(", par un professionnel ({organisation})", ", by a professional ({organisation})")


def part_names(share: Any) -> list[str]:
    """What a share, or what is seen of it, shows."""
    return [_PARTS[part] for part in share.parts]


def share_json(share: Share) -> dict[str, Any]:
    """One share."""
    return {
        "id": share.id,
        "publication_id": share.publication_id,
        "recipient": share.recipient,
        "purpose": share.purpose or None,
        "parts": part_names(share),
        "single_use": share.single_use,
        "has_pin": share.has_pin,
        "pin_tries_left": share.pin_tries_left if share.has_pin else None,
        "state": _STATES[share.state],
        "create_time": moment(share.create_time),
        "expire_time": moment(share.expire_time),
        "revoke_time": moment(share.revoke_time) if share.HasField("revoke_time") else None,
        "open_count": share.open_count,
        "last_open_time": moment(share.last_open_time) if share.HasField("last_open_time") else None,
        "deletion_ask_time": moment(share.deletion_ask_time) if share.HasField("deletion_ask_time") else None,
        "accesses_url": f"/api/v1/shares/{share.id}/accesses",
        "etag": share.etag,
    }


def share_page(page: ListSharesResponse) -> dict[str, Any]:
    """A page of shares."""
    return {"items": [share_json(share) for share in page.shares], "next_cursor": page.next_page_token or None}


def share_access_json(access: ShareAccess, language: Language) -> dict[str, Any]:
    """One thing done by the link of a share."""
    act, at = _ACTS[access.act], moment(access.at)
    # `Firefox, Windows` is said as `Firefox sur Windows`.
    device = _ON[language].join(access.client.split(", ", 1))
    who = _WITH.in_language(language).format(device=device) if device else ""
    if access.organisation:
        who += _BY.in_language(language).format(organisation=access.organisation)
    told = _TOLD.get(act, _SOMETHING).in_language(language)
    return {
        "id": access.id,
        "at": at,
        "act": act,
        "told": told.format(when=moment_words(at, language), who=who),
        "client": access.client or None,
        "organisation": access.organisation or None,
    }


def share_access_page(page: ListShareAccessesResponse, language: Language) -> dict[str, Any]:
    """A page of what was done by the link of a share."""
    items = [share_access_json(access, language) for access in page.accesses]
    return {"items": items, "next_cursor": page.next_page_token or None}
