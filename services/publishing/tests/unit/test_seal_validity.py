"""A seal outside its dates stops publishing, and nothing else; whoever watches hears of it in time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from passeport_publishing.documents.authority_for_tests import make_test_authority
from passeport_publishing.documents.levels import SealLevel, SealPolicy
from passeport_publishing.documents.shop import DocumentShop
from passeport_publishing.documents.validity import SealValidity
from passeport_publishing.domain.layout import Template
from passeport_publishing.errors import SealNotValid, TimestampUnavailable
from passeport_testing.ports import free_port
from samples import CODE, URL, make_snapshot
from workshop import Workshop, seal_files

YEAR = timedelta(days=365)


@pytest.fixture(scope="module")
def expired(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("expired")
    make_test_authority(folder, now=datetime.now(UTC) - 2 * YEAR, lifetime=YEAR)
    return folder


def refusals() -> float:
    return REGISTRY.get_sample_value("seal_not_valid_total") or 0


def end_of(certificate: Path) -> datetime:
    return read(certificate).not_valid_after_utc


def read(certificate: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.read_bytes())


async def test_under_an_expired_seal_publishing_is_refused_and_verifying_goes_on(
    expired: Path, workshop: Workshop, sealed: bytes
) -> None:
    shop = DocumentShop(
        seal_files(expired), workshop.folder / "root.pem", render_workers=1, verify_workers=1, waiting=2
    )
    stop = asyncio.Event()
    with capture_logs() as said:
        running = asyncio.create_task(shop.run(stop))
        try:
            assert (await shop.examiner.examine(sealed)).trusted
            before = refusals()
            with pytest.raises(SealNotValid):
                await shop.press.make(make_snapshot(), Template.CLASSIC, CODE, URL, "a.b.c")
            assert refusals() == before + 1
        finally:
            stop.set()
            await running
    levels = [(line["log_level"], line["event"]) for line in said]
    assert ("error", "the seal is not valid: nothing can be published until it is renewed") in levels
    assert ("error", "publication refused, the seal is not valid") in levels


def test_the_expiry_can_be_watched(workshop: Workshop) -> None:
    certificate = workshop.folder / "seal.pem"
    SealValidity(certificate, lambda: datetime.now(UTC))
    labels = {"serial": f"{read(certificate).serial_number:x}"}
    assert REGISTRY.get_sample_value("seal_expiry_timestamp_seconds", labels) == end_of(certificate).timestamp()
    assert REGISTRY.get_sample_value("seal_expiry_timestamp_seconds") is None


def test_it_warns_a_month_before(workshop: Workshop) -> None:
    certificate = workshop.folder / "seal.pem"
    end = end_of(certificate)
    for left, expected in ((31, []), (29, ["warning"]), (0, ["error"]), (366, ["error"])):
        validity = SealValidity(certificate, lambda at=end - timedelta(days=left): at)  # type: ignore[misc]
        with capture_logs() as said:
            validity.warn()
        assert [line["log_level"] for line in said] == expected, left


def test_its_dates_are_the_first_and_the_last_that_allow_sealing(workshop: Workshop) -> None:
    certificate = workshop.folder / "seal.pem"
    end = end_of(certificate)
    SealValidity(certificate, lambda: end - timedelta(seconds=1)).check()
    for moment in (end, end - YEAR - timedelta(seconds=1)):
        with pytest.raises(SealNotValid):
            SealValidity(certificate, lambda at=moment: at).check()  # type: ignore[misc]


async def test_a_level_that_cannot_be_had_refuses_at_once_the_second_time(workshop: Workshop) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/tsa"
    policy = SealPolicy(SealLevel.B_T, nowhere, 0.5, workshop.folder / "root.pem")
    shop = DocumentShop(
        *(seal_files(workshop.folder), workshop.folder / "root.pem", policy),
        render_workers=1,
        verify_workers=1,
        waiting=2,
    )

    async def make() -> bytes:
        return (await shop.press.make(make_snapshot(), Template.CLASSIC, CODE, URL, "a.b.c")).pdf

    try:
        with pytest.raises(TimestampUnavailable):
            await make()
        shop.press._pool.close()
        # No worker is asked any more.
        with pytest.raises(TimestampUnavailable):
            await make()
    finally:
        shop.press.close()
        shop.examiner.close()
