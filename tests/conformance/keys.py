"""Where the service publishes the keys to encrypt to, as the gateway does, on an address of loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc.jwk import ECKey, RSAKey

from passeport_identity.vault.decryption_keys import DecryptionKeys


def new_keys(*before: ECKey | RSAKey) -> list[ECKey | RSAKey]:
    """A new key of each kind, before those that are there."""
    elliptic, modular = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
    return [
        ECKey.import_key(elliptic, {"kid": ECKey.import_key(elliptic).thumbprint(), "use": "enc", "alg": "ECDH-ES"}),
        RSAKey.import_key(modular, {"kid": RSAKey.import_key(modular).thumbprint(), "use": "enc"}),
        *before,
    ]


class PublishedKeys:
    """The keys of now; the address stays."""

    def __init__(self) -> None:
        self.all = new_keys()
        self.address = ""

    @property
    def opening(self) -> DecryptionKeys:
        """The private parts."""
        return DecryptionKeys(self.all)


@contextmanager
def published() -> Iterator[PublishedKeys]:
    """Serve them until the end of the block."""
    keys = PublishedKeys()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = keys.opening.jwks.encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/jwk-set+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        keys.address = f"http://127.0.0.1:{server.server_port}/.well-known/franceconnect-jwks.json"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield keys
        finally:
            server.shutdown()
            thread.join()
