"""Settings of records; the table in the README is checked against this class."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

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

    feed_max_concurrent: int | None = Field(
        None, ge=1, description="Files and reports transferred at once; none: half of the calls served at once."
    )
    feed_attempts: int = Field(
        8, ge=1, le=100, description="Times in a row that a file is begun in vain before it ends as failed."
    )

    @field_validator("feed_keys_file")
    @classmethod
    def _holds_keys(cls, value: Path) -> Path:
        load_sealed_pieces(value)
        return value

    @model_validator(mode="after")
    def _leaves_places_to_holders(self) -> Self:
        if self.feed_max_concurrent is not None and self.feed_max_concurrent >= self.grpc_max_concurrent:
            raise ValueError(
                "PASSEPORT_FEED_MAX_CONCURRENT must be less than PASSEPORT_GRPC_MAX_CONCURRENT: "
                "the difference is what is left for holders"
            )
        return self

    @property
    def transfers_at_once(self) -> int:
        """Files and reports that may be transferred at once."""
        return self.feed_max_concurrent or max(1, self.grpc_max_concurrent // 2)
