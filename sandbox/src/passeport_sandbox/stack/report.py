"""What the stack tells the person at the terminal: progress while it works, then where everything is."""

import os
from collections.abc import Iterable, Sequence

from passeport_sandbox.franceconnect.pages import PASSWORD
from passeport_sandbox.personas import load
from passeport_sandbox.stack.addresses import SERVICES, STORES
from passeport_sandbox.stack.furnish import EVERY_PARTNER
from passeport_sandbox.stack.stack import Stack
from passeport_sandbox.stack.terminal import say

_WIDEST_STORY = 96


def progress(step: str, seconds: float) -> None:
    """Tell that a step is done."""
    say(f"  {step:<28}{seconds:>6.1f} s")


def what_there_is(stack: Stack, seconds: float) -> str:
    """Describe a stack that is ready."""
    at = stack.addresses
    return "\n".join(
        (
            "",
            *_table("ADDRESSES", ((name, address) for name, address in _addresses(stack))),
            *_table("PERSONAS", ((one.login, one.nir_with_key, _short(one.story)) for one in load())),
            f"  sign in at {at.base_url}/auth/login with the login; everyone's password is {PASSWORD}",
            "  activate with the number beside the login (partners' declarations take its first 13 characters)",
            "",
            *_table(
                "PARTNERS (OAuth 2.0 client credentials)",
                (
                    (partner.client_id, stack.partner_secret(partner.client_id), partner.scope, partner.name)
                    for partner in EVERY_PARTNER
                ),
            ),
            f"  curl -u CLIENT:SECRET -d grant_type=client_credentials {at.base_url}/oauth/token",
            f"  files of theirs, to look at and to change: {stack.folder / 'feeds'}",
            f"    {', '.join(path.name for path in stack.furnisher.sent())} were sent",
            f"    {stack.furnisher.unsent().name} was not: it takes an award back",
            "",
            f"ready in {seconds:.1f} s; data in {stack.folder}, logs in {stack.folder / 'logs'}",
            f"Ctrl-C, or kill {os.getpid()}, stops everything",
        )
    )


def _addresses(stack: Stack) -> Iterable[tuple[str, str]]:
    at = stack.addresses
    yield "gateway", f"{at.base_url}  (/docs, /openapi.json)"
    yield "FranceConnect sandbox", at.issuer
    yield "PostgreSQL", f"127.0.0.1:{at.postgres}  databases {', '.join(STORES)}"
    yield "NATS", f"127.0.0.1:{at.nats}  monitoring http://127.0.0.1:{at.nats_monitor}"
    for name in SERVICES:
        rpc = f"gRPC localhost:{at.grpc[name]}, " if name in STORES else ""
        yield name, f"{rpc}probes and metrics {at.admin_url(name)}/readyz /metrics"


def _table(title: str, rows: Iterable[Sequence[str]]) -> list[str]:
    lines = list(rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in lines)
    return [title, *(f"  {line}".rstrip() for line in shown), ""]


def _short(story: str) -> str:
    return story if len(story) <= _WIDEST_STORY else story[: _WIDEST_STORY - 1].rstrip() + "…"
