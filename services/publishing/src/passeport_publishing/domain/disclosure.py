"""What of a publication a credential shows: who holds one may keep items and names back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from passeport_publishing.domain.snapshot import Snapshot

__all__ = ["Binding", "Disclosed"]


class Binding(StrEnum):
    """Whether who shows a credential has the key that it is bound to (RFC 9901, section 4.3)."""

    UNBOUND = "bound to no key: whoever has it can show it"
    NOT_SHOWN = "bound to a key; nothing shows that who presents it has that key"
    PROVEN = "signed with the key that it is bound to"
    WRONG = "what should prove the key does not"


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The claims and the records that are shown, by the names of the credential."""

    claims: frozenset[str]
    record_ids: frozenset[UUID]

    def of(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot without what was kept back."""
        holder = snapshot.holder
        return replace(
            snapshot,
            holder=replace(
                holder,
                given_names=self._shown("given_name", holder.given_names),
                family_name=self._shown("family_name", holder.family_name),
                usage_name=self._shown("usage_name", holder.usage_name),
                birth_date=holder.birth_date if "birthdate" in self.claims else None,
            ),
            title=self._shown("title", snapshot.title),
            summary=self._shown("summary", snapshot.summary),
            items=tuple(item for item in snapshot.items if item.provenance.record_id in self.record_ids),
        )

    def _shown(self, claim: str, value: str) -> str:
        return value if claim in self.claims else ""
