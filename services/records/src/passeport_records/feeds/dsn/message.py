"""One envoi while it is read: the blocks that are open, each a few values with their lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from passeport_records.domain.employment import ContractKey, Force
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.report import Fault
from passeport_records.feeds.dsn.norm import KEPT, NORMS, Nature
from passeport_records.feeds.dsn.values import Value, fault_of

__all__ = ["MOST_RENAMED", "Block", "Declared", "Message", "renames", "text_of"]

Block = dict[int, Value]
"""Values of one instance of a block, by the number of their rubrique."""

MOST_RENAMED = 50
"""Changes of its key that one contract may announce. The norm sets no bound; each is a key to look for."""

_FORMER_KEPT = 50
"""Changes of a person that are kept, the latest: one is used, and it is looked for again with each contract."""

_READ_TYPES: dict[str, set[str]] = {
    Nature.MONTHLY: {"", "01", "03", "05"},
    Nature.ENDING: {"", "01", "03", "04"},
    Nature.HIRING: {"", "01", "03", "04"},
}
_WITHOUT_EFFECT = "sans effet sur la carrière"
_NOT_READ_TYPES: dict[tuple[str, str], str] = {
    (Nature.MONTHLY, "02"): "sans individu, rien n'y est dit d'un contrat",
    (Nature.MONTHLY, "04"): "un mois ne s'annule pas : remplacez-le (03), ou par une déclaration sans individu (05)",
}


def text_of(block: Block, number: int) -> str:
    """A value of a block, empty when it is absent or wrong."""
    value = block.get(number)
    return value.text if value else ""


def renames(block: Block) -> bool:
    """Whether a change of a contract (S21.G00.41) gives a part of its former key."""
    return any(value.text for value in block.values())


@dataclass(slots=True)
class Contract:
    """A block S21.G00.40 and what hangs under it.

    `renamed` are the changes of its key alone, and one more than there may be at most, so that it is told.
    """

    line: int
    said: Block = field(default_factory=dict)
    renamed: list[Block] = field(default_factory=list)
    end: Block = field(default_factory=dict)


@dataclass(slots=True)
class Person:
    """A block S21.G00.30 and the changes of identity under it (S21.G00.31)."""

    line: int
    said: Block = field(default_factory=dict)
    former: deque[Block] = field(default_factory=lambda: deque(maxlen=_FORMER_KEPT))


@dataclass(frozen=True, slots=True)
class Declared:
    """What the contracts of an establishment have alike in a declaration, read once for all of them.

    `siret` is empty where `missing`, the code of a rubrique, cannot be read. `last_day` is that of the declared month.
    """

    siret: str
    missing: str
    employer: Organisation
    nature: str
    number: str
    norm: str
    made: date | None
    last_day: date | None
    slot: str
    force: Force


@dataclass(slots=True)
class Message:
    """From S10.G00.00 to S90.G00.90. `group` is that of the lot it came in, empty for a deposit.

    `declared` is what contracts have alike, once one of them has asked; whatever it is read from forgets it.
    `workplaces` are the communes of its places of work, which stand behind its contracts; `added` is what the
    redistribution says of the deposit; `contracts` counts those of the declaration, and `unread_contracts` those of
    them that are not kept; `named` are the keys of those that are, by their lines, where the declaration replaces.
    While `muted` nothing below the declaration is read: the values of a sick-leave message never exist here.
    """

    first_line: int
    group: str = ""
    declarations: int = 0
    muted: bool = False
    head: Block = field(default_factory=dict)
    declaration: Block = field(default_factory=dict)
    company: Block = field(default_factory=dict)
    establishment: Block = field(default_factory=dict)
    declared: Declared | None = None
    person: Person | None = None
    contract: Contract | None = None
    workplaces: Mapping[str, str] = field(default_factory=dict)
    added: Block = field(default_factory=dict)
    contracts: int = 0
    unread_contracts: int = 0
    named: dict[int, tuple[ContractKey, ...]] = field(default_factory=dict)
    remarks: list[Fault] = field(default_factory=list)

    def open(self, block: str, line: int) -> Block | None:
        """Opens an instance of a block and gives where its values go; None when nothing of it is read."""
        opener = _OPENERS.get(block)
        return opener(self, line) if opener else None

    def _open_head(self, _: int) -> Block:
        self.declared = None
        return self.head

    def _open_added(self, _: int) -> Block:
        self.declared = None
        return self.added

    def _open_declaration(self, _: int) -> Block:
        self.declarations += 1
        self.muted = False
        self.contracts = self.unread_contracts = 0
        self.named = {}
        self.declaration = {}
        self.company = self.establishment = {}
        self.declared = None
        self.person = self.contract = None
        return self.declaration

    def _open_company(self, line: int) -> Block | None:
        self.company = {}
        self.establishment = {}
        self.declared = None
        self.person = self.contract = None
        self._judge(line)
        return None if self.muted else self.company

    def _open_establishment(self, _: int) -> Block | None:
        self.establishment = {}
        self.declared = None
        self.person = self.contract = None
        return None if self.muted else self.establishment

    def _open_person(self, line: int) -> Block | None:
        self.contract = None
        self.person = None if self.muted else Person(line)
        return self.person.said if self.person else None

    def _open_former(self, _: int) -> Block | None:
        if self.person is None:
            return None
        self.person.former.append({})
        return self.person.former[-1]

    def _open_contract(self, line: int) -> Block | None:
        self.contract = Contract(line) if self.person else None
        self.contracts += self.contract is not None
        return self.contract.said if self.contract else None

    def _open_renamed(self, _: int) -> Block | None:
        if self.contract is None:
            return None
        renamed = self.contract.renamed
        if renamed and not renames(renamed[-1]):
            # Most changes are of pay or working time: what is read of these is nothing.
            renamed.pop()
        if len(renamed) > MOST_RENAMED:
            return None
        renamed.append({})
        return renamed[-1]

    def _open_end(self, _: int) -> Block | None:
        return self.contract.end if self.contract else None

    def _open_workplace(self, _: int) -> Block | None:
        # Read ahead of its contracts; here its values are checked only.
        return None if self.muted else {}

    def _judge(self, line: int) -> None:
        """Tells whether careers are read from the declaration that begins, and why not."""
        nature, kind = text_of(self.declaration, 1), text_of(self.declaration, 2)
        if text_of(self.head, 5) == "01":
            self._mute("S10.G00.00.005", line, "envoi d'essai, rien n'est gardé")
        elif self.group and self.group != "DSNOK":
            self._mute("S06.G51.00.001", line, f"groupe {self.group}, rien n'est gardé de ses messages")
        elif nature not in _READ_TYPES:
            self._mute("S20.G00.05.001", line, f"nature {nature or 'absente'}, rien n'en est gardé pour la carrière")
        elif kind not in _READ_TYPES[nature]:
            self._mute("S20.G00.05.002", line, f"type {kind}, {_NOT_READ_TYPES.get((nature, kind), _WITHOUT_EFFECT)}")
        norm = text_of(self.head, 6)
        if norm not in NORMS and self.declarations <= 1:
            self.remarks.append(
                fault_of(
                    KEPT["S10.G00.00.006"],
                    self.head[6].line if 6 in self.head else self.first_line,
                    norm,
                    rule="norm",
                    message="norme non reconnue, lue comme P26V01",
                    fix=f"Normes lues : {', '.join(sorted(NORMS))}",
                )
            )

    def _mute(self, code: str, line: int, message: str) -> None:
        self.muted = True
        self.remarks.append(fault_of(KEPT[code], line, "", rule="not_read", message=message))


_OPENERS: dict[str, Callable[[Message, int], Block | None]] = {
    "S10.G00.00": Message._open_head,  # noqa: SLF001 - its own table
    "S10.G00.95": Message._open_added,  # noqa: SLF001
    "S20.G00.05": Message._open_declaration,  # noqa: SLF001
    "S21.G00.06": Message._open_company,  # noqa: SLF001
    "S21.G00.11": Message._open_establishment,  # noqa: SLF001
    "S21.G00.30": Message._open_person,  # noqa: SLF001
    "S21.G00.31": Message._open_former,  # noqa: SLF001
    "S21.G00.40": Message._open_contract,  # noqa: SLF001
    "S21.G00.41": Message._open_renamed,  # noqa: SLF001
    "S21.G00.85": Message._open_workplace,  # noqa: SLF001
    "S21.G00.62": Message._open_end,  # noqa: SLF001
}
