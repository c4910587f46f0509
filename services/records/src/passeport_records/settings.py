"""Settings of records; the table in the README is checked against this class."""

from __future__ import annotations

from pydantic import Field

from passeport_chassis.settings import StoreSettings


class Settings(StoreSettings):
    """What this service reads from its environment."""

    grpc_listen: str = Field("0.0.0.0:50052", description="host:port of the gRPC server.")
    admin_listen: str = Field("0.0.0.0:9102", description="host:port of /livez, /readyz and /metrics.")
    identity_target: str = Field(
        "dns:///localhost:50051", description="gRPC target of identity, for example dns:///identity:50051."
    )
