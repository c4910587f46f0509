"""The files of mutual TLS, which a process reads when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import grpc
from cryptography.x509 import load_pem_x509_certificate
from prometheus_client import Gauge

# Of what was read: a file that was renewed since is of no use until the process is replaced.
_ends = Gauge("tls_certificate_expiry_timestamp_seconds", "When the certificate in use ends, in seconds since 1970.")


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files by which this process proves itself, and knows others. Reading raises OSError, ValueError."""

    cert: Path
    key: Path
    ca: Path

    def for_server(self) -> grpc.ServerCredentials:
        """Reads the files, for who answers calls."""
        return grpc.ssl_server_credentials([self._pair()], self.ca.read_bytes(), require_client_auth=True)

    def for_client(self) -> grpc.ChannelCredentials:
        """Reads the files, for who calls."""
        return grpc.ssl_channel_credentials(self.ca.read_bytes(), *self._pair())

    def _pair(self) -> tuple[bytes, bytes]:
        chain = self.cert.read_bytes()
        _ends.set(load_pem_x509_certificate(chain).not_valid_after_utc.timestamp())
        return self.key.read_bytes(), chain
