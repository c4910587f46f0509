"""Partners: tokens as OAuth 2.0 says, feeds that stream through, batches and reports."""

from __future__ import annotations

import asyncio
import base64
import gzip
import secrets
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import jsonschema_rs
import pytest
from fastapi import FastAPI

from conftest import BASE, browser
from fakes.stack import FakeStack
from passeport_gateway.http.schemas.partners import BatchShown, MetadataShown, TokenShown

TOKEN = "/oauth/token"
FEED = "/partners/v1/feeds/certifications"
XML = {"Content-Type": "application/xml", "Content-Disposition": 'attachment; filename="flux.xml"'}


@pytest.fixture
def client_id(stack: FakeStack) -> str:
    name = f"certificateur-{secrets.token_hex(4)}"
    stack.identity.partners[name] = {"id": name, "secret": "s:cr t+é", "scopes": "feed:certifications feed:dsn"}
    return name


def basic(client_id: str) -> dict[str, str]:
    """The header of a client whose secret is `s:cr t+é`: both are urlencoded first."""
    pair = f"{client_id}:s%3Acr+t%2B%C3%A9"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


async def test_a_token_is_issued_to_a_client_that_authenticates_either_way(
    anyone: httpx.AsyncClient, client_id: str
) -> None:
    grant = {"grant_type": "client_credentials"}
    posted = await anyone.post(TOKEN, data=grant | {"client_id": client_id, "client_secret": "s:cr t+é"})
    headed = await anyone.post(TOKEN, data=grant | {"scope": "feed:dsn"}, headers=basic(client_id))
    for answer, scope in ((posted, "feed:certifications feed:dsn"), (headed, "feed:dsn")):
        assert answer.status_code == 200, answer.text
        TokenShown.model_validate(answer.json(), extra="forbid")
        assert answer.json()["token_type"] == "Bearer"
        assert answer.json()["expires_in"] == 900
        assert answer.json()["scope"] == scope
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["pragma"] == "no-cache"


ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def assertion(text: str) -> dict[str, str]:
    return {"client_assertion_type": ASSERTION, "client_assertion": text}


async def test_a_token_is_issued_to_a_client_that_shows_an_assertion(anyone: httpx.AsyncClient, client_id: str) -> None:
    grant = {"grant_type": "client_credentials", "scope": "feed:dsn"}
    for named in ({}, {"client_id": client_id}):
        answer = await anyone.post(TOKEN, data=grant | named | assertion(client_id))
        assert (answer.status_code, answer.json()["scope"]) == (200, "feed:dsn"), answer.text


@pytest.mark.parametrize(
    ("form", "error", "said"),
    [
        (assertion("audience"), "invalid_client", "aud"),
        (assertion("replayed"), "invalid_client", "jti"),
        (assertion("expired"), "invalid_client", "exp"),
        (assertion("secret"), "invalid_client", "No secret is taken here"),
        (assertion(""), "invalid_client", "empty"),
        (assertion("x" * 9000), "invalid_client", "too long"),
        (assertion("x") | {"client_assertion_type": "other"}, "invalid_request", "client_assertion_type"),
        ({"client_assertion": "x"}, "invalid_request", "client_assertion_type"),
        (assertion("x") | {"client_id": "x", "client_secret": "y"}, "invalid_request", "two ways"),
    ],
)
async def test_an_assertion_that_will_not_do_is_told_with_the_fix(
    anyone: httpx.AsyncClient, form: dict[str, str], error: str, said: str
) -> None:
    answer = await anyone.post(TOKEN, data={"grant_type": "client_credentials"} | form)
    assert answer.status_code == (401 if error == "invalid_client" else 400)
    assert answer.json()["error"] == error
    assert said in answer.json()["error_description"]


@pytest.mark.parametrize(("path", "missing"), [(TOKEN, "grant_type"), ("/oauth/revoke", "token")])
async def test_who_sends_nothing_is_told_what_is_missing(anyone: httpx.AsyncClient, path: str, missing: str) -> None:
    nothing = await anyone.post(path)
    assert (nothing.status_code, nothing.json()["error"]) == (400, "invalid_request")
    assert nothing.json()["error_description"].startswith(f"{missing} is missing")
    untold = await anyone.post(path, content=b"a=b")
    assert untold.json()["error_description"].startswith("The body must be")


async def test_a_token_is_revoked_by_its_client(anyone: httpx.AsyncClient, stack: FakeStack, client_id: str) -> None:
    issued = await anyone.post(TOKEN, data={"grant_type": "client_credentials"}, headers=basic(client_id))
    form = {"token": issued.json()["access_token"]}
    for _ in range(2):
        answer = await anyone.post("/oauth/revoke", data=form, headers=basic(client_id))
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["cache-control"] == "no-store"
    assert "token" not in stack.identity.partners[client_id]


async def test_a_revocation_says_what_and_who(anyone: httpx.AsyncClient, client_id: str) -> None:
    nameless = await anyone.post("/oauth/revoke", data={"token": "x"})
    assert (nameless.status_code, nameless.json()["error"]) == (401, "invalid_client")
    empty = await anyone.post("/oauth/revoke", data={"token": ""}, headers=basic(client_id))
    assert (empty.status_code, empty.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"token": "zzz\0"}, "token holds a NUL character"),
        ({"token": "x", "client_id": "a\0b"}, "client_id holds a NUL character"),
        ({"token": "x", "é\0": "y"}, "A parameter holds a NUL character"),
    ],
)
async def test_a_nul_character_is_said_of_the_parameter_that_holds_it(
    anyone: httpx.AsyncClient, client_id: str, form: dict[str, str], said: str
) -> None:
    answer = await anyone.post("/oauth/revoke", data=form, headers=basic(client_id))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert answer.json()["error_description"] == f"{said}: remove it."


@pytest.mark.parametrize(
    ("of_identity", "listed"),
    [
        (("private_key_jwt",), ["private_key_jwt"]),
        (None, ["private_key_jwt", "client_secret_basic", "client_secret_post"]),
    ],
)
async def test_the_metadata_list_what_identity_takes(
    anyone: httpx.AsyncClient, stack: FakeStack, monkeypatch: pytest.MonkeyPatch, of_identity: Any, listed: list[str]
) -> None:
    monkeypatch.setattr(stack.identity, "partner_methods", of_identity)
    found = (await anyone.get("/.well-known/oauth-authorization-server")).json()
    assert found["revocation_endpoint_auth_methods_supported"] == listed
    # A wallet proves nothing, wherever secrets are taken.
    assert found["token_endpoint_auth_methods_supported"] == [*listed, "none"]


async def test_the_metadata_lead_to_what_is_there(anyone: httpx.AsyncClient, client_id: str) -> None:
    answer = await anyone.get("/.well-known/oauth-authorization-server")
    found = MetadataShown.model_validate(answer.json(), extra="forbid")
    assert found.issuer == BASE
    assert "private_key_jwt" in found.token_endpoint_auth_methods_supported
    grant = {"grant_type": found.grant_types_supported[0]}
    issued = await anyone.post(found.token_endpoint, data=grant, headers=basic(client_id))
    assert issued.status_code == 200
    assert set(issued.json()["scope"].split()) <= set(found.scopes_supported)
    revoked = await anyone.post(found.revocation_endpoint, data={"token": "x"}, headers=basic(client_id))
    assert revoked.status_code == 200


@pytest.mark.parametrize(
    ("form", "headers", "status", "error"),
    [
        ({"grant_type": "client_credentials"}, {}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}, {}, 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, basic("x"), 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, {"Authorization": "Basic !"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, {"Authorization": "Basic eA=="}, 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, {"Authorization": "Bearer x"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_secret": "x"}, basic("x"), 400, "invalid_request"),
        ({"grant_type": "client_credentials", "client_id": "x", "client_secret": "\0"}, {}, 400, "invalid_request"),
        ({"grant_type": "password"}, {}, 400, "unsupported_grant_type"),
        ({}, {}, 400, "invalid_request"),
        ({"grant_type": ["client_credentials", "password"]}, {}, 400, "invalid_request"),
        ({"grant_type": "client_credentials", "client_id": "x" * 999, "client_secret": "y"}, {}, 401, "invalid_client"),
    ],
)
async def test_a_refusal_has_the_shape_of_the_standard(
    anyone: httpx.AsyncClient, form: dict[str, Any], headers: dict[str, str], status: int, error: str
) -> None:
    answer = await anyone.post(TOKEN, data=form, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    assert answer.json()["error_description"]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


async def test_a_scope_that_is_not_the_clients_is_refused(anyone: httpx.AsyncClient, client_id: str) -> None:
    form = {"grant_type": "client_credentials", "scope": "prevention:declare"}
    answer = await anyone.post(TOKEN, data=form, headers=basic(client_id))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize(
    ("content", "media"),
    [(b"{}", "application/json"), (b"\xff=1", "application/x-www-form-urlencoded"), (b"a", "text/plain")],
)
async def test_a_body_that_is_no_form_is_refused(anyone: httpx.AsyncClient, content: bytes, media: str) -> None:
    answer = await anyone.post(TOKEN, content=content, headers={"Content-Type": media})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_token_requests_are_counted_by_client(make_app: Callable[..., FastAPI], client_id: str) -> None:
    async with browser(make_app(rate_oauth="2/minute")) as eager:
        form = {"grant_type": "client_credentials"}
        answers = [await eager.post(TOKEN, data=form, headers=basic(client_id)) for _ in range(3)]
        other = await eager.post(TOKEN, data=form, headers=basic("somebody-else"))
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["error"] == "temporarily_unavailable"
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert other.status_code == 401


async def test_a_file_becomes_a_batch(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    answer = await partner.post(FEED, content=b"<flux/>", headers=XML)
    assert answer.status_code == 202, answer.text
    batch = answer.json()
    BatchShown.model_validate(batch, extra="forbid")
    assert (batch["feed"], batch["file_name"], batch["size"], batch["state"]) == (
        "certifications",
        "flux.xml",
        7,
        "received",
    )
    assert stack.records.files[batch["id"]] == b"<flux/>"
    assert answer.headers["location"] == f"/partners/v1/batches/{batch['id']}"
    again = await partner.post(FEED, content=b"<flux/>", headers=XML)
    assert again.json()["id"] == batch["id"]
    looked = await partner.get(answer.headers["location"])
    assert looked.json() == batch
    assert looked.headers["retry-after"] == "1"


@pytest.mark.parametrize("feed", ["diplomas", "trainings"])
async def test_anyone_fetches_the_schema_of_a_format_of_ours(anyone: httpx.AsyncClient, feed: str) -> None:
    answer = await anyone.get(f"/partners/v1/feeds/{feed}/schema")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/schema+json")
    assert answer.headers["access-control-allow-origin"] == "*"
    schema = answer.json()
    assert schema["$id"] == f"urn:passeport:feeds:{feed}:1"
    jsonschema_rs.meta.validate(schema)
    kept = await anyone.get(f"/partners/v1/feeds/{feed}/schema", headers={"If-None-Match": answer.headers["etag"]})
    assert (kept.status_code, kept.content) == (304, b"")


async def test_a_dsn_is_named_by_the_address(partner: httpx.AsyncClient) -> None:
    answer = await partner.post(
        "/partners/v1/feeds/dsn?file_name=mai.edi",
        content="S10.G00.00.001,'é'".encode("iso-8859-1"),
        headers={"Content-Type": "text/plain; charset=iso-8859-1"},
    )
    assert (answer.status_code, answer.json()["feed"], answer.json()["file_name"]) == (202, "dsn", "mai.edi")


async def test_a_large_file_goes_through_in_pieces(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(80):
            yield b"x" * 65_536

    stack.records.largest_piece = 0
    answer = await partner.post(FEED, content=pieces(), headers=XML)
    assert (answer.status_code, answer.json()["size"]) == (202, 80 * 65_536)
    assert stack.records.largest_piece == 512 * 1024


async def test_a_gzip_goes_through_as_it_is(partner: httpx.AsyncClient) -> None:
    packed = gzip.compress(b"<flux/>")
    for headers in ({"Content-Encoding": "gzip"}, {"Content-Type": "application/gzip"}):
        answer = await partner.post(FEED, content=packed, headers=XML | headers)
        # Not what httpx or the server would make of it: records unpacks, within its own bounds.
        assert (answer.status_code, answer.json()["size"]) == (202, len(packed))


@pytest.mark.parametrize("media", ["application/xml", "text/xml; charset=utf-8", "application/octet-stream", ""])
async def test_a_file_is_taken_under_the_types_of_the_description_or_none(
    partner: httpx.AsyncClient, media: str
) -> None:
    headers = {"Content-Disposition": f'attachment; filename="{media[:8].replace("/", "")}.xml"'}
    answer = await partner.post(FEED, content=b"x", headers=headers | ({"Content-Type": media} if media else {}))
    assert answer.status_code == 202, answer.text


@pytest.mark.parametrize("feed", ["diplomas", "trainings"])
async def test_lines_of_json_are_taken_under_both_their_names(partner: httpx.AsyncClient, feed: str) -> None:
    for media in ("application/jsonl", "application/x-ndjson"):
        headers = {"Content-Type": media}
        answer = await partner.post(f"/partners/v1/feeds/{feed}?file_name={media[-5:]}", content=b"{}", headers=headers)
        assert answer.status_code == 202, answer.text


async def test_a_file_that_is_not_of_its_format_is_refused_to_the_column(partner: httpx.AsyncClient) -> None:
    answer = await partner.post(FEED, content=b"bad", headers=XML | {"Accept-Language": "en"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "file_invalid")
    assert (problem["line"], problem["column"], problem["rule"]) == (12, 7, "content")
    assert problem["reason"] == "flux n'est pas attendu ici ; attendu : personne"
    assert problem["detail"].startswith("The file is not of its format, line 12, column 7")


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Content-Disposition": ""}, 400, "file_name_missing"),
        ({"Content-Encoding": "br"}, 415, "content_encoding_unsupported"),
        ({"Content-Encoding": "gzip, gzip"}, 415, "content_encoding_unsupported"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415, "media_type_unsupported"),
        ({"Content-Type": "application/json"}, 415, "media_type_unsupported"),
        ({"Content-Type": "image/png"}, 415, "media_type_unsupported"),
        ({"Content-Type": "text/plain"}, 415, "media_type_unsupported"),
        ({"Content-Disposition": 'attachment; filename="stranger.xml"'}, 403, "sender_mismatch"),
        ({"Authorization": ""}, 401, "access_token_invalid"),
        ({"Authorization": "Bearer unknown"}, 401, "access_token_invalid"),
        ({"Authorization": "Basic eDp5"}, 401, "access_token_invalid"),
    ],
)
async def test_a_file_that_cannot_be_taken_is_refused(
    partner: httpx.AsyncClient, headers: dict[str, str], status: int, code: str
) -> None:
    answer = await partner.post(FEED, content=b"<flux/>", headers=XML | headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if code == "content_encoding_unsupported":
        assert answer.json()["metadata"] == {"accepted": "gzip, identity"}
    if status == 401:
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_what_grows_beyond_the_limit_is_cut_off_and_forgotten(
    make_app: Callable[..., FastAPI], partner: httpx.AsyncClient, stack: FakeStack
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b"x" * 65_536

    abandoned, batches = stack.records.abandoned, len(stack.records.batches)
    small = make_app(feed_max_bytes=1024 * 1024)
    async with browser(small, Authorization=partner.headers["authorization"]) as client:
        answer = await client.post(FEED, content=pieces(), headers=XML)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.json()["metadata"] == {"limit": "1048576"}
    await asyncio.sleep(0.2)
    assert stack.records.abandoned == abandoned + 1
    assert len(stack.records.batches) == batches


async def test_what_is_announced_beyond_the_limit_is_refused_unread(partner: httpx.AsyncClient) -> None:
    read = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal read
        read += 1
        yield b"x"

    headers = XML | {"Content-Length": str(300 * 1024 * 1024)}
    answer = await partner.post(FEED, content=pieces(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert read == 0


async def test_a_holder_is_no_partner_and_a_partner_no_holder(
    client: httpx.AsyncClient, partner: httpx.AsyncClient
) -> None:
    assert (await client.get("/partners/v1/batches/x")).status_code == 401
    assert (await partner.get("/api/v1/passport")).status_code == 401
