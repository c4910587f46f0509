"""The envelope of a redistribution: a lot (S05, S95) of groups (S06, S96) of messages."""

from __future__ import annotations

from collections.abc import Mapping

from passeport_records.domain.report import Fault, shown
from passeport_records.feeds.dsn.message import Block, Message, text_of
from passeport_records.feeds.dsn.norm import KEPT, LineKind, Rubrique
from passeport_records.feeds.dsn.values import Value, fault_of

__all__ = ["Lot"]


class Lot:
    """What the envelope said so far; a deposit has none and counts nothing."""

    def __init__(self) -> None:
        self._blocks: dict[str, Block] = {}
        self._messages_of_group = 0
        self._messages = 0

    def open(self, block: str) -> Block:
        """Opens an instance of a block of the envelope, or of the end of a message."""
        if block == "S06.G51.00":
            self._messages_of_group = 0
        elif block == "S05.G51.00":
            self._blocks.pop("S95.G51.00", None)
            self._messages = 0
        self._blocks[block] = {}
        return self._blocks[block]

    def new_message(self, line: int, workplaces: Mapping[str, str]) -> Message:
        """A message that begins in the current group."""
        self._messages_of_group += 1
        self._messages += 1
        return Message(first_line=line, group=text_of(self._blocks.get("S06.G51.00", {}), 1), workplaces=workplaces)

    def not_closed(self, line: int) -> Fault | None:
        """What is wrong with a lot that was opened and has no end where the file has."""
        if "S05.G51.00" not in self._blocks or "S95.G51.00" in self._blocks:
            return None
        return fault_of(
            KEPT["S95.G51.00.001"],
            line,
            "",
            rule="missing",
            message="le lot n'a pas de fin (S95.G51.00), le fichier n'est pas entier",
            fix="Renvoyez le fichier entier ; ce qui en est gardé ne sera pas doublé",
            rejects=True,
            cut=True,
        )

    def check(self, kind: LineKind, value: Value) -> Fault | None:
        """Compares what closes a group or the lot with what was read."""
        if kind.rubrique is None or not value.text:
            return None
        if kind.rubrique.code == "S96.G51.00.002" and int(value.text) != self._messages_of_group:
            return _wrong_count(kind.rubrique, value, f"{self._messages_of_group} message(s) lu(s) dans le groupe")
        if kind.rubrique.code == "S95.G51.00.002" and int(value.text) != self._messages:
            return _wrong_count(kind.rubrique, value, f"{self._messages} message(s) lu(s) dans le lot")
        opened = text_of(self._blocks.get("S05.G51.00", {}), 2)
        if kind.rubrique.code == "S95.G51.00.001" and opened and value.text != opened:
            return fault_of(
                kind.rubrique,
                value.line,
                value.text,
                rule="lot",
                message=f"le lot ouvert est le {shown(opened)}",
            )
        return None


def _wrong_count(rubrique: Rubrique, value: Value, counted: str) -> Fault:
    fix = "Vérifiez que le lot est entier ; ce qu'il contient est gardé"
    return fault_of(rubrique, value.line, value.text, rule="count", message=counted, fix=fix)
