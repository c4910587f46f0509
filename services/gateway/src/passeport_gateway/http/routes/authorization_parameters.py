"""The parameters of an authorization request. What is too long of those that go back is told there, not here."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from passeport_gateway.http.routes.parameters import without_nul

__all__ = [
    "AuthorizationDetails",
    "Challenge",
    "ClientId",
    "IssuerState",
    "Method",
    "RedirectUri",
    "RequestUri",
    "ResponseType",
    "Scope",
    "State",
]

ResponseType = Annotated[str, Query(description="`code`.", examples=["code"]), AfterValidator(without_nul)]
ClientId = Annotated[
    str,
    Query(
        description="Of the platform or the wallet, as it is registered.", examples=["recruteur-exemple"], max_length=63
    ),
    AfterValidator(without_nul),
]
RedirectUri = Annotated[
    str,
    Query(
        description="One of those registered, letter by letter.",
        examples=["https://recruteur.example/retour"],
        max_length=400,
    ),
    AfterValidator(without_nul),
]
Scope = Annotated[
    str,
    Query(
        description="Scopes, separated by spaces; absent: all that the client may have.",
        examples=["cv:identity cv:awards"],
    ),
    AfterValidator(without_nul),
]
State = Annotated[
    str,
    Query(description="Comes back as it is; bind it to the browser.", examples=["9vXh2m1zQK"]),
    AfterValidator(without_nul),
]
Challenge = Annotated[
    str,
    Query(
        description="SHA-256 of the verifier, in base64url (RFC 7636).",
        examples=["E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
    ),
    AfterValidator(without_nul),
]
Method = Annotated[str, Query(description="`S256`.", examples=["S256"]), AfterValidator(without_nul)]
IssuerState = Annotated[
    str,
    Query(description="Of a wallet: as the invitation has it.", examples=["0193f1d0-7a1e-7c3b-8f2a-5b6c7d8e9f01"]),
    AfterValidator(without_nul),
]
AuthorizationDetails = Annotated[
    str,
    Query(description="Of a wallet: not taken; ask by `scope`."),
    AfterValidator(without_nul),
]
RequestUri = Annotated[
    str,
    Query(
        max_length=200,
        description="In place of all but `client_id`: of a request that was pushed (`/oauth/par`).",
        examples=["urn:ietf:params:oauth:request_uri:q8Jr2Zk5T1vXn0bYwL7cHdG4mPsEaUi9oKfR3tVxN6M"],
    ),
    AfterValidator(without_nul),
]
