"""From messages about consents to values of the domain; what cannot be read is told field by field."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from passeport.publishing.v1 import consent_service_pb2 as pb
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import PageTokens, page_size
from passeport_publishing.domain.consent import ConsentPosition, DataScope, PullForm
from passeport_publishing.errors import ConsentNotFound, FieldInvalid
from passeport_publishing.rpc.parse import publication_id
from passeport_publishing.usecases.grant_consent import ConsentRequest

__all__ = [
    "CONSENT_PAGES",
    "FORMS",
    "PULL_PAGES",
    "consent_id",
    "consent_page",
    "consent_request",
    "known_scopes",
    "pull_form",
    "pull_page",
]

CONSENT_PAGES = PageTokens("publishing.consents")
PULL_PAGES = PageTokens("publishing.consent_pulls")
FORMS = {
    pb.PULL_FORM_JSON_RESUME: PullForm.JSON_RESUME,
    pb.PULL_FORM_EUROPASS: PullForm.EUROPASS,
    pb.PULL_FORM_CREDENTIAL: PullForm.CREDENTIAL,
}


def consent_request(message: pb.GrantConsentRequest) -> ConsentRequest:
    """Reads what the holder consents to. Raises FieldInvalid, PublicationNotFound for what is no identifier."""
    known = set(DataScope)
    unknown = [
        FieldViolation(f"scopes[{number}]", "is no scope that this version knows", "UNKNOWN_VALUE")
        for number, scope in enumerate(message.scopes)
        if scope not in known
    ]
    if unknown:
        raise FieldInvalid("the consent cannot be given as asked", violations=unknown)
    return ConsentRequest(
        publication_id(message.publication_id),
        message.client_id,
        message.platform,
        message.purpose,
        known_scopes(message.scopes),
    )


def known_scopes(texts: Iterable[str]) -> frozenset[DataScope]:
    """The scopes among some texts; another one, of a later version, opens nothing here."""
    known = set(DataScope)
    return frozenset(DataScope(text) for text in texts if text in known)


def consent_id(text: str) -> UUID:
    """Reads an identifier. One that cannot exist is not found, like any other."""
    found = parse_id(text)
    if found is None:
        raise ConsentNotFound(metadata={"id": text[:36]})
    return found


def consent_page(request: pb.ListConsentsRequest) -> tuple[int, ConsentPosition | None]:
    """Reads how many consents are wanted, and from where. Raises FieldInvalid."""
    position = CONSENT_PAGES.read_moment(request.page_token)
    limit = page_size(request.page_size, default=50, most=100)
    return limit, None if position is None else ConsentPosition(*position)


def pull_page(request: pb.ListPullsRequest) -> tuple[int, ConsentPosition | None]:
    """Reads how many pulls are wanted, and from where. Raises FieldInvalid."""
    position = PULL_PAGES.read_moment(request.page_token)
    limit = page_size(request.page_size, default=50, most=200)
    return limit, None if position is None else ConsentPosition(*position)


def pull_form(number: int) -> PullForm:
    """Reads in which form a publication is pulled. Raises FieldInvalid."""
    if number not in FORMS:
        violation = FieldViolation("form", "is no form that this version knows", "UNKNOWN_VALUE")
        raise FieldInvalid("the publication cannot be pulled as asked", violations=[violation])
    return FORMS[number]  # type: ignore[index]
