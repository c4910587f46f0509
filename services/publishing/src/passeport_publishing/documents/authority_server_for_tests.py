"""The authority for tests as it is asked: time-stamps (RFC 3161), revocation lists (RFC 5280) and OCSP (RFC 6960).

True protocols over HTTP, and worth nothing: it proves the mechanism, in tests and beside the local stack.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Collection
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import keys, tsp  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import ocsp
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from passeport_publishing.documents.authority_for_tests import empty_crl

__all__ = ["TestAuthority", "serve_test_authority"]

_DAY = dt.timedelta(days=1)
_MOST_BYTES = 100_000
_ANSWERS = {
    "/tsa": "application/timestamp-reply",
    "/ocsp": "application/ocsp-response",
    "/issuing.crl": "application/pkix-crl",
    "/root.crl": "application/pkix-crl",
}


class TestAuthority:
    """What `make_test_authority` wrote with an address. `stamped_at` is the moment that time-stamps tell, `revoked` the
    serial numbers that OCSP says are revoked.
    """

    __test__ = False

    def __init__(self, folder: Path, *, stamped_at: dt.datetime | None = None) -> None:
        self.stamped_at = stamped_at
        self.revoked: Collection[int] = ()
        self._root_crl = (folder / "root.crl").read_bytes()
        self._issuing, _ = x509.load_pem_x509_certificates((folder / "chain.pem").read_bytes())
        self._tsa = x509.load_pem_x509_certificate((folder / "tsa.pem").read_bytes())
        self._seal = x509.load_pem_x509_certificate((folder / "seal.pem").read_bytes())
        issuing_key = load_pem_private_key((folder / "issuing.key").read_bytes(), None)
        tsa_key = load_pem_private_key((folder / "tsa.key").read_bytes(), None)
        if not isinstance(issuing_key, ec.EllipticCurvePrivateKey) or not isinstance(tsa_key, rsa.RSAPrivateKey):
            raise ValueError(f"{folder} does not hold the keys that make-test-authority makes")
        self._issuing_key, self._tsa_key = issuing_key, tsa_key

    def answer(self, path: str, asked: bytes) -> bytes:
        """The answer to a request; the path is one of those that certificates name, or `/tsa`."""
        if path == "/tsa":
            return asyncio.run(self._stamp(asked))
        if path == "/ocsp":
            return self._say_whether_revoked(asked)
        if path == "/issuing.crl":
            return empty_crl(self._issuing.subject, self._issuing_key, self._now() - _DAY, 30 * _DAY)
        return self._root_crl

    def _now(self) -> dt.datetime:
        return self.stamped_at or dt.datetime.now(dt.UTC)

    @cached_property
    def _stamper(self) -> DummyTimeStamper:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register(asn1_x509.Certificate.load(self._issuing.public_bytes(Encoding.DER)))
        private = self._tsa_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        certificate = asn1_x509.Certificate.load(self._tsa.public_bytes(Encoding.DER))
        return DummyTimeStamper(
            certificate, keys.PrivateKeyInfo.load(private), certs_to_embed=store, fixed_dt=self.stamped_at
        )

    async def _stamp(self, asked: bytes) -> bytes:
        response = await self._stamper.async_request_tsa_response(tsp.TimeStampReq.load(asked))
        return bytes(response.dump())

    def _say_whether_revoked(self, asked: bytes) -> bytes:
        request = ocsp.load_der_ocsp_request(asked)
        found = next((one for one in (self._seal, self._tsa) if one.serial_number == request.serial_number), None)
        if found is None:
            return ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED).public_bytes(
                Encoding.DER
            )
        now, is_revoked = self._now(), found.serial_number in self.revoked
        answer = ocsp.OCSPResponseBuilder().add_response(
            cert=found,
            issuer=self._issuing,
            algorithm=request.hash_algorithm,
            cert_status=ocsp.OCSPCertStatus.REVOKED if is_revoked else ocsp.OCSPCertStatus.GOOD,
            this_update=now - dt.timedelta(minutes=1),
            next_update=now + _DAY,
            revocation_time=now - dt.timedelta(minutes=1) if is_revoked else None,
            revocation_reason=None,
        )
        signed = answer.responder_id(ocsp.OCSPResponderEncoding.HASH, self._issuing).sign(
            self._issuing_key, hashes.SHA256()
        )
        return signed.public_bytes(Encoding.DER)


def serve_test_authority(authority: TestAuthority, host: str, port: int) -> ThreadingHTTPServer:
    """A server that answers for an authority, listening; its `serve_forever` is the caller's to run."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _MOST_BYTES)))

        def _answer(self, asked: bytes) -> None:
            if self.path not in _ANSWERS:
                self.send_error(404)
                return
            try:
                data = authority.answer(self.path, asked)
            except (ValueError, TypeError):
                self.send_error(400)
                return
            self.send_response(200)
            self.send_header("Content-Type", _ANSWERS[self.path])
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return ThreadingHTTPServer((host, port), Handler)
