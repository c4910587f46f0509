"""From when to when the seal's certificate allows sealing. Outside of it nothing is published, and all else goes on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import structlog
from cryptography import x509
from prometheus_client import Counter, Gauge

from passeport_chassis.clock import Clock
from passeport_publishing.errors import SealNotValid

__all__ = ["SealValidity"]

_log = structlog.get_logger(__name__)
# With a label it is there only where a seal is: a zero from a process without one would look like an alarm.
_expiry = Gauge("seal_expiry_timestamp_seconds", "When the seal expires, in seconds since 1970.", ["serial"])
_refused = Counter("seal_not_valid_total", "Publications refused because the seal's certificate is outside its dates.")
# Time enough to have a qualified certificate made anew.
_WARN_BEFORE = timedelta(days=30)


class SealValidity:
    """The dates of one certificate, read once like the key that belongs to it."""

    def __init__(self, certificate: Path, clock: Clock) -> None:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        self._begins, self._ends = found.not_valid_before_utc, found.not_valid_after_utc
        self._clock = clock
        _expiry.labels(f"{found.serial_number:x}").set(self._ends.timestamp())

    def check(self) -> None:
        """Raises SealNotValid outside the dates: what were sealed now, every verifier would refuse."""
        if not self._is_valid():
            _refused.inc()
            _log.error("publication refused, the seal is not valid", **self._dates())
            raise SealNotValid

    def warn(self) -> None:
        """Says in the log that the certificate cannot be used, or will soon expire."""
        if not self._is_valid():
            _log.error("the seal is not valid: nothing can be published until it is renewed", **self._dates())
        elif self._ends - self._clock() < _WARN_BEFORE:
            _log.warning("the seal expires soon", **self._dates())

    def _is_valid(self) -> bool:
        return self._begins <= self._clock() < self._ends

    def _dates(self) -> dict[str, str]:
        return {"valid_from": self._begins.isoformat(), "valid_until": self._ends.isoformat()}
