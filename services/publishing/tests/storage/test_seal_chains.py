"""Chains of seals on PostgreSQL: kept once, whoever uses them, and told with those of former times."""

from __future__ import annotations

from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.get_seal_chains import GetSealChains


async def test_chains_of_seals_are_kept_once_and_told_each_certificate_once(open_work: UnitsOfWork) -> None:
    def pem(name: str) -> str:
        return f"-----BEGIN CERTIFICATE-----\n{name}\n-----END CERTIFICATE-----\n"

    former, present, following = (pem(leaf) + pem("root") for leaf in ("former", "present", "following"))
    for chains in ([former], [former, present], [present]):
        async with open_work() as work:
            await work.seal_chains.remember(chains)
            await work.commit()
    told = await GetSealChains(open_work, (present, following))()
    assert told == "".join(map(pem, ("present", "root", "following", "former")))
