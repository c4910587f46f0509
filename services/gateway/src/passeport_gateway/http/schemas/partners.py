"""Access tokens and batches."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Id, Shown, Timestamp

__all__ = ["BatchShown", "MetadataShown", "TokenRefused", "TokenShown"]


class TokenShown(Shown):
    """An access token (RFC 6749, 5.1)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds.")
    scope: str


class MetadataShown(Shown):
    """Where and how clients obtain tokens (RFC 8414)."""

    issuer: str
    token_endpoint: str
    token_endpoint_auth_methods_supported: list[str]
    token_endpoint_auth_signing_alg_values_supported: list[str]
    revocation_endpoint: str
    revocation_endpoint_auth_methods_supported: list[str]
    revocation_endpoint_auth_signing_alg_values_supported: list[str]
    grant_types_supported: list[str]
    response_types_supported: list[str]
    scopes_supported: list[str]
    service_documentation: str


class TokenRefused(Shown):
    """Why there is no access token (RFC 6749, 5.2)."""

    error: str = Field(
        description="`invalid_request`, `invalid_client`, `invalid_scope`, `unsupported_grant_type`, "
        "`temporarily_unavailable` or `server_error`."
    )
    error_description: str
    trace_id: str


class BatchShown(Shown):
    """A file and what became of it."""

    id: Id
    feed: Literal["certifications", "dsn"]
    file_name: str
    state: Literal["received", "running", "finished", "failed"] = Field(
        description="`failed`: at its end too, but part of it could not be processed; the report says which part."
    )
    size: int = Field(description="Bytes.")
    sha256: str
    accepted: int = Field(description="Items that registered, corrected or withdrew an entry.")
    duplicates: int = Field(description="Items that were there already.")
    unresolved: int = Field(description="Items whose person could not be resolved.")
    rejected: int = Field(description="Items refused by a rule.")
    remarks_count: int = Field(
        description="Remarks of the report: they are about the file, such as a wrong count (S90) at the end of a DSN, "
        "and stop no item."
    )
    create_time: Timestamp
    finish_time: Timestamp | None
    treatment_number: int | None
    report_url: str = Field(description="Where the report is once the batch is finished, or failed.")
