"""Publishing and verifying over HTTP, beside Typst, pyHanko and joserfc called directly. One request at a time."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from joserfc import jws

from bench.figures import Figure
from bench.floors import documents
from bench.floors.alone import repeatedly
from bench.floors.inputs import documents_of, snapshot_of
from bench.load import Load
from bench.plan import Plan
from bench.rounds import Measure, in_turn
from bench.wire import headers_of, request
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack


async def measure(stack: Stack, browser: Browser, entry_ids: Sequence[str], plan: Plan) -> list[Figure]:
    """Give `publish_cv`, `verify_pdf` and `verify_credential`."""
    draft = {"title": "Ingénieure logiciel", "summary": "Vingt ans de métier.", "entry_ids": list(entry_ids)}
    publication = browser.ask("POST", "/api/v1/publications", json=draft)
    pdf = browser.download(publication["document_url"])
    token = browser.download(publication["credential_url"]).decode()
    return [
        await _publish(stack, browser, draft, publication, token, plan),
        await _verify_pdf(stack, pdf, plan),
        await _verify_credential(stack, browser, token, plan),
    ]


async def _publish(
    stack: Stack, browser: Browser, draft: dict[str, Any], publication: dict[str, Any], token: str, plan: Plan
) -> Figure:
    port, body = stack.addresses.gateway, json.dumps(draft).encode()

    def publish() -> bytes:
        headers = {"Content-Type": "application/json", **headers_of(browser, unsafe=True)}
        return request("POST", "/api/v1/publications", port=port, headers=headers, body=body)

    credential = json.loads(jws.extract_compact(token.encode()).payload)
    address = publication["verification_url"].rpartition("/")[0]
    made = documents_of(snapshot_of(credential), token, address)
    seal = documents.Seal(*(_seal_file(stack, part) for part in ("KEY", "CERT", "CHAIN")))
    press = documents.press(made, seal)
    load = Load(port, publish, connections=1, expected=201)
    pace = await _pace(load, repeatedly(press, plan.seconds), plan)
    return Figure(
        "publish_cv",
        pace[0],
        "documents/s",
        pace[1],
        f"POST /api/v1/publications, {len(draft['entry_ids'])} entries, one at a time: entries and identity read, "
        "snapshot, credential, PDF, seal, all committed with fsync",
        "Typst and pyHanko called directly on the same template, values and fonts, in one process, one at a time",
        f"ours {load.latencies}",
    )


async def _verify_pdf(stack: Stack, pdf: bytes, plan: Plan) -> Figure:
    port = stack.addresses.gateway
    asked = request("POST", "/api/v1/verifications", port=port, headers={"Content-Type": "application/pdf"}, body=pdf)
    load = Load(port, [asked], connections=1)
    check = documents.examine(pdf, _seal_file(stack, "TRUST"))
    pace = await _pace(load, repeatedly(check, plan.seconds), plan)
    return Figure(
        "verify_pdf",
        pace[0],
        "documents/s",
        pace[1],
        f"POST /api/v1/verifications with a sealed PDF of {len(pdf):,} bytes, one at a time: seal, coverage, the "
        "credential inside, status",
        "pyHanko's validate_pdf_signature on the same PDF, in one process: the seal and its chain alone",
        f"ours {load.latencies}",
    )


async def _verify_credential(stack: Stack, browser: Browser, token: str, plan: Plan) -> Figure:
    port = stack.addresses.gateway
    asked = request(
        "POST",
        "/api/v1/verifications",
        port=port,
        headers={"Content-Type": "application/json"},
        body=json.dumps({"credential": token}).encode(),
    )
    kid = jws.extract_compact(token.encode()).protected["kid"]
    keys = browser.ask("GET", "/.well-known/jwks.json")["keys"]
    check = documents.verify(token, next(key for key in keys if key["kid"] == kid))
    load = Load(port, [asked], connections=plan.connections)
    pace = await _pace(load, repeatedly(check, plan.seconds), plan)
    return Figure(
        "verify_credential",
        pace[0],
        "credentials/s",
        pace[1],
        f"POST /api/v1/verifications with a credential of {len(token):,} bytes, {plan.connections} connections kept "
        "alive: HTTP, gRPC, signature and status",
        "joserfc's ES256 verification of the same credential, in one process: no network, no status",
        f"ours {load.latencies}",
    )


def _seal_file(stack: Stack, part: str) -> Path:
    return Path(stack.programs["publishing"].environment[f"PASSEPORT_SEAL_{part}_FILE"])


async def _pace(load: Load, floor: Measure, plan: Plan) -> tuple[float, float]:
    for warm in (lambda: load.run(0), floor):
        await warm()
    load.latencies.seconds.clear()
    pace = await in_turn(lambda: load.run(plan.seconds), floor, rounds=plan.rounds)
    load.close()
    return pace.ours, pace.floor
