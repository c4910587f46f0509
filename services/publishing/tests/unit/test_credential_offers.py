"""Where an offer stands, whatever happened to it, in whichever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from passeport_publishing.domain.credential_offer import (
    OFFER_LASTS,
    TOKEN_LASTS,
    TX_CODE_TRIES,
    CredentialOffer,
    OfferState,
    new_tx_code,
)
from samples import NOW

OFFER = CredentialOffer(uuid4(), uuid4(), uuid4(), NOW, NOW + OFFER_LASTS, b"hash", "scrypt$")
LATER = NOW + timedelta(minutes=1)


def test_an_offer_is_open_until_it_is_taken_or_its_time_is_over() -> None:
    assert OFFER.state(LATER) is OfferState.OPEN
    assert OFFER.state(NOW + OFFER_LASTS) is OfferState.EXPIRED
    redeemed = OFFER.redeem(b"token", LATER)
    assert redeemed.state(LATER) is OfferState.REDEEMED
    assert redeemed.token_holds(LATER + TOKEN_LASTS - timedelta(seconds=1))
    assert not redeemed.token_holds(LATER + TOKEN_LASTS)
    assert redeemed.state(LATER + TOKEN_LASTS) is OfferState.EXPIRED
    issued = redeemed.issued(2, LATER).issued(1, LATER)
    assert (issued.state(LATER + OFFER_LASTS), issued.issue_count) == (OfferState.ISSUED, 3)
    assert not OFFER.token_holds(LATER)


def test_what_is_ended_or_withdrawn_is_over_and_stays_issued_if_it_was() -> None:
    redeemed = OFFER.redeem(b"token", LATER)
    for over in (OFFER.end(LATER), replace(OFFER, withdrawn=True), redeemed.end(LATER)):
        assert over.state(LATER) is OfferState.ENDED
        assert not over.is_open(LATER)
    assert not redeemed.end(LATER).token_holds(LATER)
    assert redeemed.end(LATER).end(LATER + OFFER_LASTS).ended_at == LATER
    assert redeemed.issued(1, LATER).end(LATER).state(LATER) is OfferState.ISSUED


def test_tries_are_charged_and_given_back() -> None:
    tried = OFFER
    for _ in range(TX_CODE_TRIES):
        assert tried.is_open(LATER)
        tried = tried.charge_try()
    assert (tried.state(LATER), tried.tx_code_tries_left) == (OfferState.LOCKED, 0)
    assert tried.return_try().is_open(LATER)
    assert OFFER.return_try() == OFFER
    assert all(len(code) == 6 and code.isdecimal() for code in (new_tx_code() for _ in range(50)))
