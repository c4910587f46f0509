"""What is concluded from what was found, and how it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_publishing.domain.leaf import Inclusion
from passeport_publishing.domain.publication import Publication, State
from passeport_publishing.domain.sentences import say_english, say_french
from passeport_publishing.domain.snapshot import Language
from passeport_publishing.domain.status import TokenStatus
from passeport_publishing.domain.verification import (
    Basis,
    CheckId,
    CheckResult,
    CredentialFindings,
    Outcome,
    Registered,
    SealFindings,
    SignatureState,
    Verdict,
    judge_code,
    judge_credential,
    judge_document,
    judge_status,
)
from samples import CODE, NOW, make_snapshot

SHA = "ab" * 32
GOOD_SEAL = SealFindings(
    SHA, sealed=True, intact=True, covers_document=True, trusted=True, signer="nous", credential="a.b.c"
)
GOOD_CREDENTIAL = CredentialFindings(SignatureState.VALID, publication_id=uuid4(), valid_from=NOW)


def registered(state: State = State.PUBLISHED) -> Registered:
    publication = Publication(
        uuid4(), uuid4(), CODE, "CV", Language.FRENCH, state, NOW, NOW + timedelta(days=8), (), SHA, 1
    )
    return Registered(publication, make_snapshot(), "a.b.c")


def judge(
    seal: SealFindings = GOOD_SEAL,
    credential: CredentialFindings | None = GOOD_CREDENTIAL,
    found: Registered | None = None,
) -> Verdict:
    return judge_document(seal, credential, found, NOW)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (State.PUBLISHED, Outcome.AUTHENTIC),
        (State.SUPERSEDED, Outcome.SUPERSEDED),
        (State.WITHDRAWN, Outcome.WITHDRAWN),
    ],
)
def test_a_good_document_is_what_the_register_says(state: State, outcome: Outcome) -> None:
    verdict = judge(found=registered(state))
    assert verdict.outcome is outcome
    not_logged = [check.id for check in verdict.checks[:-1] if check.result is not CheckResult.PASSED]
    assert not_logged == [CheckId.LOG_INCLUSION]
    assert verdict.checks[-1].id is CheckId.STATUS
    assert (verdict.checks[-1].result is CheckResult.PASSED) == (outcome is Outcome.AUTHENTIC)


@pytest.mark.parametrize(
    ("holds", "outcome", "result"),
    [
        (True, Outcome.AUTHENTIC, CheckResult.PASSED),
        (None, Outcome.AUTHENTIC, CheckResult.SKIPPED),
        (False, Outcome.ALTERED, CheckResult.FAILED),
    ],
)
def test_what_the_log_contradicts_is_altered_and_what_it_does_not_know_yet_is_not(
    holds: bool | None, outcome: Outcome, result: CheckResult
) -> None:
    found, inclusion = registered(), Inclusion(holds, "why")
    for verdict in (
        judge_document(GOOD_SEAL, GOOD_CREDENTIAL, found, NOW, inclusion=inclusion),
        judge_credential(GOOD_CREDENTIAL, found, NOW, inclusion=inclusion),
    ):
        assert verdict.outcome is outcome
        (check,) = [check for check in verdict.checks if check.id is CheckId.LOG_INCLUSION]
        assert (check.result, check.detail) == (result, "why")


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"problem": "not a PDF", "sealed": False}, Outcome.UNREADABLE),
        ({"problem": "EOF marker not found"}, Outcome.ALTERED),
        ({"intact": False}, Outcome.ALTERED),
        ({"covers_document": False}, Outcome.ALTERED),
        ({"trusted": False}, Outcome.UNKNOWN_ISSUER),
        ({"trusted": False, "expired": True}, Outcome.EXPIRED),
        ({"sha256": "00" * 32}, Outcome.ALTERED),
        ({"credential": "x.y.z"}, Outcome.ALTERED),
    ],
)
def test_one_fault_of_the_seal_decides(change: dict[str, object], outcome: Outcome) -> None:
    verdict = judge(replace(GOOD_SEAL, **change), found=registered())  # type: ignore[arg-type]
    assert verdict.outcome is outcome
    assert verdict.registered is None


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"signature": SignatureState.INVALID}, Outcome.ALTERED),
        ({"signature": SignatureState.UNKNOWN_KEY}, Outcome.UNKNOWN_ISSUER),
        ({"valid_until": NOW}, Outcome.EXPIRED),
        ({"valid_from": NOW + timedelta(seconds=1)}, Outcome.EXPIRED),
    ],
)
def test_one_fault_of_the_credential_decides(change: dict[str, object], outcome: Outcome) -> None:
    credential = replace(GOOD_CREDENTIAL, **change)  # type: ignore[arg-type]
    assert judge(credential=credential, found=registered()).outcome is outcome
    assert judge_credential(credential, registered(), NOW).outcome is outcome


def test_without_a_credential_inside_or_a_publication_it_is_not_ours() -> None:
    assert judge(credential=None, found=registered()).outcome is Outcome.ALTERED
    assert judge(found=None).outcome is Outcome.UNKNOWN_ISSUER
    assert judge_credential(GOOD_CREDENTIAL, None, NOW).outcome is Outcome.UNKNOWN_ISSUER
    unreadable = CredentialFindings(SignatureState.UNREADABLE)
    assert judge_credential(unreadable, None, NOW).outcome is Outcome.UNREADABLE


def test_what_goes_wrong_is_told_by_the_check_that_failed_and_by_no_other() -> None:
    broken = SealFindings(SHA, problem="PdfReadError: EOF marker not found", sealed=True)
    invalid = replace(GOOD_CREDENTIAL, signature=SignatureState.INVALID, detail="the signature does not fit")
    for verdict, failed in (
        (judge(broken, found=registered()), CheckId.FORMAT),
        (judge_credential(invalid, registered(), NOW), CheckId.CREDENTIAL_SIGNATURE),
    ):
        assert verdict.outcome is Outcome.ALTERED
        said = [check for check in verdict.checks if check.detail]
        assert [(check.id, check.result) for check in said] == [(failed, CheckResult.FAILED)]


FLAGS = st.booleans()


@given(FLAGS, FLAGS, FLAGS, FLAGS, st.sampled_from(SignatureState), st.sampled_from([None, *State]))
def test_only_a_faultless_document_is_authentic(
    sealed: bool, intact: bool, covers: bool, trusted: bool, signature: SignatureState, state: State | None
) -> None:
    seal = replace(GOOD_SEAL, sealed=sealed, intact=intact, covers_document=covers, trusted=trusted)
    verdict = judge(seal, replace(GOOD_CREDENTIAL, signature=signature), registered(state) if state else None)
    faultless = sealed and intact and covers and trusted and signature is SignatureState.VALID and state is not None
    assert verdict.is_authentic == (faultless and state not in {State.WITHDRAWN, State.REVOKED})
    failed = [check for check in verdict.checks if check.result is CheckResult.FAILED]
    assert len(failed) == (0 if verdict.outcome is Outcome.AUTHENTIC else 1)
    made = [check for check in CheckId if check is not CheckId.KEY_BINDING]
    assert [check.id for check in verdict.checks] == made


def test_every_outcome_is_said_in_both_languages() -> None:
    for outcome, found in product(set(Outcome) - {Outcome.VALID}, (registered(State.SUPERSEDED),)):
        verdict = Verdict(outcome, (), found)
        assert say_french(verdict).endswith((".", "."))
        assert "{" not in say_french(verdict) + say_english(verdict)
    assert "le 23 novembre 2026" in say_french(judge(found=registered()))
    assert "depuis le 1er décembre 2026" in say_french(judge(found=registered(State.SUPERSEDED)))
    assert "on 1 December 2026" in say_english(judge(found=registered(State.WITHDRAWN)))


@pytest.mark.parametrize("status", TokenStatus)
def test_a_status_says_what_the_list_says_and_nothing_of_a_document(status: TokenStatus) -> None:
    verdict = judge_status(status)
    assert verdict.outcome is not Outcome.AUTHENTIC
    assert verdict.registered is None
    assert [(check.id, check.result is CheckResult.PASSED) for check in verdict.checks] == [
        (CheckId.STATUS, status is TokenStatus.VALID)
    ]
    assert say_french(verdict, Basis.STATUS).endswith(".")
    assert say_english(verdict, Basis.STATUS).endswith(".")


def test_a_code_alone_never_says_that_a_paper_is_authentic() -> None:
    verdict = judge_code(registered())
    assert verdict.outcome is Outcome.AUTHENTIC
    assert "vérifiez le fichier PDF" in say_french(verdict, Basis.CODE)
    assert "verify the PDF file" in say_english(verdict, Basis.CODE)
    for state in State:
        assert say_french(judge_code(registered(state)), Basis.CODE)
