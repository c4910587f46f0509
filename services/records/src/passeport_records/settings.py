"""Settings of records; the table in the README is checked against this class."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, field_validator

from passeport_chassis.settings import StoreSettings
from passeport_records.storage.piece_seal import load_sealed_pieces


class Settings(StoreSettings):
    """What this service reads from its environment."""

    grpc_listen: str = Field("0.0.0.0:50052", description="host:port of the gRPC server.")
    admin_listen: str = Field("0.0.0.0:9102", description="host:port of /livez, /readyz and /metrics.")
    identity_target: str = Field(
        "dns:///localhost:50051", description="gRPC target of identity, for example dns:///identity:50051."
    )
    feed_keys_file: Path = Field(
        description="JSON file of the versioned keys that seal the files of partners while they wait (AES-256)."
    )

    feed_attempts: int = Field(
        8, ge=1, le=100, description="Times in a row that a file is begun in vain before it ends as failed."
    )

    @field_validator("feed_keys_file")
    @classmethod
    def _holds_keys(cls, value: Path) -> Path:
        load_sealed_pieces(value)
        return value
