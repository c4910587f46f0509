"""A person at the pages of the sandbox, for tests and demonstrations: reads the forms and fills them in.

`sign_in` and `abandon` go with an asynchronous browser, `sign_in_blocking` and `abandon_blocking` with a plain one.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

PASSWORD = "123"  # of everyone, as in the mocks of FranceConnect  # noqa: S105

_MOST_STEPS = 10


class SignInError(Exception):
    """The pages did not lead back to the service; says where they stopped."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a page: where it posts to, and its fields with the values they have."""

    action: str
    fields: dict[str, str]


def read_forms(page: str) -> list[Form]:
    """Return the forms of a page, in order; buttons are not among the fields."""
    reader = _FormReader()
    reader.feed(page)
    return reader.forms


@dataclass(frozen=True, slots=True)
class _Ask:
    """What the browser is to do next: open an address, or send a form to it."""

    address: str
    form: Mapping[str, str] | None = None

    def sent_by(self, browser: httpx.AsyncClient | httpx.Client) -> httpx.Request:
        if self.form is None:
            return browser.build_request("GET", self.address)
        return browser.build_request("POST", self.address, data=self.form)


_Visit = Generator[_Ask, httpx.Response, str]


async def sign_in(browser: httpx.AsyncClient, authorization_url: str, login: str) -> str:
    """Sign in as that persona (`login` or `login~scenario`), agree, and return the address to go back to.

    The address, the callback of the service, is not opened: that is for the caller. Whoever the browser
    was signed in as before, single sign-on is declined and the persona asked for logs in.
    """
    return await _led(browser, _signing_in(authorization_url, login))


async def abandon(browser: httpx.AsyncClient, authorization_url: str) -> str:
    """Press "retour au service" on the first page and return the address to go back to."""
    return await _led(browser, _walk(authorization_url, {"abort": {}}))


def sign_in_blocking(browser: httpx.Client, authorization_url: str, login: str) -> str:
    """Do as `sign_in`."""
    return _led_blocking(browser, _signing_in(authorization_url, login))


def abandon_blocking(browser: httpx.Client, authorization_url: str) -> str:
    """Do as `abandon`."""
    return _led_blocking(browser, _walk(authorization_url, {"abort": {}}))


async def _led(browser: httpx.AsyncClient, visit: _Visit) -> str:
    step = next(visit)
    while True:
        response = await browser.send(step.sent_by(browser), follow_redirects=False)
        try:
            step = visit.send(response)
        except StopIteration as end:
            return str(end.value)


def _led_blocking(browser: httpx.Client, visit: _Visit) -> str:
    step = next(visit)
    while True:
        response = browser.send(step.sent_by(browser), follow_redirects=False)
        try:
            step = visit.send(response)
        except StopIteration as end:
            return str(end.value)


def _signing_in(authorization_url: str, login: str) -> _Visit:
    return _walk(authorization_url, {"login": {"login": login, "password": PASSWORD}, "consent": {}})


def _walk(start: str, wanted: Mapping[str, Mapping[str, str]]) -> _Visit:
    home = start.rpartition("/authorize")[0]
    response = yield _Ask(start)
    for _ in range(_MOST_STEPS):
        if response.has_redirect_location:
            address = urljoin(str(response.url), response.headers["location"])
            if not address.startswith(f"{home}/"):
                return address
            if "login" in wanted and response.url == httpx.URL(start):
                address = address.removesuffix("/consent")
            response = yield _Ask(address)
            continue
        form, typed = _next_form(response, wanted)
        response = yield _Ask(urljoin(str(response.url), form.action), {**form.fields, **typed})
    raise SignInError(f"still at {response.url} after {_MOST_STEPS} steps")


def _next_form(response: httpx.Response, wanted: Mapping[str, Mapping[str, str]]) -> tuple[Form, Mapping[str, str]]:
    if response.status_code == httpx.codes.OK:
        for form in read_forms(response.text):
            typed = wanted.get(form.action.rpartition("/")[2])
            if typed is not None:
                return form, typed
    raise SignInError(f"{response.status_code} at {response.url}: {response.text}")


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), {}))
            self._inside = True
        elif tag == "input" and self._inside and "name" in given:
            self.forms[-1].fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
