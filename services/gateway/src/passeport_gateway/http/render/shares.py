"""Shares, and what was done by their links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from passeport.identity.v1.body_service_pb2 import Body
from passeport.publishing.v1.addressed_share_service_pb2 import ListAddressedSharesResponse
from passeport.publishing.v1.opening_service_pb2 import SharedPublication
from passeport.publishing.v1.publication_service_pb2 import PublicationState
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
from passeport_gateway.http.render.verdicts import item_json

__all__ = [
    "GROUND_NUMBERS",
    "PART_NUMBERS",
    "addressed_page",
    "bodies_json",
    "part_names",
    "share_access_json",
    "share_access_page",
    "share_json",
    "share_page",
    "shared_json",
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
_PUBLICATION_STATES = enum_names(PublicationState.DESCRIPTOR)
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
        "addressee": share.addressee_siret or None,
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


def bodies_json(bodies: Sequence[Body]) -> dict[str, Any]:
    """Bodies that a holder may choose."""
    return {"items": [{"siret": one.siret, "organisation": one.organisation, "role": one.role} for one in bodies]}


def addressed_page(page: ListAddressedSharesResponse) -> dict[str, Any]:
    """A page of what was addressed to a body."""
    items = [
        {
            "id": one.id,
            "holder_name": one.holder_name,
            "title": one.title,
            "purpose": one.purpose or None,
            "kind": one.kind,
            "parts": part_names(one),
            "create_time": moment(one.create_time),
            "expire_time": moment(one.expire_time),
            "deletion_ask_time": moment(one.deletion_ask_time) if one.HasField("deletion_ask_time") else None,
        }
        for one in page.shares
    ]
    return {"items": items, "next_cursor": page.next_page_token or None}


def shared_json(shown: SharedPublication, language: Language) -> dict[str, Any]:
    """What a share shows to a professional."""
    return {
        "holder_name": shown.holder_name,
        "title": shown.title,
        "summary": shown.summary or None,
        "purpose": shown.purpose or None,
        "kind": shown.kind or "cv",
        "parts": part_names(shown),
        "state": _PUBLICATION_STATES[shown.state],
        "publish_time": moment(shown.publish_time),
        "state_time": moment(shown.state_time) if shown.HasField("state_time") else None,
        "expire_time": moment(shown.expire_time),
        "deletion_ask_time": moment(shown.deletion_ask_time) if shown.HasField("deletion_ask_time") else None,
        "verification_code": shown.verification_code,
        "items": [item_json(item, language) for item in shown.items],
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
