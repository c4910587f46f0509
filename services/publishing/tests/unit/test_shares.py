"""A share: what ends it, for whom, what may be asked, and how its PIN is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from passeport_publishing.domain.links import digest_of, new_secret
from passeport_publishing.domain.share import Part, Share, ShareState, months_after
from passeport_publishing.domain.share_request import ShareRequest, read_share_request
from passeport_publishing.errors import FieldInvalid
from passeport_publishing.vault import PinHasher
from samples import NOW

SHARE = Share(
    uuid4(), uuid4(), uuid4(), "Agence Durand", "", (Part.PAGE,), False, NOW, NOW + timedelta(days=1), pin_hash="x"
)


def asked(**fields: object) -> ShareRequest:
    usual = {
        "request_id": "k",
        "publication_id": SHARE.publication_id,
        "recipient": "Agence Durand",
        "purpose": "",
        "parts": (),
        "single_use": False,
        "expires_at": None,
        "pin": "",
        "now": NOW,
    }
    return read_share_request(**{**usual, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("share", "state", "readable"),
    [
        (SHARE, ShareState.LIVE, True),
        (replace(SHARE, expires_at=NOW), ShareState.EXPIRED, False),
        (SHARE.revoke(NOW), ShareState.REVOKED, False),
        (replace(SHARE, withdrawn=True), ShareState.WITHDRAWN, False),
        # Who has it open reads on, whatever others do.
        (replace(SHARE, single_use=True).opened(NOW), ShareState.USED, True),
        (replace(SHARE, pin_failures=5), ShareState.LOCKED, True),
        (replace(SHARE, pin_failures=5, pin_hash=""), ShareState.LIVE, True),
        (SHARE.opened(NOW), ShareState.LIVE, True),
    ],
)
def test_what_ends_a_share(share: Share, state: ShareState, readable: bool) -> None:
    assert (share.state(NOW), share.is_readable(NOW)) == (state, readable)
    assert share.opens(NOW) == (state is ShareState.LIVE)


def test_changes_by_the_holder_make_another_version_and_openings_do_not() -> None:
    assert SHARE.opened(NOW).charge_try().return_try().etag == SHARE.etag == "r1"
    revoked = SHARE.revoke(NOW)
    assert revoked.etag == SHARE.ask_deletion(NOW).etag == SHARE.extend(NOW).etag == "r2"
    assert revoked.revoke(NOW + timedelta(days=1)) == revoked
    assert SHARE.charge_try().charge_try().pin_tries_left == 3


def test_months_end_on_a_day_that_there_is() -> None:
    assert months_after(datetime(2026, 8, 31, 9, tzinfo=UTC), 6) == datetime(2027, 2, 28, 9, tzinfo=UTC)
    assert months_after(datetime(2024, 2, 29, tzinfo=UTC), 12) == datetime(2025, 2, 28, tzinfo=UTC)
    assert months_after(datetime(2026, 12, 1, tzinfo=UTC), 12) == datetime(2027, 12, 1, tzinfo=UTC)


def test_what_is_not_said_is_the_usual() -> None:
    request = asked(recipient="  Agence  Durand ", parts=(Part.CREDENTIAL, Part.PAGE))
    assert (request.recipient, request.parts) == ("Agence Durand", (Part.PAGE, Part.CREDENTIAL))
    assert asked().parts == (Part.PAGE, Part.DOCUMENT)
    assert request.expires_at == datetime(2027, 5, 23, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"recipient": " \u200d "}, "recipient", "LENGTH"),
        ({"recipient": "x" * 121}, "recipient", "LENGTH"),
        ({"recipient": "a\u202eb"}, "recipient", "CONTROL_CHARACTER"),
        ({"purpose": "x" * 201}, "purpose", "LENGTH"),
        ({"request_id": ""}, "request_id", "LENGTH"),
        ({"expires_at": NOW}, "expire_time", "SHARE_END"),
        ({"expires_at": datetime(2027, 11, 23, 16, 0, 1, tzinfo=UTC)}, "expire_time", "SHARE_END"),
        ({"pin": "123"}, "pin", "PIN"),
        ({"pin": "12a4"}, "pin", "PIN"),
        ({"pin": "٣٤٧٨"}, "pin", "PIN"),
        ({"pin": "0" * 4}, "pin", "PIN_WEAK"),
        ({"pin": "3456"}, "pin", "PIN_WEAK"),
        ({"pin": "9876"}, "pin", "PIN_WEAK"),
    ],
)
def test_what_cannot_be_is_named(fields: dict[str, object], field: str, reason: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        asked(**fields)
    assert [(one.field, one.reason) for one in refused.value.violations] == [(field, reason)]


def test_a_year_less_nothing_may_be_asked_and_the_pin_is_in_no_print() -> None:
    assert asked(expires_at=datetime(2027, 11, 23, 16, 0, tzinfo=UTC)).asked_end is not None
    prints = {asked(**fields).fingerprint for fields in ({}, {"pin": "4711"}, {"single_use": True}, {"purpose": "x"})}
    assert len(prints) == 4
    assert asked(pin="4711").fingerprint == asked(pin="4712").fingerprint
    assert "4711" not in repr(asked(pin="4711"))


def test_secrets_are_long_and_any_text_has_a_digest() -> None:
    assert len({new_secret() for _ in range(10)}) == 10
    assert len(new_secret()) == 43
    assert len(digest_of("\ud800" * 500)) == 32


async def test_a_pin_is_kept_salted_and_slow_and_checked() -> None:
    pins = PinHasher()
    kept = await pins.hash("4711")
    assert kept.startswith("scrypt$32768$8$1$")
    assert kept != await pins.hash("4711")
    assert await pins.fits("4711", kept)
    assert not await pins.fits("4712", kept)
