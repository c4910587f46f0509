"""Every problem that the door may answer with: its status and its words, read from the tables beside this file."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from passeport_gateway.domain.language import Language, Words

__all__ = ["CATALOGUE", "ProblemKind", "problem_kind"]

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


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem; `detail` may hold `{names}` of the metadata of the refusal."""

    reason: str
    status: int
    title: Words
    detail: Words
    # What it always says of one field: the field, and the rule that it breaks.
    field: str = ""
    rule: str = ""

    @property
    def code(self) -> str:
        """The stable code that programs go by."""
        return self.reason.lower()

    def detail_with(self, metadata: Mapping[str, str], language: Language) -> str:
        """The detail with the values of a refusal filled in."""
        values: defaultdict[str, str] = defaultdict(lambda: "?", metadata)
        return self.detail.in_language(language).format_map(values)


def _read() -> dict[str, ProblemKind]:
    folder = files("passeport_gateway.domain")
    kinds = {}
    for table in _TABLES:
        for reason, row in tomllib.loads(folder.joinpath(table).read_text(encoding="utf-8")).items():
            (title_fr, detail_fr), (title_en, detail_en) = row["fr"], row["en"]
            field, rule = row.get("about", ("", ""))
            words = Words(title_fr, title_en), Words(detail_fr, detail_en)
            kinds[reason] = ProblemKind(reason, row["status"], *words, field, rule)
    return kinds


CATALOGUE: Mapping[str, ProblemKind] = _read()


def problem_kind(reason: str, code: str) -> ProblemKind:
    """The kind of a refusal, by its reason, or by its canonical code when the reason is not known."""
    return CATALOGUE.get(reason) or CATALOGUE[_BY_CODE.get(code, "INTERNAL")]
