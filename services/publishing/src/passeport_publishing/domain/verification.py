"""What a verification concludes from what was found. Pure: readers find, this judges."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from passeport_publishing.domain.disclosure import Binding, Disclosed
from passeport_publishing.domain.leaf import Inclusion, LoggedLeaf
from passeport_publishing.domain.publication import Publication, State
from passeport_publishing.domain.snapshot import Snapshot
from passeport_publishing.domain.status import TokenStatus

MAX_DOCUMENT_SIZE = 10 * 1024 * 1024
MAX_CREDENTIAL_SIZE = 4 * 1024 * 1024


class Basis(StrEnum):
    """What was looked at: what somebody shows, or only what stands behind a code or at a place of a status list."""

    DOCUMENT = "document"
    CODE = "code"
    STATUS = "status"


class Outcome(StrEnum):
    """The verdict in one word."""

    AUTHENTIC = "authentic"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    ALTERED = "altered"
    UNKNOWN_ISSUER = "unknown_issuer"
    EXPIRED = "expired"
    UNREADABLE = "unreadable"
    NO_LONGER_KEPT = "no_longer_kept"
    """Published by us for somebody whose data are no longer kept (R6323-39)."""
    VALID = "valid"
    """Of a status alone: nothing was taken back, and nothing is said of a document."""


NO_LOG = Inclusion(None, "there is no log of publications")
"""Where publications are not logged."""

AUTHENTIC_OUTCOMES = frozenset({Outcome.AUTHENTIC, Outcome.SUPERSEDED})


class CheckId(StrEnum):
    """Stable names of the checks, in the order in which they are made."""

    FORMAT = "format"
    SEAL_INTACT = "seal_intact"
    COVERS_DOCUMENT = "covers_document"
    SEAL_TRUSTED = "seal_trusted"
    CREDENTIAL_SIGNATURE = "credential_signature"
    KEY_BINDING = "key_binding"
    """Made of credentials that can be bound to a key only."""
    CREDENTIAL_MATCHES = "credential_matches"
    LOG_INCLUSION = "log_inclusion"
    DATES = "dates"
    STATUS = "status"


class CheckResult(StrEnum):
    """How a check ended; skipped when an earlier one failed or nothing was there to check."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Check:
    """One check, with what a technician wants to know of it."""

    id: CheckId
    result: CheckResult
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SealFindings:
    """What reading a PDF found. `problem` is set when it could not be read as a PDF with one seal.

    With a problem, `sealed` says that the file carries a signature of our kind all the same: it was altered.
    """

    sha256: str
    problem: str = ""
    sealed: bool = False
    intact: bool = False
    covers_document: bool = False
    trusted: bool = False
    expired: bool = False
    signer: str = ""
    detail: str = ""
    credential: str | None = None


class SignatureState(StrEnum):
    """How the signature of a credential stands."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN_KEY = "unknown_key"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class CredentialFindings:
    """What reading a credential found; the content is set only under a valid signature."""

    signature: SignatureState
    detail: str = ""
    publication_id: UUID | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    binding: Binding | None = None
    """None where the form of credential knows no binding."""
    disclosed: Disclosed | None = None
    """None where the form of credential shows all of it."""
    award_id: UUID | None = None
    """The one record that it is of, where it is a badge."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register of publications holds for the identifier found."""

    publication: Publication
    snapshot: Snapshot
    credential: str
    leaf: LoggedLeaf | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was concluded, and from which checks. The register's content only goes out with an authentic outcome."""

    outcome: Outcome
    checks: tuple[Check, ...]
    registered: Registered | None = None

    @property
    def is_authentic(self) -> bool:
        """True when what was shown is what was published, current or not."""
        return self.outcome in AUTHENTIC_OUTCOMES


_STATE_OUTCOMES = {
    State.PUBLISHED: Outcome.AUTHENTIC,
    State.SUPERSEDED: Outcome.SUPERSEDED,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.REVOKED: Outcome.REVOKED,
}
_STATUS_OUTCOMES = {
    TokenStatus.VALID: Outcome.VALID,
    TokenStatus.SUPERSEDED: Outcome.SUPERSEDED,
    TokenStatus.WITHDRAWN: Outcome.WITHDRAWN,
    TokenStatus.REVOKED: Outcome.REVOKED,
}


class _Checklist:
    """Makes checks in order; the first failure decides the outcome and the rest is skipped."""

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self.outcome: Outcome | None = None

    def check(self, check_id: CheckId, passed: bool, otherwise: Outcome, detail: str = "") -> None:
        """Records one check, unless an earlier one failed."""
        if self.outcome is not None:
            self.checks.append(Check(check_id, CheckResult.SKIPPED))
            return
        self.checks.append(Check(check_id, CheckResult.PASSED if passed else CheckResult.FAILED, detail))
        if not passed:
            self.outcome = otherwise

    def skip(self, check_id: CheckId, detail: str) -> None:
        """Records one check that cannot be made, and says why unless an earlier one failed."""
        self.checks.append(Check(check_id, CheckResult.SKIPPED, detail if self.outcome is None else ""))

    def conclude(self, registered: Registered | None) -> Verdict:
        """Ends with the status, which is known only when everything before it passed."""
        if self.outcome is None and registered is not None:
            self.outcome = _STATE_OUTCOMES[registered.publication.state]
            current = self.outcome is Outcome.AUTHENTIC
            self.checks.append(
                Check(
                    CheckId.STATUS,
                    CheckResult.PASSED if current else CheckResult.FAILED,
                    f"{registered.publication.state} since {registered.publication.state_at.isoformat()}",
                )
            )
        else:
            self.checks.append(Check(CheckId.STATUS, CheckResult.SKIPPED))
        outcome = self.outcome or Outcome.UNKNOWN_ISSUER
        shown = registered if outcome in {*AUTHENTIC_OUTCOMES, Outcome.WITHDRAWN, Outcome.REVOKED} else None
        return Verdict(outcome, tuple(self.checks), shown)


def judge_document(
    seal: SealFindings,
    credential: CredentialFindings | None,
    registered: Registered | None,
    now: datetime,
    *,
    forgotten: bool = False,
    inclusion: Inclusion = NO_LOG,
) -> Verdict:
    """Judges a PDF: its seal, what the seal covers, who sealed, and the credential inside."""
    checklist = _Checklist()
    # What carries a seal and cannot be read as we made it is not something else: it was altered.
    unfit = Outcome.ALTERED if seal.sealed else Outcome.UNREADABLE
    checklist.check(CheckId.FORMAT, seal.sealed and not seal.problem, unfit, seal.problem)
    checklist.check(CheckId.SEAL_INTACT, seal.intact, Outcome.ALTERED, seal.detail)
    checklist.check(CheckId.COVERS_DOCUMENT, seal.covers_document, Outcome.ALTERED, seal.detail)
    # An expired certificate of ours is not a stranger's: the dates say so below.
    checklist.check(CheckId.SEAL_TRUSTED, seal.trusted or seal.expired, Outcome.UNKNOWN_ISSUER, seal.signer)
    _check_credential(checklist, credential)
    same = registered is not None and (registered.publication.document_sha256, registered.credential) == (
        seal.sha256,
        seal.credential,
    )
    # Bytes that no signature covers (the padding of the signature itself) are covered by the register's digest.
    stranger = _unregistered(forgotten) if registered is None else Outcome.ALTERED
    checklist.check(CheckId.CREDENTIAL_MATCHES, same, stranger, f"SHA-256 {seal.sha256}")
    _check_inclusion(checklist, inclusion)
    _check_dates(checklist, credential, now, sealed_in_time=not seal.expired)
    return checklist.conclude(registered)


def judge_credential(
    credential: CredentialFindings,
    registered: Registered | None,
    now: datetime,
    *,
    forgotten: bool = False,
    inclusion: Inclusion = NO_LOG,
) -> Verdict:
    """Judges a credential shown by itself."""
    checklist = _Checklist()
    readable = credential.signature is not SignatureState.UNREADABLE
    checklist.check(CheckId.FORMAT, readable, Outcome.UNREADABLE, "" if readable else credential.detail)
    _check_credential(checklist, credential)
    _check_binding(checklist, credential.binding)
    checklist.check(
        CheckId.CREDENTIAL_MATCHES, registered is not None, _unregistered(forgotten), "identifier in the register"
    )
    _check_inclusion(checklist, inclusion)
    _check_dates(checklist, credential, now, sealed_in_time=True)
    if registered is not None and credential.disclosed is not None:
        # What its holder keeps back, the register does not tell.
        registered = replace(registered, snapshot=credential.disclosed.of(registered.snapshot))
    if registered is not None and credential.award_id is not None:
        registered = replace(registered, publication=registered.publication.as_far_as(credential.award_id))
    return checklist.conclude(registered)


def judge_code(registered: Registered) -> Verdict:
    """Tells what stands behind a code: that something was published under it, not that a paper shows it."""
    return _Checklist().conclude(registered)


def judge_forgotten_code() -> Verdict:
    """Tells that something was published under a code, and that it is kept no longer."""
    return Verdict(Outcome.NO_LONGER_KEPT, (Check(CheckId.STATUS, CheckResult.FAILED, "no longer kept"),))


def judge_status(status: TokenStatus) -> Verdict:
    """Tells what a status list says, which is no more than anyone reads in it."""
    valid = status is TokenStatus.VALID
    check = Check(CheckId.STATUS, CheckResult.PASSED if valid else CheckResult.FAILED, f"0x{status:02X}")
    return Verdict(_STATUS_OUTCOMES[status], (check,))


def _unregistered(forgotten: bool) -> Outcome:
    return Outcome.NO_LONGER_KEPT if forgotten else Outcome.UNKNOWN_ISSUER


def _check_credential(checklist: _Checklist, credential: CredentialFindings | None) -> None:
    state = credential.signature if credential else SignatureState.UNREADABLE
    unknown = state is SignatureState.UNKNOWN_KEY
    checklist.check(
        CheckId.CREDENTIAL_SIGNATURE,
        state is SignatureState.VALID,
        Outcome.UNKNOWN_ISSUER if unknown else Outcome.ALTERED,
        credential.detail if credential else "no credential inside",
    )


def _check_inclusion(checklist: _Checklist, inclusion: Inclusion) -> None:
    """What the register says and the log does not was changed after it was published, by whoever owns the register."""
    if inclusion.holds is None:
        checklist.skip(CheckId.LOG_INCLUSION, inclusion.detail)
    else:
        checklist.check(CheckId.LOG_INCLUSION, inclusion.holds, Outcome.ALTERED, inclusion.detail)


def _check_binding(checklist: _Checklist, binding: Binding | None) -> None:
    if binding in {Binding.PROVEN, Binding.WRONG}:
        checklist.check(CheckId.KEY_BINDING, binding is Binding.PROVEN, Outcome.ALTERED, binding.value)
    elif binding is not None:
        checklist.skip(CheckId.KEY_BINDING, binding.value)


def _check_dates(
    checklist: _Checklist, credential: CredentialFindings | None, now: datetime, *, sealed_in_time: bool
) -> None:
    begun = credential is None or credential.valid_from is None or credential.valid_from <= now
    ended = credential is not None and credential.valid_until is not None and credential.valid_until <= now
    checklist.check(CheckId.DATES, sealed_in_time and begun and not ended, Outcome.EXPIRED)
