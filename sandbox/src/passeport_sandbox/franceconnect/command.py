"""Serves the sandbox's FranceConnect v2, or its FranceConnect+.

The secret of the service is read from a file, never from the command line.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from passeport_sandbox.franceconnect.app import create_app
from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.keys import KeyRing
from passeport_sandbox.franceconnect.levels import FRANCECONNECT, FRANCECONNECT_PLUS
from passeport_sandbox.franceconnect.live import serve


def main(arguments: Sequence[str]) -> int:
    """Serve until interrupted."""
    options = _parser().parse_args(arguments)
    host, port = options.listen
    client = Client(
        client_id=options.client_id,
        client_secret=options.client_secret_file.read_text(encoding="utf-8").strip(),
        redirect_uris=tuple(options.redirect_uri),
        post_logout_redirect_uris=tuple(options.post_logout_redirect_uri),
        name=options.client_name,
        jwks_uri=options.plus,
    )
    platform = FRANCECONNECT_PLUS if options.plus else FRANCECONNECT
    keys = KeyRing.load_or_create(options.key_file) if options.key_file else KeyRing.generate()
    serve(create_app(issuer=options.issuer, clients=[client], keys=keys, platform=platform), host, port)
    return 0


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
    parser.add_argument(
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
