"""Settings of prevention; the table in the README is checked against this class."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

from passeport_chassis.settings import StoreSettings
from passeport_dossier.storage.sealing import KeyRing
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.regulation.table import Regulation


class Settings(StoreSettings):
    """What this service reads from its environment."""

    grpc_listen: str = Field("0.0.0.0:50054", description="host:port of the gRPC server.")
    admin_listen: str = Field("0.0.0.0:9104", description="host:port of /livez, /readyz and /metrics.")
    identity_target: str = Field(
        "dns:///localhost:50051", description="gRPC target of identity, for example dns:///identity:50051."
    )
    records_target: str = Field(
        "",
        description="gRPC target of records, whose awards and financed trainings enter by themselves; none: none do.",
    )
    regulation_file: Path | None = Field(
        None, description="TOML of who owes what by when, in the stead of the one that comes with the code."
    )
    training_types_file: Path | None = Field(
        None, description="TOML of the training types and of how long each holds, in the stead of the code's own."
    )

    import_keys_file: Path | None = Field(
        None,
        description="JSON of the keys that seal files of the official import while they wait; none: none taken.",
    )
    import_max_concurrent: int = Field(
        4, ge=1, le=100, description="Files on their way at once, and as many results; a client has half of either."
    )
    import_result_days: int = Field(
        366, ge=31, le=3660, description="Days for which it is told what became of the lines of an import."
    )
    import_attempts: int = Field(8, ge=1, le=100, description="Times in a row that a file is begun in vain.")

    programmes_off: str = Field(
        "", description="Names of installed programmes that are not loaded, comma-separated; none: all are."
    )
    programme_seconds: float = Field(
        2.0, ge=0.1, le=5, description="Seconds that a programme is given for a call; then it is answered without it."
    )
    programme_max_concurrent: int = Field(
        4, ge=1, le=50, description="Calls of one programme answered at once, and connections of all of them."
    )

    @field_validator("import_keys_file")
    @classmethod
    def _keys_of_imports(cls, value: Path | None) -> Path | None:
        if value is not None:
            KeyRing.load(value)
        return value

    @model_validator(mode="after")
    def _leaves_places_to_holders(self) -> Self:
        if 2 * self.import_max_concurrent >= self.grpc_max_concurrent:
            raise ValueError(
                "PASSEPORT_IMPORT_MAX_CONCURRENT must be less than half of PASSEPORT_GRPC_MAX_CONCURRENT: "
                "so many files and as many results may last at once, and the rest is what is left for holders"
            )
        return self

    @field_validator("regulation_file")
    @classmethod
    def _regulation_of(cls, value: Path | None) -> Path | None:
        Regulation.read(value)
        return value

    @property
    def training_types(self) -> TrainingTypes:
        """The types that there are, and how long each holds."""
        return TrainingTypes.read(self.training_types_file)

    @field_validator("training_types_file")
    @classmethod
    def _types_of(cls, value: Path | None) -> Path | None:
        TrainingTypes.read(value)
        return value

    @property
    def programme_names_off(self) -> frozenset[str]:
        """The programmes that are not loaded."""
        return frozenset(name.strip() for name in self.programmes_off.split(",") if name.strip())
