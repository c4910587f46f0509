"""Serves the sandbox's ProConnect.

The secret of the service is read from a file, never from the command line.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from passeport_sandbox.openid import Client
from passeport_sandbox.openid.keys import KeyRing
from passeport_sandbox.openid.live import serve
from passeport_sandbox.proconnect.app import create_app


def main(arguments: Sequence[str]) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser("passeport_sandbox proconnect", description=__doc__)
    parser.add_argument("--port", type=int, default=8095, help="on the loopback interface")
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--client-secret-file", type=Path, required=True, metavar="FILE")
    parser.add_argument("--redirect-uri", required=True, metavar="URL")
    parser.add_argument("--post-logout-redirect-uri", required=True, metavar="URL")
    parser.add_argument("--key-file", type=Path, metavar="FILE", help="keep the signing keys there")
    options = parser.parse_args(arguments)
    client = Client(
        options.client_id,
        options.client_secret_file.read_text(encoding="utf-8").strip(),
        (options.redirect_uri,),
        (options.post_logout_redirect_uri,),
    )
    keys = KeyRing.load_or_create(options.key_file) if options.key_file else KeyRing.generate()
    serve(
        create_app(issuer=f"http://localhost:{options.port}/api/v2", client=client, keys=keys),
        "127.0.0.1",
        options.port,
    )
    return 0
