"""A professional's browser: signs in by the pages of ProConnect, says whom he will read and why, and reads."""

from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin

import httpx

from passeport_sandbox.openid import sign_in_blocking
from passeport_sandbox.openid.authorities import trusted_authorities
from passeport_sandbox.stack.refused import RefusedError, accepted

_PATIENCE = 60.0
_PAGE = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


class ProfessionalBrowser:
    """One browser with its cookies; `request` gives any answer as it is, `ask` wants a good one, in JSON."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        hooks = {"response": [self._trust_localhost]}
        self.http = httpx.Client(base_url=base_url, timeout=_PATIENCE, verify=trusted_authorities(), event_hooks=hooks)
        self._csrf_token = ""

    def __enter__(self) -> Self:
        """Open it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; its cookies are gone."""
        self.http.close()

    def sign_in(self, login: str) -> httpx.Response:
        """Sign in (`login` or `login~scenario`) and give the answer to the callback, whatever it is."""
        begun = self.http.get("/auth/professional/login", headers=_PAGE)
        if not begun.has_redirect_location:
            raise RefusedError("sign-in", begun)
        self._csrf_token = ""
        address = urljoin(str(begun.url), begun.headers["location"])
        return self.http.get(sign_in_blocking(self.http, address, login), headers=_PAGE)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Ask for something as the pages of a front end do."""
        headers = {"Accept": "application/json"}
        if method != "GET":
            headers |= {"Origin": self.base_url, "X-CSRF-Token": self.csrf_token}
        return self.http.request(method, path, headers=headers, **options)

    def ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """Ask for something and give the JSON of the answer. Raises RefusedError."""
        content: dict[str, Any] = accepted(f"{method} {path}", self.request(method, path, **options)).json()
        return content

    def open_consultation(self, purpose: str, **person: Any) -> httpx.Response:
        """Say whose passport will be read, and why."""
        asked = {"purpose": purpose, "person": person}
        return self.request("POST", "/professionals/v1/consultations", json=asked)

    @property
    def csrf_token(self) -> str:
        """The token that unsafe requests of the session must carry."""
        if not self._csrf_token:
            self._csrf_token = self.ask("GET", "/professionals/v1/session")["csrf_token"]
        return self._csrf_token

    def _trust_localhost(self, _: httpx.Response) -> None:
        # Browsers send Secure cookies to http://localhost; the standard library does not.
        for cookie in self.http.cookies.jar:
            cookie.secure = False
