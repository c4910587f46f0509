"""Seals of every level, with an authority that is asked over HTTP: what each proves, and when it does not."""

from __future__ import annotations

import io
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from pyhanko.sign.diff_analysis import StandardDiffPolicy
from pypdf import PdfReader, PdfWriter

from passeport_publishing.documents.authority_for_tests import make_test_authority
from passeport_publishing.documents.authority_server_for_tests import TestAuthority, serve_test_authority
from passeport_publishing.documents.examine import Examiner
from passeport_publishing.documents.levels import SealLevel, SealPolicy
from passeport_publishing.documents.seal import LevelUnavailableError, Sealer
from passeport_publishing.documents.seal_backoff import SealBackoff
from passeport_publishing.errors import TimestampUnavailable
from passeport_testing.ports import free_port
from samples import NOW, make_snapshot
from sealed import byte_range, is_accepted, objects_amiss, openssl_verifies, qpdf_finds
from workshop import Workshop, seal_files

STAMPED = [SealLevel.B_T, SealLevel.B_LT, SealLevel.B_LTA]


@dataclass(frozen=True)
class Stamping:
    """An authority that is asked, and what is sealed with it."""

    folder: Path
    address: str
    authority: TestAuthority

    def sealer(self, level: SealLevel, *, address: str = "") -> Sealer:
        policy = SealPolicy(level, f"{address or self.address}/tsa", 3.0, self.folder / "root.pem")
        return Sealer(seal_files(self.folder), policy)

    @property
    def examiner(self) -> Examiner:
        return Examiner(self.folder / "root.pem", self.folder / "root.pem")


@contextmanager
def stamping(folder: Path, **how: timedelta | datetime | None) -> Iterator[Stamping]:
    port, stamped_at = free_port(), how.pop("stamped_at", None)
    address = f"http://127.0.0.1:{port}"
    make_test_authority(folder, address=address, **how)  # type: ignore[arg-type]
    authority = TestAuthority(folder, stamped_at=stamped_at)  # type: ignore[arg-type]
    server = serve_test_authority(authority, "127.0.0.1", port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Stamping(folder, address, authority)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def stamps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stamping]:
    with stamping(tmp_path_factory.mktemp("stamps")) as found:
        yield found


@pytest.fixture(scope="module")
def bare(workshop: Workshop, credential: str) -> bytes:
    return workshop.render(make_snapshot(), credential)


@pytest.fixture(scope="module")
def of_each(stamps: Stamping, bare: bytes) -> dict[SealLevel, bytes]:
    return {level: stamps.sealer(level).seal(bare, reason="Cachet") for level in SealLevel}


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each comparison of a later revision with the sealed one, which reads all objects of both: slow, of a long CV."""
    done: list[str] = []
    compare = StandardDiffPolicy.review_file

    def note(policy: StandardDiffPolicy, *arguments: Any, **named: Any) -> Any:
        done.append("compared")
        return compare(policy, *arguments, **named)

    monkeypatch.setattr(StandardDiffPolicy, "review_file", note)
    return done


@pytest.mark.parametrize("level", SealLevel)
def test_each_level_is_made_read_and_told(
    level: SealLevel, stamps: Stamping, of_each: dict[SealLevel, bytes], credential: str, compared: list[str]
) -> None:
    pdf = of_each[level]
    found = stamps.examiner.examine(pdf, seconds=5)
    assert len(compared) == (1 if level.has_validation_data else 0)
    assert "ILLEGAL" not in found.detail
    assert (found.problem, found.intact, found.covers_document, found.trusted) == ("", True, True, True), found
    assert found.detail.startswith(f"PAdES {level}" + (";" if level is SealLevel.B_B else ", time-stamped 20"))
    assert found.credential == credential
    reader = PdfReader(io.BytesIO(pdf))
    permissions = reader.root_object["/Perms"]["/DocMDP"]["/Reference"][0]["/TransformParams"]["/P"]  # type: ignore[index]
    # What Acrobat accepts: no change allowed as long as nothing is added; else P=2.
    assert permissions == (2 if level.has_validation_data else 1)
    assert ("/DSS" in reader.root_object) == level.has_validation_data
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf


def test_a_time_stamp_of_a_stranger_proves_nothing_and_breaks_nothing(
    stamps: Stamping, workshop: Workshop, of_each: dict[SealLevel, bytes]
) -> None:
    for roots in (None, workshop.folder / "root.pem"):
        found = Examiner(stamps.folder / "root.pem", roots).examine(of_each[SealLevel.B_LTA], seconds=5)
        assert (found.trusted, "time-stamped" in found.detail) == (True, False)
    # Nor does who vouches for the time vouch for a seal.
    swapped = Examiner(workshop.folder / "root.pem", stamps.folder / "root.pem")
    found = swapped.examine(of_each[SealLevel.B_T], seconds=5)
    assert (found.intact, found.trusted, found.expired) == (True, False, False)


@pytest.mark.parametrize(("level", "comparisons"), [(SealLevel.B_B, 0), (SealLevel.B_T, 0), (SealLevel.B_LT, 1)])
def test_what_is_added_later_is_covered_by_no_level_and_is_compared_only_where_something_may_be(
    level: SealLevel, comparisons: int, stamps: Stamping, of_each: dict[SealLevel, bytes], compared: list[str]
) -> None:
    writer = PdfWriter(io.BytesIO(of_each[level]), incremental=True)
    writer.pages[0].rotate(90)
    added = io.BytesIO()
    writer.write(added)
    found = stamps.examiner.examine(added.getvalue(), seconds=5)
    assert (found.problem, found.sealed, found.covers_document, found.credential) == ("", True, False, None)
    assert "ILLEGAL_MODIFICATIONS" in found.detail
    assert len(compared) == comparisons


@pytest.mark.parametrize("level", [SealLevel.B_B, SealLevel.B_T])
def test_a_stamped_seal_outlives_its_certificate_and_another_does_not(
    level: SealLevel, bare: bytes, tmp_path: Path
) -> None:
    """Made two years ago with a certificate of a year, as it is read today; the time-stamp authority lives longer."""
    year, then = timedelta(days=365), datetime.now(UTC) - timedelta(days=720)
    with stamping(tmp_path, now=then, lifetime=year, tsa_lifetime=4 * year, stamped_at=then + timedelta(days=9)) as old:
        pdf = old.sealer(level).seal(bare, reason="Cachet")
        found = old.examiner.examine(pdf, seconds=5)
    assert found.intact
    assert (found.trusted, found.expired) == (level.is_stamped, not level.is_stamped)


def test_a_revoked_certificate_gets_no_validation_data(stamps: Stamping, bare: bytes) -> None:
    seal = x509.load_pem_x509_certificate((stamps.folder / "seal.pem").read_bytes())
    stamps.authority.revoked = {seal.serial_number}
    try:
        with pytest.raises(LevelUnavailableError, match=r"B-LT: .*revoked"):
            stamps.sealer(SealLevel.B_LT).seal(bare, reason="Cachet")
    finally:
        stamps.authority.revoked = ()


@pytest.mark.parametrize("level", STAMPED)
def test_an_authority_that_does_not_answer_is_told_and_leaves_b_b(
    level: SealLevel, stamps: Stamping, bare: bytes
) -> None:
    sealer = stamps.sealer(level, address=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(LevelUnavailableError, match=f"^{level}: "):
        sealer.seal(bare, reason="Cachet")
    found = stamps.examiner.examine(sealer.seal(bare, reason="Cachet", level=SealLevel.B_B), seconds=5)
    assert (found.trusted, found.detail[:9]) == (True, "PAdES B-B")


def test_who_failed_is_asked_again_later_and_later_and_meanwhile_as_the_setting_says() -> None:
    now = [NOW]
    strict, lenient = (SealBackoff(lambda: now[0], lowers=lowers) for lowers in (False, True))
    waited = []
    for _ in range(8):
        for one in (strict, lenient):
            assert not one.is_waiting
            one.failed("why")
        with pytest.raises(TimestampUnavailable) as refused:
            strict.lower()
        lenient.lower()
        assert refused.value.retry_after is not None
        waited.append(refused.value.retry_after.total_seconds())
        assert strict.is_waiting
        now[0] += refused.value.retry_after
    assert waited == [1, 2, 4, 8, 16, 32, 60, 60]
    strict.succeeded()
    assert not strict.is_waiting


@pytest.mark.parametrize("level", SealLevel)
def test_openssl_verifies_the_seal_of_each_level_and_qpdf_its_structure(
    level: SealLevel, stamps: Stamping, of_each: dict[SealLevel, bytes], tmp_path: Path
) -> None:
    assert openssl_verifies(stamps.folder, of_each[level], tmp_path)
    assert qpdf_finds(of_each[level]) == []
    assert objects_amiss(of_each[level]) == []
    tampered = bytearray(of_each[level])
    tampered[1000] ^= 1
    assert not openssl_verifies(stamps.folder, bytes(tampered), tmp_path)


def test_any_flipped_bit_inside_the_byte_range_of_the_highest_level_is_refused(
    stamps: Stamping, of_each: dict[SealLevel, bytes]
) -> None:
    pdf = of_each[SealLevel.B_LTA]
    first, length, second, rest = byte_range(pdf)
    draw = random.Random(20261126)  # noqa: S311 - the same places each time
    covered = [*range(first, first + length), *range(second, second + rest)]
    for place in draw.sample(covered, 12):
        changed = bytearray(pdf)
        changed[place] ^= 1 << draw.randrange(8)
        assert not is_accepted(stamps.examiner.examine(bytes(changed), seconds=5)), place
