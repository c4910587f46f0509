"""Reads the contracts of a file, message after message, as claims and faults with their lines.

The hierarchy has no marks: an instance of a block begins where its code appears after another block's, or with a
number not above the last one. Only the rubriques of the allow-list (`norm.toml`) are ever turned into values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from passeport_records.domain.batch import FileHead
from passeport_records.domain.employment import EmploymentClaim
from passeport_records.domain.report import Fault, shown
from passeport_records.feeds.dsn.contract import claim_of
from passeport_records.feeds.dsn.envelope import Lot
from passeport_records.feeds.dsn.lines import OVERLONG, lines_of
from passeport_records.feeds.dsn.message import Block, Message
from passeport_records.feeds.dsn.norm import KEPT, LINES, LineKind, is_redistribution
from passeport_records.feeds.dsn.values import Value, fault_of, read_value

__all__ = ["read_contracts"]

_VALUE_ENDS = (b"'", b"'\r")
_SAME_REMARKS = 20
"""Remarks told of one rule and rubrique; the others are counted, or a file of rubbish would make such a report."""

Item = EmploymentClaim | Fault


def read_contracts(open_file: Callable[[], Iterable[bytes]], _head: FileHead) -> Iterator[Item]:
    """Reads a file from its first byte. What can be read is read; what cannot is told and left out."""
    return _Reader().read(open_file())


class _Reader:
    def __init__(self) -> None:
        self._lot = Lot()
        self._message: Message | None = None
        self._out: list[Item] = []
        self._told: Counter[tuple[str, str]] = Counter()
        self._unread_lines = 0

    def read(self, blocks: Iterable[bytes]) -> Iterator[Item]:
        kinds, out = LINES, self._out
        current, last, values = "", 0, None
        number = 0
        for lines in lines_of(blocks):
            for line in lines:
                number += 1
                kind = kinds.get(line[:14])
                if kind is None or line[14:16] != b",'" or not line.endswith(_VALUE_ENDS):
                    kind = self._unusual(line, number)
                    if kind is None:
                        continue
                if kind.block != current or kind.number <= last:
                    values = self._open(kind.block, number)
                    if out:
                        yield from out
                        out.clear()
                current, last = kind.block, kind.number
                if kind.rubrique is not None and values is not None:
                    self._keep(kind, values, line, number)
        self._finish(number)
        yield from out

    def _unusual(self, line: bytes, number: int) -> LineKind | None:
        """A line that is not one of the norm's: what the redistribution adds, or something to remark on."""
        code = line[:14]
        formed = line[14:16] == b",'" and line.endswith(_VALUE_ENDS)
        if formed and len(line) > 16 and is_redistribution(code):
            return LineKind(code[:10].decode("latin-1"), int(code[11:]) if code[11:].isdigit() else 999, None)
        if not line.strip():
            self._unread_lines += 1
            return None
        if formed and _is_code(code):
            self._remark(
                Fault(
                    line=number,
                    field=code.decode("ascii"),
                    rule="unknown_rubrique",
                    message="Rubrique inconnue de la norme, ligne ignorée",
                    fix="Vérifiez la version de la norme (S10.G00.00.006)",
                )
            )
            return LineKind(code[:10].decode("ascii"), int(code[11:]), None)
        self._unread_lines += 1
        self._remark(
            Fault(
                line=number,
                field=code.decode("ascii") if _is_code(code) else "",
                rule="line",
                message="Ligne illisible, ignorée" if line != OVERLONG else "Ligne sans fin, ignorée",
                value="" if _is_code(code) or line == OVERLONG else shown(code.decode("latin-1")),
                fix="Une ligne s'écrit Sxx.Gxx.xx.xxx,'valeur'",
            )
        )
        return None

    def _open(self, block: str, line: int) -> Block | None:
        self._take_contract_before(block)
        if block == "S10.G00.00":
            self._end_message(line)
            self._message = self._lot.new_message(line)
            self._unread_lines = 0
        elif block[0] != "S" or block[1] in "09":
            return self._lot.open(block)
        if self._message is None:
            return None
        values = self._message.open(block, line)
        for remark in self._message.remarks:
            self._remark(remark)
        self._message.remarks.clear()
        return values

    def _keep(self, kind: LineKind, values: Block, line: bytes, number: int) -> None:
        if kind.rubrique is None:
            return
        raw = line[16:-2] if line.endswith(b"\r") else line[16:-1]
        value, fault = read_value(kind.rubrique, raw, number)
        values[kind.number] = value
        if fault is not None:
            self._remark(fault)
        if kind.block == "S90.G00.90":
            self._check_count(kind, value, number)
        elif kind.block in {"S96.G51.00", "S95.G51.00"}:
            self._lot_check(kind, value)

    def _take_contract_before(self, block: str) -> None:
        """Ends the contract being read, when what begins does not hang under it."""
        message = self._message
        if message is None or message.contract is None or message.person is None or block in _UNDER_CONTRACT:
            return
        claim, faults = claim_of(message, message.person, message.contract)
        message.contract = None
        for fault in faults:
            self._remark(fault)
        if claim is not None:
            self._out.append(claim)

    def _check_count(self, kind: LineKind, value: Value, number: int) -> None:
        message = self._message
        if message is None or not value.text:
            return
        if kind.number == 1:
            # The count includes both lines of S90, the second of which is the next one.
            counted, said = number - message.first_line + 2 - self._unread_lines, int(value.text)
            what = "rubriques comptées"
        else:
            counted, said = message.declarations, int(value.text)
            what = "DSN comptées"
            self._message = None
        if counted != said and kind.rubrique is not None:
            self._remark(
                fault_of(
                    kind.rubrique,
                    number,
                    value.text,
                    rule="count",
                    message=f"{counted} {what} dans le message",
                    fix="Vérifiez que le message est entier ; ce qu'il contient est gardé",
                )
            )

    def _lot_check(self, kind: LineKind, value: Value) -> None:
        fault = self._lot.check(kind, value)
        if fault is not None:
            self._remark(fault)

    def _end_message(self, line: int) -> None:
        if self._message is not None:
            self._remark(
                fault_of(
                    KEPT["S90.G00.90.001"],
                    line,
                    "",
                    rule="missing",
                    message="message sans fin (S90.G00.90)",
                    fix="Vérifiez que le fichier est entier",
                )
            )
        self._message = None

    def _finish(self, line: int) -> None:
        self._take_contract_before("")
        self._end_message(line)
        for (rule, field), count in self._told.items():
            if count > _SAME_REMARKS:
                self._out.append(
                    Fault(
                        line=line,
                        field=field,
                        rule=rule,
                        message=f"{count - _SAME_REMARKS} autre(s) ligne(s) avec la même remarque",
                    )
                )

    def _remark(self, fault: Fault) -> None:
        if not fault.rejects:
            self._told[fault.rule, fault.field] += 1
            if self._told[fault.rule, fault.field] > _SAME_REMARKS:
                return
        self._out.append(fault)


_UNDER_CONTRACT = frozenset(f"S21.G00.{block}" for block in (41, 45, 60, 62, 63, 65, 66, 70, 71, 72, 73))


def _is_code(code: bytes) -> bool:
    """Whether some bytes have the form of a rubrique's code: `S21.G00.40.001`."""
    return (
        len(code) == 14
        and code[:1] == b"S"
        and code[3:5] == b".G"
        and code[7:8] == code[10:11] == b"."
        and (code[1:3] + code[5:7] + code[8:10] + code[11:]).isdigit()
    )
