"""Publications."""

from __future__ import annotations

import base64
from typing import Any

from passeport.publishing.v1.publication_service_pb2 import (
    GetProofResponse,
    ListPublicationsResponse,
    Publication,
    PublicationState,
)
from passeport_gateway.http.render.values import enum_names, moment

__all__ = ["kind_of", "publication_json", "publication_page", "publication_proof_json"]

_STATES = enum_names(PublicationState.DESCRIPTOR)


def kind_of(publication: Publication) -> str:
    """What it is; of those of before there were attestations publishing says nothing."""
    return publication.kind or "cv"


def publication_json(publication: Publication) -> dict[str, Any]:
    """One publication."""
    address = f"/api/v1/publications/{publication.id}"
    return {
        "id": publication.id,
        "kind": kind_of(publication),
        "title": publication.title,
        "state": _STATES[publication.state],
        "publish_time": moment(publication.publish_time),
        "state_time": moment(publication.state_time) if publication.HasField("state_time") else None,
        "verification_code": publication.verification_code,
        "verification_url": publication.verification_url,
        "entry_ids": list(publication.entry_ids),
        "document_sha256": publication.document_sha256,
        "document_size": publication.document_size,
        "document_url": f"{address}/document.pdf",
        "credential_url": f"{address}/credential",
        "language": publication.language or "fr",
        "template": (publication.template or "classic") if kind_of(publication) == "cv" else None,
        "draft_id": publication.draft_id or None,
        "draft_version": publication.draft_version or None,
        "changed_entry_ids": list(publication.changed_entry_ids),
    }


def publication_page(page: ListPublicationsResponse) -> dict[str, Any]:
    """A page of publications."""
    return {
        "items": [publication_json(publication) for publication in page.publications],
        "next_cursor": page.next_page_token or None,
    }


def publication_proof_json(proof: GetProofResponse) -> dict[str, Any]:
    """What proves that a publication is in the log."""
    return {
        "publication_id": proof.id,
        "said": proof.said,
        "salt": base64.b64encode(proof.salt).decode("ascii"),
        "index": proof.index,
        "proof": proof.proof,
    }
