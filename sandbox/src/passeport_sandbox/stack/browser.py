"""A holder's browser: keeps cookies as browsers do, signs in by the pages of FranceConnect, speaks with the gateway."""

from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin
from uuid import uuid4

import httpx

from passeport_sandbox.openid import abandon_blocking, sign_in_blocking
from passeport_sandbox.openid.authorities import trusted_authorities
from passeport_sandbox.stack.refused import RefusedError, accepted

_PATIENCE = 60.0
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PAGE = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


class Browser:
    """One browser with its cookies. `request` gives any answer as it is; `ask` wants a good one, in JSON."""

    def __init__(self, base_url: str, *, language: str = "fr") -> None:
        self.base_url = base_url
        self.http = httpx.Client(
            base_url=base_url,
            timeout=_PATIENCE,
            verify=trusted_authorities(),
            headers={"Accept-Language": language},
            event_hooks={"response": [self._trust_localhost]},
        )
        self._csrf_token = ""

    def __enter__(self) -> Self:
        """Open it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; its cookies are gone."""
        self.http.close()

    def sign_in(self, login: str, return_to: str = "/") -> httpx.Response:
        """Sign in as a persona (`login` or `login~scenario`) and give the answer to the callback, whatever it is."""
        return self.open(self.visit_franceconnect(login, return_to))

    def step_up(self, login: str, address: str = "/auth/login?acr=eidas2") -> httpx.Response:
        """Sign in at a higher level from the session there is, and give the answer to the callback, whatever it is."""
        return self.open(sign_in_blocking(self.http, self._redirection("step-up", self.open(address)), login))

    def begin(self, return_to: str = "/") -> str:
        """Begin to sign in and give the address at FranceConnect."""
        return self._redirection("sign-in", self.open(f"/auth/login?return_to={return_to}"))

    def visit_franceconnect(self, login: str, return_to: str = "/") -> str:
        """Begin, sign in at FranceConnect, and give the address of the callback without opening it."""
        return sign_in_blocking(self.http, self.begin(return_to), login)

    def give_up(self) -> str:
        """Begin, leave FranceConnect without signing in, and give the address of the callback without opening it."""
        return abandon_blocking(self.http, self.begin())

    def activate(self, nir: str) -> dict[str, Any]:
        """Activate the account with a NIR and its key."""
        return self.ask("POST", "/api/v1/account/activation", json={"nir": nir})

    def sign_out(self) -> httpx.Response:
        """Sign out here, then at FranceConnect; give the answer that FranceConnect ends with."""
        address = self.ask("POST", "/auth/logout")["logout_url"]
        self._csrf_token = ""
        return self.http.get(address, headers=_PAGE)

    def open(self, address: str) -> httpx.Response:
        """Open an address as a person does: a page is wanted, and redirections are left to the caller."""
        self._csrf_token = ""
        return self.http.get(address, headers=_PAGE)

    @property
    def csrf_token(self) -> str:
        """The token that unsafe requests of the session must carry."""
        if not self._csrf_token:
            self._csrf_token = self.ask("GET", "/api/v1/session")["csrf_token"]
        return self._csrf_token

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Ask for something as the pages of a front end do; headers may be overruled, or left out by None."""
        headers: dict[str, str | None] = {"Accept": "application/json"}
        given: dict[str, str | None] = options.pop("headers", {})
        if method not in _SAFE:
            headers |= {"Origin": self.base_url, "Idempotency-Key": f'"{uuid4()}"'}
            if "X-CSRF-Token" not in given:
                headers["X-CSRF-Token"] = self.csrf_token
        headers |= given
        present = {name: value for name, value in headers.items() if value is not None}
        return self.http.request(method, path, headers=present, **options)

    def ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """Ask for something and give the JSON of the answer. Raises RefusedError."""
        response = accepted(f"{method} {path}", self.request(method, path, **options))
        content: dict[str, Any] = response.json() if response.content else {}
        return content

    def download(self, path: str) -> bytes:
        """Give a file. Raises RefusedError."""
        return accepted(f"GET {path}", self.request("GET", path, headers={"Accept": "*/*"})).content

    def _trust_localhost(self, _: httpx.Response) -> None:
        # Browsers send Secure cookies to http://localhost; the standard library does not.
        for cookie in self.http.cookies.jar:
            cookie.secure = False

    @staticmethod
    def _redirection(what: str, response: httpx.Response) -> str:
        if not response.has_redirect_location:
            raise RefusedError(what, response)
        return urljoin(str(response.url), response.headers["location"])
