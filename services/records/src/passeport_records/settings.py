"""Settings of records; the table in the README is checked against this class."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

from passeport_chassis.settings import StoreSettings
from passeport_logbook.signing import LogName, load_signers
from passeport_records.clients.scanners import scanner_of
from passeport_records.domain.batch import Feed
from passeport_records.domain.dispute import Deadlines
from passeport_records.domain.freshness import read_rhythms
from passeport_records.domain.organisation import read_sirets
from passeport_records.domain.provenance import Source
from passeport_records.domain.waiting import WAIT
from passeport_records.storage.attachment_folder import AttachmentFolder
from passeport_records.storage.leaves import LedgerKeys, load_ledger_keys
from passeport_records.storage.piece_seal import load_sealed_pieces
from passeport_records.usecases.attachment_ports import AttachmentTools


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
    ledger_origin: str | None = Field(
        None,
        description="Name of the ledger: its public address without scheme, for example passeport.example/log/records; "
        "none: there is no ledger.",
    )
    ledger_keys_file: Path | None = Field(
        None, description="JSON file of the versioned master keys that hide what is in the ledger (32 bytes each)."
    )
    ledger_signing_keys_file: Path | None = Field(
        None, description="PEM file of the Ed25519 private keys (PKCS #8), all of which sign the checkpoints."
    )
    ledger_checkpoint_interval: float = Field(
        5, ge=0.1, le=3600, description="Seconds from one checkpoint to the next while the ledger grows."
    )

    feed_max_concurrent: int | None = Field(
        None, ge=1, description="Files and reports transferred at once; none: half of the calls served at once."
    )
    feed_attempts: int = Field(
        8, ge=1, le=100, description="Times in a row that a file is begun in vain before it ends as failed."
    )

    report_days: int = Field(
        366,
        gt=WAIT.days,
        le=3660,
        description="Days for which it is told what became of the lines of a batch, and for which it can be undone.",
    )

    attachment_folder: Path | None = Field(
        None, description="Folder of the files that holders attach to entries, sealed; none: no files are kept."
    )
    attachment_keys_file: Path | None = Field(
        None, description="JSON file of the versioned keys that seal these files (AES-256), of the form of feed keys."
    )
    attachment_scanner: str | None = Field(
        None,
        description="Who scans these files: clamav://host:port, or none, which keeps what nobody has looked into.",
    )
    attachment_max_bytes: int = Field(
        10 * 1024 * 1024, ge=1024, le=10 * 1024 * 1024, description="Size of the largest file, in bytes."
    )
    attachment_max_count: int = Field(5, ge=1, le=50, description="Files that an entry may have.")

    deletion_days: int = Field(
        30, ge=1, le=365, description="Days for which a holder can take the deletion of an entry back."
    )

    feed_rhythms: str = Field(
        "",
        description="Days within which a file of a feed is expected, dsn=40,certifications=10: after more than these a "
        "holder is told that nothing came. Of a feed that is not there nothing is expected.",
    )

    training_file_senders: str = Field(
        "",
        description="SIRETs of who numbers training files (Mon Compte Formation), with commas: their trainings alone "
        "tell whose a file is that a certifier names. None: nobody is found by a file.",
    )

    dispute_months_certifications: int = Field(
        3, ge=1, le=24, description="Months that a certifier has to answer who contests an award (R6113-17-2)."
    )
    dispute_months_dsn: int = Field(
        2, ge=1, le=24, description="Months that an employer has to answer who contests a job: two monthly DSN."
    )
    dispute_months_other: int = Field(
        3, ge=1, le=24, description="Months that any other source has; three are the outer limit of GDPR, 12(3)."
    )

    @field_validator("feed_keys_file", "attachment_keys_file")
    @classmethod
    def _holds_keys(cls, value: Path | None) -> Path | None:
        if value is not None:
            load_sealed_pieces(value)
        return value

    @field_validator("feed_rhythms")
    @classmethod
    def _are_rhythms(cls, value: str) -> str:
        read_rhythms(value)
        return value

    @property
    def rhythms(self) -> Mapping[Feed, timedelta]:
        """How long each feed is said to pause."""
        return read_rhythms(self.feed_rhythms)

    @field_validator("training_file_senders")
    @classmethod
    def _are_sirets(cls, value: str) -> str:
        read_sirets(value)
        return value

    @property
    def file_senders(self) -> frozenset[str]:
        """The SIRETs of who numbers training files."""
        return read_sirets(self.training_file_senders)

    @field_validator("attachment_folder")
    @classmethod
    def _is_a_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(f"the folder {str(value)!r} is not there: make it, and let the service write in it")
        return value

    @field_validator("attachment_scanner")
    @classmethod
    def _is_a_scanner(cls, value: str | None) -> str | None:
        if value is not None:
            scanner_of(value)
        return value

    @model_validator(mode="after")
    def _knows_all_of_attachments(self) -> Self:
        parts = {
            "PASSEPORT_ATTACHMENT_FOLDER": self.attachment_folder,
            "PASSEPORT_ATTACHMENT_KEYS_FILE": self.attachment_keys_file,
            "PASSEPORT_ATTACHMENT_SCANNER": self.attachment_scanner,
        }
        missing = [name for name, value in parts.items() if value is None]
        if 0 < len(missing) < len(parts):
            raise ValueError(f"{', '.join(missing)} must be given too: files are kept with all three, or not at all")
        return self

    @property
    def attachments(self) -> AttachmentTools | None:
        """What keeping the files of entries takes; none where no files are kept."""
        if self.attachment_folder is None or self.attachment_keys_file is None or self.attachment_scanner is None:
            return None
        folder = AttachmentFolder(self.attachment_folder, load_sealed_pieces(self.attachment_keys_file))
        scanner = scanner_of(self.attachment_scanner)
        return AttachmentTools(folder, scanner, self.attachment_max_bytes, self.attachment_max_count)

    @property
    def deadlines(self) -> Deadlines:
        """Until when each source has to answer who contests what it guarantees."""
        months = {Source.CERTIFICATIONS: self.dispute_months_certifications, Source.DSN: self.dispute_months_dsn}
        return Deadlines(months, self.dispute_months_other)

    @field_validator("ledger_keys_file")
    @classmethod
    def _holds_master_keys(cls, value: Path | None) -> Path | None:
        if value is not None:
            load_ledger_keys(value)
        return value

    @model_validator(mode="after")
    def _keeps_a_whole_ledger(self) -> Self:
        parts = {
            "PASSEPORT_LEDGER_ORIGIN": self.ledger_origin,
            "PASSEPORT_LEDGER_KEYS_FILE": self.ledger_keys_file,
            "PASSEPORT_LEDGER_SIGNING_KEYS_FILE": self.ledger_signing_keys_file,
        }
        missing = [name for name, value in parts.items() if value is None]
        if 0 < len(missing) < len(parts):
            raise ValueError(f"{' and '.join(missing)} must be given too: a ledger takes {', '.join(parts)}, or none")
        try:
            _ = self.ledger
        except ValueError as error:
            raise ValueError(f"PASSEPORT_LEDGER_SIGNING_KEYS_FILE with PASSEPORT_LEDGER_ORIGIN: {error}") from None
        return self

    @property
    def ledger(self) -> LogName | None:
        """The name of the ledger, and who signs for it; none: there is no ledger."""
        if self.ledger_origin is None or self.ledger_signing_keys_file is None:
            return None
        return load_signers(self.ledger_signing_keys_file, self.ledger_origin)

    @property
    def ledger_keys(self) -> LedgerKeys | None:
        """The master keys of the ledger; none: there is no ledger."""
        return None if self.ledger_keys_file is None else load_ledger_keys(self.ledger_keys_file)

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
