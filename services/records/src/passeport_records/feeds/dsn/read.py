"""Reads the contracts of a file, message after message, as claims and faults with their lines.

Only the rubriques of the allow-list (`norm.toml`) are ever turned into values; what cannot be read is told and left
out, what surrounds it is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from passeport_records.domain.batch import FileHead
from passeport_records.domain.employment import EmploymentClaim, Force, Retraction
from passeport_records.domain.report import Fault, shown
from passeport_records.feeds.dsn.contract import claim_of
from passeport_records.feeds.dsn.declaration import not_whole, retraction_of
from passeport_records.feeds.dsn.envelope import Lot
from passeport_records.feeds.dsn.lines import OVERLONG
from passeport_records.feeds.dsn.message import Block, Message, text_of
from passeport_records.feeds.dsn.norm import KEPT, LineKind
from passeport_records.feeds.dsn.scan import End, Picked, pick_lines
from passeport_records.feeds.dsn.values import Value, fault_of, read_value
from passeport_records.feeds.dsn.workplaces import Workplaces

__all__ = ["read_contracts"]

_SAME_REMARKS = 20
"""Remarks told of one rule and rubrique: the others are counted, or a file of rubbish would make such a report."""

_MOST_FRUITLESS = 20
"""Messages in a row without their end, or without a declaration, after which the rest of the file is not read."""

_ENDS_A_DECLARATION = frozenset({"S20.G00.05", "S90.G00.90"})
_ENDS_A_CONTRACT = frozenset(
    {"S10.G00.00", "S20.G00.05", "S21.G00.06", "S21.G00.11", "S21.G00.30", "S21.G00.40", "S90.G00.90"}
)
# The payments of a person stand behind all his contracts, and places of work behind all persons.
_AFTER_CONTRACTS = frozenset({f"S21.G00.{number}" for number in (*range(50, 60), 78, 79, 81, 85, 86)})
_ENVELOPE = frozenset({"S05.G51.00", "S06.G51.00", "S90.G00.90", "S95.G51.00", "S96.G51.00"})

Item = EmploymentClaim | Retraction | Fault


def read_contracts(open_file: Callable[[], Iterable[bytes]], _head: FileHead) -> Iterator[Item]:
    """Reads a file from its first byte."""
    reader = _Reader(Workplaces(open_file()))
    for picked in pick_lines(open_file()):
        if isinstance(picked, End):
            reader.finish(picked)
        else:
            reader.take(picked)
        if reader.out:
            yield from reader.out
            reader.out.clear()
        if reader.gave_up:
            return


class _Reader:
    """Follows the messages of a file; `out` collects what has come of them."""

    def __init__(self, workplaces: Workplaces) -> None:
        self.out: list[Item] = []
        self._lot = Lot()
        self._workplaces = workplaces
        self._message: Message | None = None
        self._values: Block | None = None
        self._unread_lines = 0
        self._retractions: list[Retraction] = []
        self._told: Counter[tuple[str, str]] = Counter()
        self._unended = self._empty = 0

    @property
    def gave_up(self) -> bool:
        """Whether so many messages had no end, or nothing in them, that the rest is not read, which `out` tells."""
        return self._unended + self._empty >= _MOST_FRUITLESS

    def take(self, picked: Picked) -> None:
        kind = picked.kind
        if kind is None:
            self._cannot_read(picked)
            return
        if picked.begins:
            self._values = self._open(kind.block, picked)
        if kind.rubrique is not None and self._values is not None:
            raw = picked.line[16:-2] if picked.line.endswith(b"\r") else picked.line[16:-1]
            value, fault = read_value(kind.rubrique, raw, picked.number)
            self._values[kind.number] = value
            if fault is not None:
                self._remark(fault)
            if kind.block in _ENVELOPE:
                self._check_envelope(kind, value)

    def finish(self, end: End) -> None:
        line = end.number
        if self._message is not None:
            self._cut_message(line, end.after)
        elif (fault := self._lot.not_closed(line)) is not None:
            self._remark(fault)
        self._tell_others(line)

    def _tell_others(self, line: int) -> None:
        for (rule, field), count in self._told.items():
            if count > _SAME_REMARKS:
                more = f"{count - _SAME_REMARKS} autre(s) ligne(s) avec la même remarque"
                self.out.append(Fault(line=line, field=field, rule=rule, message=more))

    def _open(self, block: str, picked: Picked) -> Block | None:
        line = picked.number
        if block == "S10.G00.00" and self._message is not None:
            self._cut_message(line, picked.after)
            if self.gave_up:
                self._give_up(line)
                return None
        if block in _ENDS_A_CONTRACT:
            self._take_contract()
        if block in _ENDS_A_DECLARATION:
            self._take_retraction()
        if block in _ENVELOPE:
            return self._lot.open(block)
        if block == "S10.G00.00":
            self._message = self._lot.new_message(line, self._workplaces.of_message(line))
            self._unread_lines = 0
            self._retractions = []
        if self._message is None:
            return None
        values = self._message.open(block, line)
        for remark in self._message.remarks:
            self._remark(remark)
        self._message.remarks.clear()
        return values

    def _take_contract(self) -> None:
        message = self._message
        if message is None or message.contract is None or message.person is None:
            return
        claim, faults = claim_of(message, message.person, message.contract)
        message.contract = None
        for fault in faults:
            self._remark(fault)
        if claim is not None:
            self.out.append(claim)
            if claim.force is Force.REPLACES:
                message.named[claim.line] = (claim.contract, *claim.former)
        else:
            message.unread_contracts += 1

    def _take_retraction(self) -> None:
        """Ends a declaration. What it takes back is told at the end of the message, when that is known to be whole."""
        found = retraction_of(self._message) if self._message is not None else None
        if isinstance(found, Retraction):
            self._retractions.append(found)
        elif found is not None:
            self._remark(found)

    def _check_envelope(self, kind: LineKind, value: Value) -> None:
        if kind.block == "S90.G00.90":
            self._check_counts(kind, value)
            return
        fault = self._lot.check(kind, value)
        if fault is not None:
            self._remark(fault)

    def _check_counts(self, kind: LineKind, value: Value) -> None:
        message = self._message
        if message is None or kind.rubrique is None:
            return
        if kind.number == 1:
            # The count takes in both lines of S90, and the second is still to come.
            counted, what = value.line - message.first_line + 2 - self._unread_lines, "rubriques comptées"
            if self._retractions and (self._unread_lines or value.text != str(counted)):
                self._remark(not_whole(message))
                self._retractions = []
        else:
            counted, what = message.declarations, "DSN comptées"
            self._message = None
            self.out += self._retractions
            if counted:
                self._unended = self._empty = 0
            else:
                self._empty += 1
        if value.text and counted != int(value.text):
            self._remark(
                fault_of(
                    kind.rubrique,
                    value.line,
                    value.text,
                    rule="count",
                    message=f"{counted} {what} dans le message",
                    fix="Vérifiez que le message est entier ; ce qu'il contient est gardé",
                )
            )
        if self._message is None and self.gave_up:
            self._give_up(value.line)

    def _cut_message(self, line: int, after: str) -> None:
        """Ends a message that has no end. The contract in which it stops is not kept: half of it may be missing."""
        contract = self._message.contract if self._message is not None else None
        number, lost = "", ""
        if self._message is not None and contract is not None and after not in _AFTER_CONTRACTS:
            number = text_of(contract.said, 9)
            lost = f" ; le contrat de la ligne {contract.line}, où il s'arrête, n'est pas gardé"
            self._message.contract = None
        self._take_contract()
        self._remark(
            fault_of(
                KEPT["S90.G00.90.001"],
                line,
                "",
                rule="missing",
                message=f"le message n'a pas de fin (S90.G00.90), le fichier n'est pas entier{lost}",
                fix="Renvoyez le fichier entier ; ce qui en est gardé ne sera pas doublé",
                key=number,
                rejects=True,
                cut=True,
            )
        )
        self._message = None
        self._unended += 1

    def _give_up(self, line: int) -> None:
        self._tell_others(line)
        if self._unended:
            rule, code, lack = "unended", "S90.G00.90.001", "n'ont pas de fin (S90.G00.90)"
            what = f"{lack} ou pas de déclaration (S20.G00.05)" if self._empty else lack
            fix = "Terminez chaque message"
        else:
            rule, code, what = "empty", "S20.G00.05.001", "n'ont pas de déclaration (S20.G00.05)"
            fix = "Retirez les messages vides"
        self.out.append(
            fault_of(
                KEPT[code],
                line,
                "",
                rule=rule,
                message=f"{_MOST_FRUITLESS} messages de suite {what}, le reste n'est pas lu",
                fix=f"{fix}, renvoyez le fichier ; ce qui en est gardé ne sera pas doublé",
                rejects=True,
                cut=True,
            )
        )

    def _cannot_read(self, picked: Picked) -> None:
        if picked.unknown:
            code = picked.line[:14].decode("ascii")
            if self._told["unknown_rubrique", code] >= _SAME_REMARKS:
                self._told["unknown_rubrique", code] += 1
                return
            self._remark(
                Fault(
                    line=picked.number,
                    field=code,
                    rule="unknown_rubrique",
                    message="Rubrique inconnue de la norme, ligne ignorée",
                    fix="Vérifiez la version de la norme (S10.G00.00.006)",
                )
            )
            return
        self._unread_lines += 1
        if picked.line.strip():
            overlong = picked.line == OVERLONG
            self._remark(
                Fault(
                    line=picked.number,
                    field="",
                    rule="line",
                    message="Ligne sans fin, ignorée" if overlong else "Ligne illisible, ignorée",
                    value="" if overlong else shown(picked.line[:14].decode("latin-1")),
                    fix="Une ligne s'écrit Sxx.Gxx.xx.xxx,'valeur'",
                )
            )

    def _remark(self, fault: Fault) -> None:
        # Where a message stops in a contract something is lost that must be told.
        if not fault.rejects or (fault.cut and not fault.key):
            self._told[fault.rule, fault.field] += 1
            if self._told[fault.rule, fault.field] > _SAME_REMARKS:
                return
        self.out.append(fault)
