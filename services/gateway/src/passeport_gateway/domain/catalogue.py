"""Every problem that the door may answer with: its status and its words, read from the tables beside this file."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, NamedTuple

from passeport_gateway.domain.language import Language, Words

__all__ = ["CATALOGUE", "ProblemKind", "Wording", "problem_kind"]

_TABLES = ("catalogue_gateway.toml", "catalogue_services.toml")

# For a reason that this gateway does not know yet: the canonical code decides (google/rpc/code.proto).
_BY_CODE = {
    "INVALID_ARGUMENT": "REQUEST_INVALID",
    "OUT_OF_RANGE": "REQUEST_INVALID",
    "NOT_FOUND": "NOT_FOUND",
    "ALREADY_EXISTS": "CONFLICT",
    "ABORTED": "CONFLICT",
    "FAILED_PRECONDITION": "CONFLICT",
    "UNAUTHENTICATED": "UNAUTHENTICATED",
    "PERMISSION_DENIED": "FORBIDDEN",
    "RESOURCE_EXHAUSTED": "RESOURCE_EXHAUSTED",
    "UNAVAILABLE": "UNAVAILABLE",
    "CANCELLED": "UNAVAILABLE",
    "DEADLINE_EXCEEDED": "DEADLINE_EXCEEDED",
    "UNIMPLEMENTED": "NOT_IMPLEMENTED",
}


class Wording(NamedTuple):
    """What is said of a problem; `detail` may hold `{names}` of the metadata of the refusal."""

    title: Words
    detail: Words

    def detail_with(self, metadata: Mapping[str, str], language: Language) -> str:
        """The detail with the values of a refusal filled in."""
        values: defaultdict[str, str] = defaultdict(lambda: "?", metadata)
        return self.detail.in_language(language).format_map(values)


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem, and what is said of it; to professionals, who sign in elsewhere, sometimes other words."""

    reason: str
    status: int
    wording: Wording
    to_professionals: Wording | None = None
    # On a page, to somebody who sent a form and writes no headers; it says all, of fields too.
    on_page: Wording | None = None
    # What it always says of one field: the field, and the rule that it breaks.
    field: str = ""
    rule: str = ""

    @property
    def code(self) -> str:
        """The stable code that programs go by."""
        return self.reason.lower()

    def wording_for(self, *, to_professional: bool) -> Wording:
        """What is said to a professional, or to anybody else."""
        return self.to_professionals if to_professional and self.to_professionals is not None else self.wording


def _wording(row: Mapping[str, Any]) -> Wording:
    (title_fr, detail_fr), (title_en, detail_en) = row["fr"], row["en"]
    return Wording(Words(title_fr, title_en), Words(detail_fr, detail_en))


def _read() -> dict[str, ProblemKind]:
    folder = files("passeport_gateway.domain")
    kinds = {}
    for table in _TABLES:
        for reason, row in tomllib.loads(folder.joinpath(table).read_text(encoding="utf-8")).items():
            field, rule = row.get("about", ("", ""))
            professional = _wording(row["professional"]) if "professional" in row else None
            page = _wording(row["page"]) if "page" in row else None
            kinds[reason] = ProblemKind(reason, row["status"], _wording(row), professional, page, field, rule)
    return kinds


CATALOGUE: Mapping[str, ProblemKind] = _read()


def problem_kind(reason: str, code: str) -> ProblemKind:
    """The kind of a refusal, by its reason, or by its canonical code when the reason is not known."""
    return CATALOGUE.get(reason) or CATALOGUE[_BY_CODE.get(code, "INTERNAL")]
