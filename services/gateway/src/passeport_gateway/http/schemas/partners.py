"""Access tokens and batches."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Asked, Id, Shown, Timestamp

__all__ = [
    "BatchItemShown",
    "BatchShown",
    "MetadataShown",
    "OutcomeName",
    "PushedShown",
    "RollbackAsked",
    "TokenRefused",
    "TokenShown",
]

OutcomeName = Literal["accepted", "duplicate", "unresolved", "rejected", "remark", "rolled_back"]


class TokenShown(Shown):
    """An access token (RFC 6749, 5.1)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds.")
    scope: str | None = Field(None, description="Of partners and platforms; a token of a wallet has none.")
    refresh_token: str | None = Field(None, description="For platforms: what the next token is obtained with, once.")


class MetadataShown(Shown):
    """Where and how clients obtain tokens (RFC 8414)."""

    issuer: str
    authorization_endpoint: str
    pushed_authorization_request_endpoint: str
    token_endpoint: str
    token_endpoint_auth_methods_supported: list[str]
    token_endpoint_auth_signing_alg_values_supported: list[str]
    revocation_endpoint: str
    revocation_endpoint_auth_methods_supported: list[str]
    revocation_endpoint_auth_signing_alg_values_supported: list[str]
    grant_types_supported: list[str]
    pre_authorized_grant_anonymous_access_supported: bool = Field(
        alias="pre-authorized_grant_anonymous_access_supported",
        description="Wallets need no client (OpenID4VCI 1.0, section 12.3).",
    )
    response_types_supported: list[str]
    response_modes_supported: list[str]
    code_challenge_methods_supported: list[str]
    authorization_response_iss_parameter_supported: bool
    scopes_supported: list[str]
    service_documentation: str


class PushedShown(Shown):
    """What the browser comes with in place of an authorization request (RFC 9126 section 2.2)."""

    request_uri: str
    expires_in: int = Field(description="Seconds.")


class TokenRefused(Shown):
    """Why there is no access token (RFC 6749, 5.2)."""

    error: str = Field(
        description="`invalid_request`, `invalid_client`, `invalid_grant`, `invalid_scope`, `unauthorized_client`, "
        "`unsupported_grant_type`, `temporarily_unavailable` or `server_error`."
    )
    error_description: str
    trace_id: str


class ProgressShown(Shown):
    """How far a file is read, and how fast."""

    begin_time: Timestamp | None = Field(description="When it was begun; null before.")
    bytes_read: int = Field(description="Bytes that were read, of `size`.")
    lines_read: int = Field(description="Line of the last item that has its outcome.")
    items: int = Field(description="Items and remarks that have their outcome.")
    items_per_second: float = Field(description="Since it was begun.")
    estimated_finish_time: Timestamp | None = Field(
        description="When it will be over if it goes on as until now; null when there is nothing to go by, and after."
    )


class RollbackShown(Shown):
    """The undoing of a batch."""

    reason: str = Field(description="Why; the holders read it.")
    begin_time: Timestamp
    finish_time: Timestamp | None = Field(description="When it was done; null while it goes on.")
    undone: int = Field(description="Entries that do not stay as it left them.")
    kept: int = Field(
        description="Entries that stay as they are, since other batches say so too. Their lines have the rule `kept`, "
        "until the others are undone as well."
    )
    by_operator: bool = Field(description="That the service asked for it.")


class RollbackAsked(Asked):
    """Has a batch undone."""

    reason: str = Field(min_length=1, max_length=200, description="Why, in one line; the holders read it.")


class BatchItemShown(Shown):
    """What became of one item of a file; it shows no personal value."""

    line: int | None = Field(description="Line of the file, counted from 1; null: the file, or what is left of it.")
    outcome: OutcomeName
    key: str | None = Field(description="What you call it.")
    field: str | None = Field(description="Field that breaks a rule, by its name in the format.")
    rule: str | None = Field(description="The rule, by a stable name.")
    message: str | None = Field(description="What is wrong, or what happened, in French.")
    value: str | None = Field(description="The value, cut or masked.")
    fix: str | None = Field(description="What to do, with a right value where a field breaks a rule.")
    wait_until_time: Timestamp | None = Field(
        description="Until when it is tried again, as long as its person is not known; null unless it waits."
    )
    settle_time: Timestamp | None = Field(
        description="When it got this outcome; null unless that was after the batch was over."
    )


class BatchShown(Shown):
    """A file and what became of it."""

    id: Id
    feed: Literal["certifications", "dsn", "diplomas", "trainings"]
    file_name: str
    state: Literal["received", "running", "finished", "failed", "rolling_back", "rolled_back"] = Field(
        description="`failed`: at its end too, but part of it could not be processed; the report says which part. "
        "`rolled_back`: undone as one."
    )
    size: int = Field(description="Bytes; of a gzip, once unpacked.")
    sha256: str = Field(description="Of these bytes, hexadecimal.")
    accepted: int = Field(description="Items that registered, corrected or withdrew an entry.")
    duplicates: int = Field(description="Items that were there already.")
    unresolved: int = Field(description="Items whose person could not be resolved.")
    waiting: int = Field(description="Unresolved items that are tried again until their person is known.")
    rejected: int = Field(description="Items refused by a rule.")
    remarks_count: int = Field(
        description="Remarks of the report: they are about the file, such as a wrong count (S90) at the end of a DSN, "
        "and stop no item."
    )
    progress: ProgressShown
    create_time: Timestamp
    finish_time: Timestamp | None
    treatment_number: int | None
    rollback: RollbackShown | None = Field(description="Its undoing; null for a batch that stands.")
    report_url: str = Field(description="Where the report is once the batch is finished, or failed.")
    report_expire_time: Timestamp | None = Field(
        description="When its report ceased to be kept, a year after its end where nothing else is set; null before."
    )
