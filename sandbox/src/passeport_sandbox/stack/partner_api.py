"""A partner's machine: OAuth 2.0 client credentials, then feeds over HTTP, as the documentation of the gateway says."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from passeport_sandbox.assertion import SigningKey
from passeport_sandbox.assertion.signing import ASSERTION_TYPE
from passeport_sandbox.stack.refused import accepted, is_weather

_POLL_SECONDS = 0.1
_MEDIA_TYPES = {
    "certifications": "application/xml",
    "diplomas": "text/csv",
    "dsn": "text/plain; charset=iso-8859-1",
    "trainings": "text/csv",
}


@dataclass
class PartnerApi:
    """A client of one gateway for one partner, who proves who he is by his secret or by his key."""

    http: httpx.Client
    client_id: str
    client_secret: str = field(default="", repr=False)
    key: SigningKey | None = None
    _token: str = field(default="", repr=False)

    def sign_in(self) -> None:
        """Get an access token (RFC 6749 section 4.4; with a key, RFC 7523)."""
        form = {"grant_type": "client_credentials"}
        if self.key is not None:
            gateway = str(self.http.base_url).rstrip("/")
            signed = self.key.assertion(self.client_id, gateway)
            form |= {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}
            response = self.http.post("/oauth/token", data=form)
        else:
            response = self.http.post("/oauth/token", data=form, auth=(self.client_id, self.client_secret))
        self._token = self._content(f"token for {self.client_id}", response)["access_token"]

    @property
    def authorization(self) -> str:
        """The header that goes with every request; the access token is got the first time."""
        if not self._token:
            self.sign_in()
        return f"Bearer {self._token}"

    def send_feed(self, feed: str, file: Path) -> dict[str, Any]:
        """Send a file whole and give the batch that it became."""
        with file.open("rb") as content:
            response = self.request(
                "POST",
                f"/partners/v1/feeds/{feed}",
                content=content,
                headers={
                    "Content-Type": _MEDIA_TYPES[feed],
                    "Content-Disposition": f'attachment; filename="{file.name}"',
                },
            )
        return self._content(f"feed {file.name}", response)

    def wait_for(self, batch_id: str, *, timeout: float = 60.0, every: float = _POLL_SECONDS) -> dict[str, Any]:
        """Wait until every item of a batch has its outcome. Raises TimeoutError when that takes too long."""
        deadline = time.monotonic() + timeout
        while True:
            answer = self.request("GET", f"/partners/v1/batches/{batch_id}")
            if not is_weather(answer):
                batch = self._content(f"batch {batch_id}", answer)
                if batch["state"] in {"finished", "failed"}:
                    return batch
            if time.monotonic() > deadline:
                raise TimeoutError(f"batch {batch_id} after {timeout:.0f} s: {answer.text}")
            time.sleep(every)

    def report(self, batch_id: str, *, official: bool = False) -> httpx.Response:
        """Give the report of a finished batch: every item in JSON, or the official «accusé de traitement»."""
        form = "application/xml" if official else "application/json"
        response = self.request("GET", f"/partners/v1/batches/{batch_id}/report", headers={"Accept": form})
        return accepted(f"report of batch {batch_id}", response)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Ask for something with the access token, got first if need be; give the answer whatever it is."""
        headers = {**options.pop("headers", {}), "Authorization": self.authorization}
        return self.http.request(method, path, headers=headers, **options)

    @staticmethod
    def _content(what: str, response: httpx.Response) -> dict[str, Any]:
        content: dict[str, Any] = accepted(what, response).json()
        return content
