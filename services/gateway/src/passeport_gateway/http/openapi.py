"""How the operations are described, and the OpenAPI 3.1 document of the whole (the committed copy is openapi.json)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.responses import Response

from passeport_gateway.domain.authorization import AUTHORIZE
from passeport_gateway.domain.catalogue import CATALOGUE
from passeport_gateway.domain.scopes import PARTNER_SCOPES, PLATFORM_SCOPES
from passeport_gateway.http.examples.problems import problem_example
from passeport_gateway.http.schemas.shapes import Asked, ProblemShown

__all__ = [
    "HOLDER",
    "PAGE",
    "PARTNER",
    "PLATFORM",
    "PROFESSIONAL",
    "PUBLIC",
    "Header",
    "Ok",
    "described",
    "document",
    "json_body",
    "operation_id",
]

_REF = "#/components/schemas/"
PUBLIC, HOLDER, PARTNER, PLATFORM, PROFESSIONAL = "public", "holder", "partner", "platform", "professional"
PAGE = {"text/html": {"schema": {"type": "string"}, "example": "<!doctype html>…"}}
"""What a browser gets in place of JSON."""

_TAGS = [
    {"name": "sign-in", "description": "Signing in and out with FranceConnect; the session of the browser."},
    {"name": "account", "description": "The holder's account and its activation."},
    {"name": "passport", "description": "Entries of the passport, where they come from, who read them."},
    {"name": "suggestions", "description": "Terms of official referentials, for forms while somebody is typing."},
    {"name": "prevention", "description": "The passeport de prévention inside the passport."},
    {"name": "publications", "description": "CVs that the holder publishes, sealed, with their credential."},
    {"name": "shares", "description": "Publications shown to one recipient by a link, and what becomes of the link."},
    {"name": "wallets", "description": "OpenID for Verifiable Credential Issuance 1.0, for software of wallets."},
    {"name": "consents", "description": "What platforms may pull of a publication, and what they pulled."},
    {"name": "verification", "description": "For anyone: is this document authentic and current?"},
    {"name": "partners", "description": "Machine access: tokens, feeds, reports, declarations."},
    {"name": "platforms", "description": "Software that pulls what a holder consents to (OAuth 2.0, PKCE)."},
    {"name": "professionals", "description": "For those whom the law lets read without consent (R6323-35 III)."},
    {"name": "pages", "description": "Pages for people, and this description."},
]
_DESCRIPTION = """\
The one HTTP door of the *passeport de compétences*.

**Sessions.** `GET /auth/login` sends the browser to FranceConnect and comes back with the cookie `__Host-passeport`
(HttpOnly, SameSite=Lax), on to `return_to`. Requests that change something carry the `csrf_token` of
`GET /api/v1/session` in `X-CSRF-Token`. **Professionals** have `GET /auth/professional/login`, ProConnect, and the
cookie `__Host-passeport-pro`; before they read they state whose passport, and why. **Partners** obtain a bearer token
from `POST /oauth/token` (client credentials). **Platforms** send the holder's browser to `GET /oauth/authorize`, and
turn the code of his consent into tokens (PKCE, `S256`).

**Refusals** are problem documents (RFC 9457) with a stable `code`; each code is described at `/problems/{code}`.
`errors` names the member of the JSON that was sent (`pointer`), the parameter or the header, and a stable rule.
**Lists** are `{items, next_cursor}`. **Creations** carry an `Idempotency-Key`. **Changes** carry `If-Match`.
**Dates** are `AAAA`, `AAAA-MM` or `AAAA-MM-JJ`; moments are RFC 3339. `Accept-Language` chooses French or English.
"""


# FastAPI drops every null of what it describes, and our examples have some that matter: they wait here by number.
_MARK = "x-example"
_waiting: list[Any] = []


def _marked(example: Any) -> dict[str, int]:
    _waiting.append(example)
    return {_MARK: len(_waiting) - 1}


def _unmarked(tree: Any) -> Any:
    if isinstance(tree, dict):
        return _waiting[tree[_MARK]] if _MARK in tree else {name: _unmarked(value) for name, value in tree.items()}
    return [_unmarked(value) for value in tree] if isinstance(tree, list) else tree


@dataclass(frozen=True, slots=True)
class Ok:
    """A good answer: its status, what it holds, an example, its headers with an example of each."""

    status: int = 200
    model: Any = None
    example: Any = None
    media: str = "application/json"
    description: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    also: dict[str, Any] = field(default_factory=dict)

    def response(self) -> dict[str, Any]:
        """The response object."""
        answer: dict[str, Any] = {"description": self.description or HTTPStatus(self.status).phrase}
        if self.example is not None or self.model is not None:
            answer["content"] = {self.media: {"example": _marked(self.example)}, **self.also}
        if self.model is not None:
            answer["model"] = self.model
        if self.headers:
            answer["headers"] = {
                name: {"schema": {"type": "string"}, "description": _HEADERS[name], "example": example}
                for name, example in self.headers.items()
            }
        return answer


@dataclass(frozen=True, slots=True)
class Header:
    """A header that an operation reads."""

    name: str
    required: bool
    description: str
    example: str
    most: int = 200
    """Characters that are taken."""

    def parameter(self) -> dict[str, Any]:
        """The parameter object."""
        return {
            "name": self.name,
            "in": "header",
            "required": self.required,
            "description": self.description,
            "schema": {"type": "string", "maxLength": self.most},
            "example": self.example,
        }


_HEADERS = {
    "ETag": "Version, to be sent back in If-Match or If-None-Match.",
    "Location": "Address of what was created.",
    "Preference-Applied": "What was preferred, and done (RFC 7240).",
    "Content-Disposition": "Name to save under.",
    "Repr-Digest": "SHA-256 of the content (RFC 9530).",
    "Cache-Control": "For how long it may be kept.",
    "Retry-After": "Seconds to wait before asking again.",
}


def json_body(model: type[Asked], example: Any, *also: str) -> dict[str, Any]:
    """A JSON body, under its usual media type and others."""
    content = {"schema": {"$ref": f"{_REF}{model.__name__}"}, "example": _marked(example)}
    return {"required": True, "content": dict.fromkeys(("application/json", *also), content)}


def json_body_of_sorts(model: type[Asked], examples: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON body that has an example of each sort, by its name."""
    named = {name: {"value": _marked(example)} for name, example in examples.items()}
    return {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": f"{_REF}{model.__name__}"}, "examples": named}},
    }


def described(
    summary: str,
    tag: str,
    *oks: Ok,
    access: str = HOLDER,
    scope: str = "",
    unsafe: bool = False,
    problems: Sequence[int] = (),
    body: dict[str, Any] | None = None,
    headers: Sequence[Header] = (),
    description: str = "",
) -> dict[str, Any]:
    """The arguments of `add_api_route` that describe an operation."""
    statuses = {*problems, *((401, 403, 503, 504) if access != PUBLIC else ()), *((413, 415) if body else ())}
    security: dict[str, list[dict[str, list[str]]]] = {
        PUBLIC: [],
        HOLDER: [{"session": [], "csrf": []}] if unsafe else [{"session": []}],
        PARTNER: [{"partner": [scope] if scope else []}],
        PLATFORM: [{"platform": []}],
        PROFESSIONAL: [{"professional": [], "csrf": []}] if unsafe else [{"professional": []}],
    }
    extra: dict[str, Any] = {
        "security": security[access],
        "responses": {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(statuses)},
    }
    if headers:
        extra["parameters"] = [header.parameter() for header in headers]
    if body is not None:
        extra["requestBody"] = body
    return {
        "summary": summary,
        "description": description,
        "tags": [tag],
        "response_class": Response,
        "status_code": oks[0].status,
        "responses": {ok.status: ok.response() for ok in oks},
        "openapi_extra": extra,
    }


def operation_id(route: APIRoute) -> str:
    """The name of the endpoint in camel case."""
    first, *rest = route.name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _problem_responses() -> dict[str, Any]:
    by_status: dict[int, list[str]] = {}
    for reason, kind in CATALOGUE.items():
        by_status.setdefault(kind.status, []).append(reason)
    return {
        f"Problem{status}": {
            "description": HTTPStatus(status).phrase,
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": f"{_REF}ProblemShown"},
                    "examples": {CATALOGUE[reason].code: {"value": problem_example(reason)} for reason in reasons},
                },
                **PAGE,
            },
        }
        for status, reasons in sorted(by_status.items())
    }


def _security_schemes() -> dict[str, Any]:
    of_platforms = {scope: words.en for scope, words in PLATFORM_SCOPES.items()}
    code = {"authorizationUrl": AUTHORIZE, "tokenUrl": "/oauth/token", "refreshUrl": "/oauth/token"}
    return {
        "session": {"type": "apiKey", "in": "cookie", "name": "__Host-passeport"},
        "professional": {"type": "apiKey", "in": "cookie", "name": "__Host-passeport-pro"},
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
        "partner": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": PARTNER_SCOPES}},
        },
        "platform": {
            "type": "oauth2",
            "description": "With PKCE (RFC 7636), `S256`.",
            "flows": {"authorizationCode": {**code, "scopes": of_platforms}},
        },
    }


def _drop_framework_faults(paths: dict[str, Any]) -> None:
    """Takes out the answer that FastAPI documents for bad parameters: ours is a problem like any other."""
    for operations in paths.values():
        for operation in operations.values():
            answer = operation["responses"].get("422", {})
            if "HTTPValidationError" in str(answer):
                operation["responses"]["422"] = {"$ref": "#/components/responses/Problem422"}


def document(app: FastAPI, asked: Sequence[type[BaseModel]]) -> dict[str, Any]:
    """The OpenAPI document; `asked` are the models of bodies."""
    answer = get_openapi(
        title="Passeport de compétences",
        version="1.0.0",
        openapi_version="3.1.0",
        summary="The HTTP door for holders, verifiers and partners.",
        description=_DESCRIPTION,
        routes=app.routes,
        tags=_TAGS,
        servers=[{"url": "/", "description": "This gateway"}],
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    )
    _drop_framework_faults(answer["paths"])
    models: list[tuple[type[BaseModel], Literal["validation"]]] = [(model, "validation") for model in asked]
    _, definitions = models_json_schema([*models, (ProblemShown, "validation")], ref_template=f"{_REF}{{model}}")
    components = answer.setdefault("components", {})
    schemas = components.setdefault("schemas", {}) | definitions["$defs"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["schemas"] = dict(sorted(schemas.items()))
    components["responses"] = _problem_responses()
    components["securitySchemes"] = _security_schemes()
    described_whole: dict[str, Any] = _unmarked(answer)
    return described_whole
