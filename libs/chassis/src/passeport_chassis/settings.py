"""Settings from the environment and from files, refused by name when wrong.

Every setting `X` of a service is read from `PASSEPORT_X`, or from the file named by `PASSEPORT_X_FILE` (secrets are
always given so). A service composes its settings class from `ServiceSettings` and the fragments below.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "PASSEPORT_"
S = TypeVar("S", bound=BaseSettings)


class SettingsError(Exception):
    """Settings that a process cannot start with; the message names each and says what is wrong."""


class _FileSource(PydanticBaseSettingsSource):
    """Reads `PASSEPORT_X_FILE` for every field `x`, unless the field is itself a path to a file."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = f"{PREFIX}{field_name}_FILE".upper()
        path = os.environ.get(variable)
        if path is None or field_name.endswith("_file"):
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{variable}: cannot read the file {path!r}: {error}") from error

    def __call__(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, field in self.settings_cls.model_fields.items():
            value, key, _ = self.get_field_value(field, name)
            if value is not None:
                found[key] = value
        return found


class ServiceSettings(BaseSettings):
    """What every process has."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, env_ignore_empty=True)

    log_level: str = Field("INFO", description="Lowest level logged: DEBUG, INFO, WARNING, ERROR.")
    admin_listen: str = Field("0.0.0.0:9100", description="host:port of /livez, /readyz and /metrics.")
    otlp_endpoint: str | None = Field(None, description="Base URL of an OTLP http/protobuf receiver; none: no traces.")
    shutdown_grace: float = Field(10.0, gt=0, le=300, description="Seconds given to calls in flight when stopping.")

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("admin_listen", "grpc_listen", "http_listen", check_fields=False)
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError("must be host:port, for example 0.0.0.0:9100")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _FileSource(settings_cls)

    @classmethod
    def load(cls) -> Self:
        """Reads the settings of this process. Raises SettingsError naming every wrong or missing one."""
        from_outside: dict[str, Any] = {}  # every value comes from the sources, none from here
        try:
            return cls(**from_outside)
        except ValidationError as error:
            lines = [
                f"{PREFIX}{'_'.join(map(str, problem['loc'])).upper()}: {problem['msg'].removeprefix('Value error, ')}"
                for problem in error.errors(include_input=False)
            ]
            raise SettingsError("\n".join(lines)) from None


class RpcSettings(ServiceSettings):
    """A process that serves gRPC and calls others; mutual TLS is always on."""

    grpc_listen: str = Field("0.0.0.0:50051", description="host:port of the gRPC server.")
    tls_cert_file: Path = Field(description="PEM certificate of this service, chain included.")
    tls_key_file: Path = Field(description="PEM private key of this service.")
    tls_ca_file: Path = Field(description="PEM certificates of the authorities of the other services.")
    grpc_max_concurrent: int = Field(200, ge=1, description="Calls served at once; more get RESOURCE_EXHAUSTED.")
    grpc_max_connection_age: float = Field(300.0, gt=0, description="Seconds after which clients reconnect.")

    @field_validator("tls_cert_file", "tls_key_file", "tls_ca_file")
    @classmethod
    def _readable(cls, value: Path) -> Path:
        if not os.access(value, os.R_OK):
            raise ValueError(f"the file {str(value)!r} cannot be read")
        return value


class StoreSettings(RpcSettings):
    """A service with a database and events."""

    database_url: SecretStr = Field(description="postgresql://app-role:password@host:port/database.")
    migration_database_url: SecretStr | None = Field(None, description="The same, as the owner of the tables.")
    database_pool_size: int = Field(10, ge=1, le=200, description="Connections kept to PostgreSQL.")
    nats_url: SecretStr = Field(description="nats://user:password@host:port, comma-separated for a cluster.")
    nats_provision_url: SecretStr | None = Field(
        None, description="The same, with rights to make streams; for `migrate`."
    )
    nats_replicas: int = Field(1, ge=1, le=5, description="Replicas of the streams that this service owns.")
    nats_stream_bytes: int | None = Field(
        None, ge=1, description="Bytes that the own stream may take; none: its default."
    )
    parts: str = Field("rpc,relay,consumers", description="What `serve` runs: any of rpc, relay, consumers.")

    @field_validator("parts")
    @classmethod
    def _known_parts(cls, value: str) -> str:
        unknown = {part.strip() for part in value.split(",")} - {"rpc", "relay", "consumers"}
        if unknown:
            raise ValueError(f"unknown part {', '.join(sorted(unknown))}; known: rpc, relay, consumers")
        return value

    def runs(self, part: str) -> bool:
        """Whether `serve` runs a part."""
        return part in {name.strip() for name in self.parts.split(",")}

    @field_validator("database_url", "migration_database_url")
    @classmethod
    def _postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith("postgresql://"):
            raise ValueError("must start with postgresql://")
        return value


def unknown_variables(settings: type[BaseSettings]) -> list[str]:
    """Variables that look like ours and that nothing reads; worth a warning, never a refusal (old configurations)."""
    known = {f"{PREFIX}{name}".upper() for name in settings.model_fields}
    known |= {f"{name}_FILE" for name in known}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
