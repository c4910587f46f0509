"""Registers a client of a partner, or writes it anew. An operator's act, by command."""

from __future__ import annotations

from dataclasses import dataclass, replace

from passeport_chassis.clock import Clock
from passeport_identity.domain.partner import PartnerClient, changes_between
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.outside import SecretHasher
from passeport_identity.usecases.ports import OpenWork

__all__ = ["RegisterPartner"]

_SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True)
class RegisterPartner:
    """Registering again with the same secret and keys keeps the client's tokens; others end them.

    `secrets`: whether a client may have one here. Who registered what, and why, is kept with it.
    """

    open_work: OpenWork
    hasher: SecretHasher
    clock: Clock
    operator: Operator
    secrets: bool = True

    def check(self, client: PartnerClient, *, has_secret: bool) -> None:
        """Raises ValueError on scopes that go with nothing, or another role.

        And on a proof that is missing, that a role has no use for, or that is not taken here.
        """
        client.check_new()
        if client.is_wallet and (has_secret or client.jwks):
            raise ValueError("a wallet has neither a secret nor keys: it is on the devices of holders")
        needs_proof = client.role is None or not (client.role.reads or client.is_wallet)
        if needs_proof and not has_secret and not client.jwks:
            raise ValueError("a client has a secret, keys, or both")
        if not needs_proof and (has_secret or client.jwks):
            raise ValueError(f"a {client.role} has neither a secret nor keys: its professionals sign in")
        if has_secret and not self.secrets:
            raise ValueError(
                "a secret is not taken here, PASSEPORT_PARTNER_SECRETS is refused; give public keys (jwks_file)"
            )

    async def __call__(self, client: PartnerClient, client_secret: str | None) -> None:
        """Registers; without a secret for a client that has keys or that never asks for a token.

        Raises ValueError as `check` does, and on a secret too short to be one; OperationRefused of an operator who does
        not say who he is, and why.
        """
        self.operator.check_named()
        self.check(client, has_secret=client_secret is not None)
        if client_secret is not None and len(client_secret) < _SHORTEST_SECRET:
            raise ValueError(f"client_secret: at least {_SHORTEST_SECRET} characters")
        secret_hash = "" if client_secret is None else await self._hash(client.client_id, client_secret)
        registered = replace(client, secret_hash=secret_hash)
        async with self.open_work() as work:
            await work.take_turns(f"client {client.client_id}")
            changes = changes_between(await work.partners.get(client.client_id), registered)
            await work.partners.save(registered)
            await work.operator_acts.add(self.operator.act(client.client_id, self.clock(), changes))
            await work.commit()

    async def _hash(self, client_id: str, client_secret: str) -> str:
        async with self.open_work() as work:
            known = await work.partners.get(client_id)
        if known is not None and known.secret_hash and await self.hasher.verify(client_secret, known.secret_hash):
            return known.secret_hash
        return await self.hasher.hash(client_secret)
