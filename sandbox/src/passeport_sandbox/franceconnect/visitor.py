"""A person at the pages of the sandbox, for tests and demonstrations: reads the forms and fills them in."""

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from passeport_sandbox.franceconnect.pages import PASSWORD

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


async def sign_in(browser: httpx.AsyncClient, authorization_url: str, login: str) -> str:
    """Sign in as that persona (`login` or `login~scenario`), agree, and return the address to go back to.

    The address, the callback of the service, is not opened: that is for the caller. Whoever the browser
    was signed in as before, single sign-on is declined and the persona asked for logs in.
    """
    wanted = {"login": {"login": login, "password": PASSWORD}, "consent": {}}
    return await _walk(browser, authorization_url, wanted)


async def abandon(browser: httpx.AsyncClient, authorization_url: str) -> str:
    """Press "retour au service" on the first page and return the address to go back to."""
    return await _walk(browser, authorization_url, {"abort": {}})


async def _walk(browser: httpx.AsyncClient, start: str, wanted: dict[str, dict[str, str]]) -> str:
    home = start.rpartition("/authorize")[0]
    response = await browser.get(start, follow_redirects=False)
    for _ in range(_MOST_STEPS):
        if response.has_redirect_location:
            address = urljoin(str(response.url), response.headers["location"])
            if not address.startswith(f"{home}/"):
                return address
            if "login" in wanted and response.url == httpx.URL(start):
                address = address.removesuffix("/consent")
            response = await browser.get(address, follow_redirects=False)
            continue
        form, typed = _next_form(response, wanted)
        action = urljoin(str(response.url), form.action)
        response = await browser.post(action, data={**form.fields, **typed}, follow_redirects=False)
    raise SignInError(f"still at {response.url} after {_MOST_STEPS} steps")


def _next_form(response: httpx.Response, wanted: dict[str, dict[str, str]]) -> tuple[Form, dict[str, str]]:
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
