"""Serves the sandbox's FranceConnect v2, its FranceConnect+, or both.

The secret of the service is read from a file, never from the command line.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from fastapi import FastAPI

from passeport_sandbox.franceconnect.app import create_app
from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.levels import FRANCECONNECT, FRANCECONNECT_PLUS, Platform
from passeport_sandbox.openid.keys import KeyRing
from passeport_sandbox.openid.live import Application, serve, side_by_side


def main(arguments: Sequence[str]) -> int:
    """Serve until interrupted."""
    options = _parser().parse_args(arguments)
    host, port = options.listen
    one = Client(
        client_id=options.client_id,
        client_secret=options.client_secret_file.read_text(encoding="utf-8").strip(),
        redirect_uris=tuple(options.redirect_uri),
        post_logout_redirect_uris=tuple(options.post_logout_redirect_uri),
        name=options.client_name,
        jwks_uri=options.plus or options.beside,
    )

    def built(issuer: str, platform: Platform, key_file: Path | None) -> FastAPI:
        keys = KeyRing.load_or_create(key_file) if key_file else KeyRing.generate()
        return create_app(issuer=issuer, clients=[one], keys=keys, platform=platform)

    first = built(options.issuer, FRANCECONNECT_PLUS if options.plus else FRANCECONNECT, options.key_file)
    app: Application = first
    if options.beside:
        issuer = plus_beside(options.issuer)
        keys = options.key_file.with_suffix(".plus.json") if options.key_file else None
        plus = built(issuer, FRANCECONNECT_PLUS, keys)
        app = side_by_side({urlsplit(options.issuer).path: first, urlsplit(issuer).path: plus})
    serve(app, host, port)
    return 0


def plus_beside(issuer: str) -> str:
    """Give the issuer of the FranceConnect+ that is served beside this FranceConnect."""
    parts = urlsplit(issuer)
    return urlunsplit(parts._replace(path=f"/plus{parts.path}"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("passeport_sandbox franceconnect", description=__doc__)
    parser.add_argument("--listen", type=_address, default=("127.0.0.1", 8081), metavar="HOST:PORT")
    parser.add_argument("--issuer", type=_issuer, default="http://localhost:8081/api/v2", metavar="URL")
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--client-secret-file", type=Path, required=True, metavar="FILE")
    parser.add_argument("--client-name", default="Passeport de compétences", help="shown on the pages")
    parser.add_argument("--redirect-uri", action="append", required=True, metavar="URL", help="may be repeated")
    parser.add_argument(
        "--post-logout-redirect-uri", action="append", default=[], metavar="URL", help="may be repeated"
    )
    plus = parser.add_mutually_exclusive_group()
    plus.add_argument(
        "--beside",
        metavar="URL",
        help="be FranceConnect+ as well, below /plus, tokens encrypted to the keys that the service publishes there",
    )
    plus.add_argument(
        "--plus",
        metavar="URL",
        help="be FranceConnect+: eidas2 and eidas3, tokens encrypted to the keys that the service publishes there",
    )
    parser.add_argument(
        "--key-file", type=Path, metavar="FILE", help="keep the signing keys there from one run to the next"
    )
    return parser


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host, int(port)


def _issuer(text: str) -> str:
    if text.endswith("/") or not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError("an http(s) address without a final slash")
    return text
