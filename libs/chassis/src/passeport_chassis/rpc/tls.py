"""The files of mutual TLS, followed while a process runs: a renewed certificate needs no restart."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, cast

import grpc
import structlog
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from prometheus_client import Gauge

_log = structlog.get_logger(__name__)
_ends = Gauge("tls_certificate_expiry_timestamp_seconds", "When the certificate in use ends, in seconds since 1970.")

_LOOK_AGAIN = 10.0
"""Seconds between two looks at the files."""


class Pem(NamedTuple):
    """What the files hold: the private key, the chain of its certificate, the authorities of others."""

    key: bytes
    chain: bytes
    ca: bytes


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files by which this process proves itself, and knows others."""

    cert: Path
    key: Path
    ca: Path

    def read(self) -> Pem:
        """Reads the files. Raises OSError; ValueError when one is no PEM or the key is not the certificate's."""
        pem = Pem(self.key.read_bytes(), self.cert.read_bytes(), self.ca.read_bytes())
        certificate = load_pem_x509_certificate(pem.chain)
        if load_pem_private_key(pem.key, None).public_key() != certificate.public_key():
            raise ValueError(f"{self.key} is not the key of {self.cert}")
        load_pem_x509_certificate(pem.ca)
        _ends.set(certificate.not_valid_after_utc.timestamp())
        return pem

    def for_server(self) -> grpc.ServerCredentials:
        """Reads the files, for who answers calls; each handshake uses what they hold by then."""
        news = TlsNews(self)

        def renewed() -> grpc.ServerCertificateConfiguration | None:
            pem = news.renewed()
            return None if pem is None else _configuration(pem)

        # None, which the stubs leave out, means that nothing changed.
        ask = cast("Callable[[], grpc.ServerCertificateConfiguration]", renewed)
        return grpc.dynamic_ssl_server_credentials(_configuration(self.read()), ask, require_client_authentication=True)


class TlsNews:
    """Tells of files that were renewed since they were last read."""

    def __init__(self, files: TlsFiles) -> None:
        self._files = files
        self._read = self._stamp()
        self._next_look = 0.0

    def renewed(self) -> Pem | None:
        """What the files hold if that is new and whole; a file that cannot be used changes nothing, and is logged."""
        if time.monotonic() < self._next_look:
            return None
        self._next_look = time.monotonic() + _LOOK_AGAIN
        try:
            stamp = self._stamp()
            if stamp == self._read:
                return None
            pem = self._files.read()
        except (OSError, ValueError) as error:
            _log.warning("renewed certificate cannot be used", error=str(error))
            return None
        self._read = stamp
        return pem

    def _stamp(self) -> list[tuple[int, int]]:
        stats = (file.stat() for file in (self._files.cert, self._files.key, self._files.ca))
        return [(stat.st_mtime_ns, stat.st_ino) for stat in stats]


def _configuration(pem: Pem) -> grpc.ServerCertificateConfiguration:
    return grpc.ssl_server_certificate_configuration([(pem.key, pem.chain)], pem.ca)
