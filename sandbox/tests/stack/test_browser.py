"""The browser: cookies as browsers keep them, and on unsafe requests what a front end sends with them."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.refused import RefusedError


class Gateway(BaseHTTPRequestHandler):
    """Says what it was sent; gives a cookie that is for secure lines only."""

    def do_GET(self) -> None:
        content: dict[str, Any] = {"cookie": self.headers["Cookie"], "accept": self.headers["Accept"]}
        if self.path == "/api/v1/session":
            content["csrf_token"] = "secret"
        self.send_response(403 if self.path == "/forbidden" else 200)
        self.send_header("Set-Cookie", "__Host-passeport=abc; Path=/; Secure; HttpOnly; SameSite=Lax")
        self._send(content)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        names = ("X-CSRF-Token", "Origin", "Idempotency-Key", "Cookie")
        self.send_response(200)
        self._send({"body": body.decode(), **{name: self.headers[name] for name in names}})

    def _send(self, content: dict[str, Any]) -> None:
        raw = json.dumps(content).encode()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def browser() -> Iterator[Browser]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    with Browser(f"http://localhost:{server.server_address[1]}") as browser:
        yield browser
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_secure_cookie_comes_back_to_localhost(browser: Browser) -> None:
    assert browser.ask("GET", "/")["cookie"] is None
    assert browser.ask("GET", "/")["cookie"] == "__Host-passeport=abc"


def test_a_change_carries_what_a_front_end_sends(browser: Browser) -> None:
    first, second = (browser.ask("POST", "/things", json={"a": 1}) for _ in range(2))
    assert first["X-CSRF-Token"] == "secret"
    assert first["Origin"] == browser.base_url
    assert first["Cookie"] == "__Host-passeport=abc"
    assert first["Idempotency-Key"] != second["Idempotency-Key"]
    bare = browser.ask("POST", "/things", json={}, headers={"X-CSRF-Token": None, "Idempotency-Key": '"mine"'})
    assert bare["X-CSRF-Token"] is None
    assert bare["Idempotency-Key"] == '"mine"'


def test_a_page_is_asked_for_as_a_person_does(browser: Browser) -> None:
    assert browser.open("/").json()["accept"].startswith("text/html")
    assert browser.ask("GET", "/")["accept"] == "application/json"


def test_a_refusal_is_an_error_for_those_who_want_a_good_answer(browser: Browser) -> None:
    assert browser.request("GET", "/forbidden").status_code == httpx.codes.FORBIDDEN
    with pytest.raises(RefusedError, match="GET /forbidden: 403"):
        browser.ask("GET", "/forbidden")
    with pytest.raises(RefusedError, match="sign-in: 200"):
        browser.begin()
