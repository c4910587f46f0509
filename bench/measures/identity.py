"""Signing in, and verifying who calls: each beside what the standard alone costs. One at a time."""

import json
import time
from collections.abc import Awaitable, Callable
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import grpc.aio
import httpx
from cryptography.hazmat.primitives.asymmetric import ec

from bench.figures import Figure
from bench.floors import es256
from bench.floors.alone import repeatedly
from bench.floors.exchange import Bare
from bench.load import Latencies
from bench.plan import Plan
from bench.rounds import in_turn
from bench.wire import Connection, WireError, request
from passeport.identity.v1.token_service_pb2 import GetCallerTokenKeysRequest, IssueCallerTokenRequest
from passeport.identity.v1.token_service_pb2_grpc import KeyServiceStub, TokenServiceStub
from passeport_chassis.rpc import CallerKeys, TlsFiles, open_channel
from passeport_gateway.http.cookies import SESSION_COOKIE
from passeport_sandbox.openid import sign_in
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack

# People at pages take most of the time and none of ours: fewer rounds than elsewhere, each as long.
_FEWER = 2
# Thousands of verifications in a second: half the time tells as much.
_SHORTER = 2
_AUDIENCE = "records"


async def measure(stack: Stack, browser: Browser, login: str, plan: Plan) -> list[Figure]:
    """Give `sign_in` and `caller_token`."""
    return [await _sign_in(stack, login, plan), await _caller_token(stack, browser, plan)]


async def _sign_in(stack: Stack, login: str, plan: Plan) -> Figure:
    issuer = stack.addresses.issuer
    gateway = await Connection.open(stack.addresses.gateway)
    provider = await Connection.open(stack.addresses.franceconnect)
    latencies = Latencies()
    async with httpx.AsyncClient(timeout=10) as person:
        keys = (await person.get(f"{issuer}/jwks")).json()["keys"]
        key = es256.public_key(next(key for key in keys if key["kty"] == "EC"))
        bare = _registered(stack, key)

        async def ours() -> float:
            person.cookies.clear()
            began = time.perf_counter()
            answer = await gateway.ask(_page(stack, "/auth/login?return_to=/"))
            elapsed = time.perf_counter() - began
            # As browsers send it back to http://localhost; the pages of FranceConnect are a person's time.
            cookies = "; ".join(_cookies(answer.headers("set-cookie")))
            callback = urlsplit(await sign_in(person, answer.headers("location")[0], login))
            began = time.perf_counter()
            answer = await gateway.ask(_page(stack, f"{callback.path}?{callback.query}", cookies))
            elapsed += time.perf_counter() - began
            if not any(one.startswith(SESSION_COOKIE + "=") for one in _cookies(answer.headers("set-cookie"))):
                raise WireError(f"{answer.status} instead of a session")
            latencies.seconds.append(elapsed)
            return elapsed

        async def floor() -> float:
            person.cookies.clear()
            address, verifier = bare.begin()
            callback = parse_qs(urlsplit(await sign_in(person, address, login)).query)
            began = time.perf_counter()
            await bare.complete(provider, callback["code"][0], verifier)
            return time.perf_counter() - began

        for warm in (ours, floor):
            await warm()
        latencies.seconds.clear()
        rounds = max(1, plan.rounds // _FEWER)
        pace = await in_turn(_paced(ours, plan.seconds), _paced(floor, plan.seconds), rounds=rounds)
    gateway.close()
    provider.close()
    return Figure(
        "sign_in",
        pace.ours,
        "sign-ins/s",
        pace.floor,
        "GET /auth/login and GET /auth/callback, one at a time, without the person's time at the pages: attempt kept, "
        "code exchanged, both tokens checked, person recognised, session opened, all committed with fsync",
        "the two exchanges with the same FranceConnect on one connection, and both ES256 signatures: nothing else "
        "checked, nothing kept",
        f"ours {latencies}",
    )


def _registered(stack: Stack, key: ec.EllipticCurvePublicKey) -> Bare:
    settings = stack.programs["identity"].environment
    return Bare(
        stack.addresses.franceconnect,
        settings["PASSEPORT_FRANCECONNECT_CLIENT_ID"],
        Path(settings["PASSEPORT_FRANCECONNECT_CLIENT_SECRET_FILE"]).read_text(encoding="utf-8").strip(),
        f"{stack.addresses.base_url}/auth/callback",
        key,
    )


def _page(stack: Stack, path: str, cookies: str = "") -> bytes:
    headers = {"Accept": "text/html"} | ({"Cookie": cookies} if cookies else {})
    return request("GET", path, port=stack.addresses.gateway, headers=headers)


def _cookies(set_cookies: list[str]) -> list[str]:
    jar = SimpleCookie()
    for line in set_cookies:
        jar.load(line)
    return [f"{name}={cookie.value}" for name, cookie in jar.items() if cookie.value]


def _paced(work: Callable[[], Awaitable[float]], seconds: float) -> Callable[[], Awaitable[float]]:
    """Make a measure of what tells itself how long its own part took: how often that would fit into a second."""

    async def paced() -> float:
        end, taken = time.perf_counter() + seconds, [await work()]
        while time.perf_counter() < end:
            taken.append(await work())
        return len(taken) / sum(taken)

    return paced


async def _caller_token(stack: Stack, browser: Browser, plan: Plan) -> Figure:
    secret = next(cookie.value for cookie in browser.http.cookies.jar if cookie.name == SESSION_COOKIE)
    tls = stack.folder / "secrets" / "tls" / "gateway"
    channel = open_channel(
        stack.addresses.target("identity"),
        "passeport.identity.v1",
        TlsFiles(*(tls / name for name in ("gateway.crt", "gateway.key", "authority.crt"))),
        forward_caller=False,
    )
    try:
        return await _verified(channel, secret, plan)
    finally:
        await channel.close()


async def _verified(channel: grpc.aio.Channel, secret: str | None, plan: Plan) -> Figure:
    seconds = plan.seconds / _SHORTER

    async def jwks() -> str:
        answer = await KeyServiceStub(channel).GetCallerTokenKeys(GetCallerTokenKeysRequest())
        return str(answer.jwks)

    async def issued() -> str:
        asked = IssueCallerTokenRequest(session_token=secret, audiences=[_AUDIENCE])
        return str((await TokenServiceStub(channel).IssueCallerToken(asked)).caller_token)

    callers = CallerKeys(_AUDIENCE, jwks)
    key = es256.public_key(json.loads(await jwks())["keys"][0])

    async def ours() -> float:
        # Anew for each round: a token lives for a minute.
        token, count = await issued(), 0
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            if not (await callers.verify(token)).scopes:
                raise WireError("a caller token without scopes")
            count += 1
        return count / (time.perf_counter() - began)

    token = await issued()
    floor = repeatedly(es256.verify(token, key), seconds)
    await callers.verify(token)
    pace = await in_turn(ours, floor, rounds=plan.rounds)
    return Figure(
        "caller_token",
        pace.ours,
        "tokens/s",
        pace.floor,
        f"the chassis' verification of a holder's caller token of {len(token):,} bytes, as every call to a service has "
        "it: form, header, key by its kid, signature, issuer, audience, expiry, caller",
        "cryptography's ES256 verification of the same token by the same key, in the same process: nothing decoded",
    )
