"""Settings come from variables or files, and wrong ones are refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from passeport_chassis.settings import ServiceSettings, SettingsError, StoreSettings, unknown_variables


class Toy(ServiceSettings):
    secret: SecretStr
    tries: int = 3


def test_a_secret_is_read_from_the_file_that_its_variable_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    monkeypatch.setenv("PASSEPORT_SECRET_FILE", str(tmp_path / "secret"))
    settings = Toy.load()
    assert settings.secret.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(settings)


def test_every_wrong_setting_is_named_and_no_value_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSEPORT_TRIES", "many-s3cret")
    monkeypatch.setenv("PASSEPORT_ADMIN_LISTEN", "9100")
    with pytest.raises(SettingsError) as refused:
        Toy.load()
    message = str(refused.value)
    assert "PASSEPORT_SECRET: Field required" in message
    assert "PASSEPORT_TRIES: " in message
    assert "PASSEPORT_ADMIN_LISTEN: must be host:port" in message
    assert "s3cret" not in message


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSEPORT_SECRET_FILE", "/nowhere/secret")
    with pytest.raises(SettingsError, match="PASSEPORT_SECRET_FILE: cannot read the file '/nowhere/secret'"):
        Toy.load()


def test_a_variable_that_nothing_reads_is_found_but_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSEPORT_SECRET", "x")
    monkeypatch.setenv("PASSEPORT_TRIEZ", "4")
    assert Toy.load().tries == 3
    assert "PASSEPORT_TRIEZ" in unknown_variables(Toy)
    assert "PASSEPORT_SECRET" not in unknown_variables(Toy)


def test_a_store_needs_a_postgresql_url_tls_files_and_known_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSEPORT_DATABASE_URL", "mysql://x")
    monkeypatch.setenv("PASSEPORT_PARTS", "rpc,dance")
    monkeypatch.setenv("PASSEPORT_TLS_CERT_FILE", "/nowhere.crt")
    with pytest.raises(SettingsError) as refused:
        StoreSettings.load()
    message = str(refused.value)
    assert "PASSEPORT_DATABASE_URL: must start with postgresql://" in message
    assert "PASSEPORT_PARTS: unknown part dance" in message
    assert "PASSEPORT_TLS_CERT_FILE: the file '/nowhere.crt' cannot be read" in message
    assert "PASSEPORT_NATS_URL: Field required" in message
