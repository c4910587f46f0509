"""What the stack tells the person at the terminal: progress while it works, then where everything is."""

import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from passeport_sandbox.assertion.signing import ASSERTION_TYPE
from passeport_sandbox.feeds import Partner
from passeport_sandbox.openid import PASSWORD
from passeport_sandbox.personas import load
from passeport_sandbox.proconnect import PROFESSIONALS
from passeport_sandbox.stack.addresses import SERVICES, STORES
from passeport_sandbox.stack.furnish import EVERY_PARTNER, PAYROLL_VENDOR, PLATFORM, WALLET
from passeport_sandbox.stack.settings_files import settings_file
from passeport_sandbox.stack.stack import Stack
from passeport_sandbox.stack.table import FRONT_ENDS
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
                "PROFESSIONALS (they read without the holder's consent, and he sees that they did)",
                ((one.login, f"{one.given_name} {one.usual_name}", one.story) for one in PROFESSIONALS.values()),
            ),
            f"  sign in at {at.base_url}/auth/professional/login with the login; the password is {PASSWORD} too",
            "",
            *_table(
                "PARTNERS (OAuth 2.0 client credentials; the secret, or the file of the key that signs)",
                ((partner.client_id, _proof(stack, partner), partner.scope, partner.name) for partner in EVERY_PARTNER),
            ),
            f"  curl -u CLIENT:SECRET -d grant_type=client_credentials {at.base_url}/oauth/token",
            f"  {PAYROLL_VENDOR.client_id} signs with its key instead (private_key_jwt):",
            *(f"    {line}" for line in _signed_request(stack)),
            f"  files of theirs, to look at and to change: {stack.folder / 'feeds'}",
            f"    {', '.join(path.name for path in stack.furnisher.sent())} were sent",
            f"    {stack.furnisher.unsent().name} was not: it takes an award back",
            "",
            *_table(
                "PLATFORM (OAuth 2.0 authorization code with PKCE: it pulls what a holder consents to)",
                [(PLATFORM.client_id, _proof(stack, PLATFORM), PLATFORM.redirect_uris, PLATFORM.name)],
            ),
            "  docs/platforms.md plays it with curl",
            *_table(
                "WALLET (OpenID4VCI 1.0: a holder takes a credential to it; it proves nothing)",
                [(WALLET.client_id, WALLET.redirect_uris, WALLET.name)],
            ),
            "",
            "OPERATORS (identity, records, publishing, prevention; --help lists the commands of each)",
            f"  {_operators_command(stack)}",
            "",
            f"ready in {seconds:.1f} s; data in {stack.folder}, logs in {stack.folder / 'logs'}",
            f"Ctrl-C, or kill {os.getpid()}, stops everything",
        )
    )


def _proof(stack: Stack, partner: Partner) -> str:
    return _typed(stack.furnisher.key_file(partner)) if partner.signs else stack.partner_secret(partner.client_id)


def _signed_request(stack: Stack) -> Iterable[str]:
    gateway, key = stack.addresses.base_url, _typed(stack.furnisher.key_file(PAYROLL_VENDOR))
    yield f"ASSERTION=$({_typed(Path(sys.executable))} -m passeport_sandbox assertion \\"
    yield f"  --client-id {PAYROLL_VENDOR.client_id} --key {key} --audience {gateway})"
    yield f"curl -d grant_type=client_credentials -d client_assertion_type={ASSERTION_TYPE} \\"
    yield f"  -d client_assertion=$ASSERTION {gateway}/oauth/token"


def _operators_command(stack: Stack) -> str:
    # In parentheses: settings of one service that stay in the shell would be given to the next one's command.
    settings, python = _typed(settings_file(stack.folder, "identity")), _typed(Path(sys.executable))
    return f"(set -a; . {settings}; {python} -m passeport_identity operator-acts)"


def _typed(path: Path) -> str:
    """A path as one types it where we were started."""
    here = Path.cwd()
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))


def _addresses(stack: Stack) -> Iterable[tuple[str, str]]:
    at = stack.addresses
    yield "gateway", f"{at.base_url}  (/docs, /openapi.json)"
    origins = stack.programs["gateway"].environment.get(FRONT_ENDS)
    yield "front ends admitted", origins or "none; make run ORIGIN=http://localhost:5173 admits that one"
    yield "FranceConnect sandbox", at.issuer
    yield "FranceConnect+ sandbox", f"{at.plus_issuer}  ({at.base_url}/auth/login?acr=eidas2)"
    yield "ProConnect sandbox", at.proconnect_issuer
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
