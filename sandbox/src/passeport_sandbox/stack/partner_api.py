"""A partner's machine: OAuth 2.0 client credentials, then feeds over HTTP, as the documentation of the gateway says."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

_POLL_SECONDS = 0.1
_MEDIA_TYPES = {"certifications": "application/xml", "dsn": "text/plain; charset=iso-8859-1"}


class PartnerRefusedError(Exception):
    """The gateway said no: to what, with which status, and its own words."""

    def __init__(self, what: str, response: httpx.Response) -> None:
        self.response = response
        super().__init__(f"{what}: {response.status_code} {response.text[:2000]}")


@dataclass
class PartnerApi:
    """A client of one gateway with the credentials of one partner."""

    http: httpx.Client
    client_id: str
    client_secret: str
    _token: str = ""

    def sign_in(self) -> None:
        """Get an access token (RFC 6749 section 4.4)."""
        response = self.http.post(
            "/oauth/token", data={"grant_type": "client_credentials"}, auth=(self.client_id, self.client_secret)
        )
        self._token = self._content(f"token for {self.client_id}", response)["access_token"]

    def send_feed(self, feed: str, file: Path) -> dict[str, Any]:
        """Send a file whole and give the batch that it became."""
        with file.open("rb") as content:
            response = self._request(
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
        """Wait until every item of a batch has its outcome."""
        deadline = time.monotonic() + timeout
        while True:
            batch = self._content(f"batch {batch_id}", self._request("GET", f"/partners/v1/batches/{batch_id}"))
            if batch["state"] == "finished" or time.monotonic() > deadline:
                return batch
            time.sleep(every)

    def _request(self, method: str, path: str, **options: Any) -> httpx.Response:
        if not self._token:
            self.sign_in()
        headers = {**options.pop("headers", {}), "Authorization": f"Bearer {self._token}"}
        return self.http.request(method, path, headers=headers, **options)

    @staticmethod
    def _content(what: str, response: httpx.Response) -> dict[str, Any]:
        if response.is_error:
            raise PartnerRefusedError(what, response)
        content: dict[str, Any] = response.json()
        return content
