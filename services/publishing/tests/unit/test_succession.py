"""A seal and a key of credentials that follow others from a moment on: what is made and told before and after."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from joserfc import jws

from passeport_publishing.credentials import JoseCredentialBook, SigningKey
from passeport_publishing.documents.authority_for_tests import make_test_authority
from passeport_publishing.documents.examine import Examiner
from passeport_publishing.documents.shop import DocumentShop
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.succession import Succession
from passeport_publishing.usecases.get_credential_keys import GetCredentialKeys
from samples import CODE, ISSUER, NOW, URL, make_snapshot
from workshop import PUBLICATION_ID, Workshop, seal_files

LATER = NOW + timedelta(days=30)


@pytest.fixture(scope="module")
def following(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the seal and of the key that follow, under another authority."""
    folder = tmp_path_factory.mktemp("following")
    make_test_authority(folder)
    return folder


def test_the_following_one_is_used_from_its_moment_on() -> None:
    now = [NOW]
    both = Succession("a", "b", LATER, lambda: now[0])
    seen = []
    for at in (NOW, LATER - timedelta(microseconds=1), LATER, LATER + timedelta(days=999)):
        now[0] = at
        seen.append(both.now)
    assert (seen, both.all) == (["a", "a", "b", "b"], ("a", "b"))
    assert (Succession("a").now, Succession("a").all) == ("a", ("a",))


async def test_a_credential_is_signed_with_the_key_of_its_moment_and_both_are_told_before(
    workshop: Workshop, following: Path
) -> None:
    now = [NOW]
    later = SigningKey.load(following / "credential.key")
    book = JoseCredentialBook(Succession(workshop.key, later, LATER, lambda: now[0]), ISSUER)

    class Nothing:
        """A register of keys that has none yet."""

        async def all(self) -> list[dict[str, str]]:
            return []

    @asynccontextmanager
    async def open_work() -> AsyncIterator[Any]:
        yield SimpleNamespace(keys=Nothing())

    for at, used, kids in (
        (NOW, workshop.key, [workshop.key.kid, later.kid]),
        (LATER, later, [later.kid, workshop.key.kid]),
    ):
        now[0] = at
        token = book.issue(PUBLICATION_ID, make_snapshot(), ())
        assert jws.extract_compact(token.encode()).headers()["kid"] == used.kid
        payload = json.loads(jws.deserialize_compact(token, used.key, algorithms=["ES256"]).payload)
        assert payload["issuer"]["id"] == ISSUER
        assert [key["kid"] for key in await GetCredentialKeys(open_work, book)()] == kids


def test_a_cv_is_sealed_with_the_seal_of_its_moment_and_both_are_trusted(
    workshop: Workshop, following: Path, tmp_path: Path
) -> None:
    begins = datetime.now(UTC) + timedelta(days=1)
    now = [datetime.now(UTC)]
    seals = Succession(seal_files(workshop.folder), seal_files(following), begins, lambda: now[0])
    trust = tmp_path / "trust.pem"
    trust.write_bytes((workshop.folder / "root.pem").read_bytes() + (following / "root.pem").read_bytes())
    made: list[bytes] = []

    async def make() -> None:
        shop = DocumentShop(seals, trust, render_workers=1, verify_workers=1, waiting=2)
        try:
            for at in (begins - timedelta(hours=1), begins):
                now[0] = at
                made.append((await shop.press.make(make_snapshot(), Template.CLASSIC, CODE, URL, "a.b.c")).pdf)
        finally:
            shop.press.close()
            shop.examiner.close()

    asyncio.run(make())
    for pdf, folder, other in zip(made, (workshop.folder, following), (following, workshop.folder), strict=True):
        assert Examiner(trust).examine(pdf, seconds=5).trusted
        assert Examiner(folder / "root.pem").examine(pdf, seconds=5).trusted
        # Whoever forgot the former root, or does not know the new one yet, sees a stranger.
        assert not Examiner(other / "root.pem").examine(pdf, seconds=5).trusted
