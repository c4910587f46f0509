"""A figure beside its floor, as the table shows it and as build/bench.json keeps it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

NAMES = (
    "passport_read",
    "feed_certifications",
    "feed_certifications_alone",
    "feed_dsn",
    "feed_dsn_alone",
    "feed_diplomas",
    "feed_diplomas_alone",
    "feed_trainings",
    "feed_trainings_alone",
    "import_trainings",
    "ledger_append",
    "entry_proof",
    "publish_cv",
    "verify_pdf",
    "verify_credential",
    "sign_in",
    "caller_token",
    "resolve_persons",
)
"""Every figure, in the order of the table; others read the file by these names."""

NAMES_OF_MANY = (
    "feed_of_many",
    "passport_read_of_many",
    "passport_page_of_many",
    "ledger_append_of_many",
    "entry_proof_of_many",
)
"""Those of scale, which are measured when they are asked for."""

NAMES_OF_PUBLICATIONS = ("publish_many",)
"""What becomes of publishing while there are more and more, measured when it is asked for."""


@dataclass(frozen=True)
class Figure:
    """What we did in a second, what the floor did, and in words what each of the two is."""

    name: str
    value: float
    unit: str
    floor: float
    ours_is: str
    floor_is: str
    detail: str = ""

    @property
    def ratio(self) -> float:
        """Our speed as a fraction of the floor's: 1.0 is as fast as the floor."""
        return self.value / self.floor

    def as_json(self) -> dict[str, str | float]:
        """Give what the file keeps."""
        return {
            "name": self.name,
            "value": round(self.value, 2),
            "unit": self.unit,
            "floor": round(self.floor, 2),
            "ratio": round(self.ratio, 4),
        }


def write(figures: Iterable[Figure], path: Path) -> None:
    """Write the file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps([figure.as_json() for figure in figures], indent=2) + "\n", encoding="utf-8")
    new.replace(path)


def table(figures: Iterable[Figure]) -> str:
    """Lay the figures out for a terminal, and under them what was compared with what."""
    shown = list(figures)
    lines = [f"\n{'figure':<26}{'ours':>10}{'floor':>12}  {'unit':<13}{'ratio':>7}"]
    lines += [
        f"{one.name:<26}{_number(one.value):>10}{_number(one.floor):>12}  {one.unit:<13}{one.ratio:>7.3f}"
        for one in shown
    ]
    lines.append("\nratio: our speed as a fraction of the floor's; 1.0 is as fast as the floor.")
    for one in shown:
        lines += [f"\n{one.name}", f"  ours   {one.ours_is}", f"  floor  {one.floor_is}"]
        lines += [f"         {line}" for line in one.detail.splitlines()]
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"
