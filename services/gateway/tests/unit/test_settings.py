"""Settings: refused by name, and each told in the README."""

from __future__ import annotations

from pathlib import Path

import pytest

from passeport_chassis.settings import SettingsError
from passeport_gateway.settings import Settings
from passeport_gateway.wiring import options_of

GOOD = {
    "PUBLIC_BASE_URL": "http://localhost:8080",
    "IDENTITY_TARGET": "dns:///localhost:1",
    "RECORDS_TARGET": "dns:///localhost:2",
    "PUBLISHING_TARGET": "dns:///localhost:3",
    "PREVENTION_TARGET": "dns:///localhost:4",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name, value in GOOD.items():
        monkeypatch.setenv(f"PASSEPORT_{name}", value)
    for name in ("CERT", "KEY", "CA"):
        path = tmp_path / name
        path.write_text("x")
        monkeypatch.setenv(f"PASSEPORT_TLS_{name}_FILE", str(path))
    return monkeypatch


def test_good_settings_are_read(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PASSEPORT_CORS_ORIGINS", "https://a.example, https://b.example:8443")
    options = options_of(Settings.load())
    assert options.public_base_url == "http://localhost:8080"
    assert options.known_origins == {"http://localhost:8080", "https://a.example", "https://b.example:8443"}


@pytest.mark.parametrize(
    ("value", "proxies"),
    [("", []), ("none", []), ("10.4.0.0/16, 2001:db8::1", ["10.4.0.0/16", "2001:db8::1"])],
)
def test_proxies_are_addresses_and_networks(environment: pytest.MonkeyPatch, value: str, proxies: list[str]) -> None:
    environment.setenv("PASSEPORT_TRUSTED_PROXIES", value)
    assert Settings.load().trusted_proxy_list == proxies


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_BASE_URL", "localhost:8080"),
        ("PUBLIC_BASE_URL", "https://a.example/path"),
        ("TLS_KEY_FILE", "/nowhere/key.pem"),
        ("RATE_OAUTH", "often"),
        ("RATE_CONSULTATION", "often"),
        ("RATE_PROFESSIONAL", "often"),
        ("RATE_PROFESSIONAL_ADDRESS", "often"),
        ("CORS_ORIGINS", "https://a.example/path"),
        ("CORS_ORIGINS", "*"),
        ("CORS_ORIGINS", "https://a.example/"),
        ("CORS_ORIGINS", "https://a.example:443"),
        ("CORS_ORIGINS", "https://A.example"),
        ("CORS_ORIGINS", "https://user@a.example"),
        ("CORS_ORIGINS", "https://a.example:port"),
        ("TRUSTED_PROXIES", "ingress.example"),
        ("TRUSTED_PROXIES", "10.4.0.1/16"),
        ("TRUSTED_PROXIES", "10.4.0.1,"),
        ("TRUSTED_PROXIES", "10.4.0.1, none"),
        ("TRUSTED_PROXIES", "*"),
        ("TRUSTED_PROXIES", "0.0.0.0/0"),
        ("HTTP_LISTEN", "8080"),
        ("FEED_MAX_BYTES", "-1"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_bad_setting_is_named(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(f"PASSEPORT_{name}", value)
    with pytest.raises(SettingsError, match=f"PASSEPORT_{name}"):
        Settings.load()


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_readme(name: str) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"`PASSEPORT_{name.upper()}`" in readme
