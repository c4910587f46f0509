"""The workshop and one sealed CV, made once."""

from __future__ import annotations

import pytest

from samples import make_snapshot
from workshop import Workshop, make_workshop


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return make_workshop(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def credential(workshop: Workshop) -> str:
    return workshop.credential(make_snapshot())


@pytest.fixture(scope="session")
def sealed(workshop: Workshop, credential: str) -> bytes:
    return workshop.seal(workshop.render(make_snapshot(), credential))
