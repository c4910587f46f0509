"""Gets the certificates that seals chain to: of the seal in use, of the one that follows, and of former times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from passeport_publishing.usecases.ports import OpenWork

__all__ = ["GetSealChains"]

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class GetSealChains:
    """The use case with its ports; `own` are the chains of the settings, PEM, the one in use first."""

    open_work: OpenWork
    own: Sequence[str]

    async def __call__(self) -> str:
        """Each certificate once, PEM, the leaf of a chain before what is above it."""
        async with self.open_work() as work:
            kept = await work.seal_chains.all()
        found = (certificate for chain in (*self.own, *kept) for certificate in _CERTIFICATE.findall(chain))
        return "".join(f"{certificate}\n" for certificate in dict.fromkeys(found))
