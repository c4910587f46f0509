"""Those who come without an account: anyone who verifies a CV, and a forger who changes a byte of it."""

import re
import time
from dataclasses import dataclass
from typing import Any

import httpx

from passeport_sandbox.stack.refused import accepted, is_weather

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_POLL_SECONDS = 0.25


@dataclass(frozen=True)
class Verifier:
    """Somebody who was shown a CV, a credential or a code."""

    http: httpx.Client

    def document(self, pdf: bytes) -> dict[str, Any]:
        """Give the verdict on a PDF."""
        return self._verdict(content=pdf, headers={"Content-Type": "application/pdf"})

    def credential(self, token: str) -> dict[str, Any]:
        """Give the verdict on a credential."""
        return self._verdict(json={"credential": token})

    def code(self, code: str) -> dict[str, Any]:
        """Give the verdict on a code."""
        verdict: dict[str, Any] = accepted(f"verification of {code}", self._ask(code)).json()
        return verdict

    def wait_for(self, code: str, outcome: str, *, timeout: float) -> float:
        """Wait until the verdict on a code is that one; gives the seconds. Raises TimeoutError."""
        began = time.monotonic()
        while True:
            answer = self._ask(code)
            if not is_weather(answer) and accepted(code, answer).json()["outcome"] == outcome:
                return time.monotonic() - began
            if time.monotonic() - began > timeout:
                raise TimeoutError(f"the verdict is not {outcome} after {timeout:.0f} s: {answer.text}")
            time.sleep(_POLL_SECONDS)

    def _ask(self, code: str) -> httpx.Response:
        return self.http.get(f"/api/v1/verifications/{code}", headers={"Accept": "application/json"})

    def _verdict(self, **body: Any) -> dict[str, Any]:
        headers = {"Accept": "application/json", **body.pop("headers", {})}
        answer = self.http.post("/api/v1/verifications", headers=headers, **body)
        verdict: dict[str, Any] = accepted("verification", answer).json()
        return verdict


def signed_ranges(pdf: bytes) -> list[range]:
    """The places of the bytes that the seal covers: before and after the signature itself."""
    found = _BYTE_RANGE.search(pdf)
    if found is None:
        raise ValueError("the PDF carries no seal")
    first, length, second, rest = map(int, found.groups())
    return [range(first, first + length), range(second, second + rest)]


def with_one_byte_changed(pdf: bytes, place: int | None = None) -> bytes:
    """The same PDF with one bit of one byte turned over, by default in the middle of what the seal covers."""
    before = signed_ranges(pdf)[0]
    chosen = before[len(before) // 2] if place is None else place
    return pdf[:chosen] + bytes([pdf[chosen] ^ 1]) + pdf[chosen + 1 :]
