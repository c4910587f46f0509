"""`passeport-verify --from`: keys and lists are fetched from the issuer, and from nobody else."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, RSAKey

from passeport_publishing.credentials import BadgeKey, OpenBadges
from passeport_publishing.credentials.issuer import CredentialIssuer
from passeport_publishing.credentials.keys import SigningKey
from passeport_publishing.domain.status import Purpose, StatusEntry, TokenStatus
from passeport_verify.__main__ import main
from tests.conformance.published import PUBLICATION, award, snapshot

NOW = datetime.now(UTC).replace(microsecond=0)
STATUS = [StatusEntry("refresh-1", Purpose.REFRESH, 5), StatusEntry("revocation-1", Purpose.REVOCATION, 7)]


class Site:
    """An issuer on loopback: what it serves, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                page = site.pages.get(self.path)
                if page is not None and page.startswith("http"):
                    self.send_response(302)
                    self.send_header("Location", page)
                    self.end_headers()
                    return
                self.send_response(404 if page is None else 200)
                self.end_headers()
                self.wfile.write((page or "").encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        key = ECKey.generate_key("P-256")
        self.key = SigningKey(key, key.thumbprint())
        self.issuer = CredentialIssuer(self.key, self.address)
        self.badges = OpenBadges(BadgeKey(RSAKey.generate_key(2048), f"{self.address}/keys/1"), self.address)

    def publish(self, **statuses: list[int]) -> None:
        told = {TokenStatus[name.upper()]: indices for name, indices in statuses.items()}
        self.pages |= {
            "/.well-known/jwks.json": json.dumps({"keys": [self.key.public_jwk, self.badges.public_jwk]}),
            "/status-lists/award-1-1": self.badges.issue_status_list("award-1-1", [], NOW),
            "/status-lists/token-1": self.issuer.issue_token_status_list("token-1", told, NOW, timedelta(minutes=1)),
            "/status-lists/refresh-1": self.issuer.issue_status_list("refresh-1", Purpose.REFRESH, [], NOW),
            "/status-lists/revocation-1": self.issuer.issue_status_list("revocation-1", Purpose.REVOCATION, [], NOW),
        }


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    site.server.shutdown()
    thread.join()
    site.server.server_close()


def test_keys_and_lists_are_fetched(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.publish(withdrawn=[7])
    shown = tmp_path / "shown"
    shown.write_text(site.issuer.issue(PUBLICATION, snapshot(NOW), STATUS))
    assert main([str(shown), "--from", site.address]) == 0
    assert sorted(site.asked) == ["/.well-known/jwks.json", "/status-lists/refresh-1", "/status-lists/revocation-1"]
    shown.write_text(site.issuer.issue_sd_jwt(PUBLICATION, snapshot(NOW), STATUS, None, NOW))
    assert main([str(shown), "--from", f"{site.address}/"]) == 11
    site.asked.clear()
    one = award(NOW)
    shown.write_text(site.badges.issue(PUBLICATION, replace(snapshot(NOW), items=(one,)), one, STATUS))
    assert main([str(shown), "--from", site.address]) == 0
    assert site.asked == ["/.well-known/jwks.json", "/status-lists/award-1-1"]
    assert capsys.readouterr().out.count("passed   format") == 3


def test_nobody_else_is_asked_and_no_redirection_followed(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.publish()
    shown = tmp_path / "shown"
    elsewhere = CredentialIssuer(site.key, "http://127.0.0.1:1")
    shown.write_text(elsewhere.issue_sd_jwt(PUBLICATION, snapshot(NOW), STATUS, None, NOW))
    assert main([str(shown), "--from", site.address]) == 17
    assert site.asked == ["/.well-known/jwks.json"]
    site.pages["/.well-known/jwks.json"] = f"{site.address}/other"
    assert main([str(shown), "--from", site.address]) == 1
    assert "302" in capsys.readouterr().err
    assert "/other" not in site.asked
    for address in ("http://passeport.example", "ftp://x", "https://x/?a"):
        with pytest.raises(SystemExit) as ended:
            main([str(shown), "--from", address])
        assert ended.value.code == 2
