"""Judges the cells of a line by the guide: each by its column, then what one column asks of another.

The lines of a declaration say the same but for their trainees: that is judged once, however many these are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import cast

from passeport_chassis.partial_date import PartialDate
from passeport_prevention.domain.particulars import Justificatif, Particulars
from passeport_prevention.domain.rules import FIRST_YEAR, LAST_YEAR
from passeport_prevention.domain.training import Content, Declarant, Proof
from passeport_prevention.domain.worker import Worker
from passeport_prevention.imports.columns import Column, Layout
from passeport_prevention.imports.line import Fault, ImportLine, TrainingSaid, mask, shown
from passeport_prevention.imports.values import Codes, Value, Wrong

__all__ = ["Judge"]

Values = Mapping[str, Value]
Broken = tuple[str, str, str]
"""Name of the column, rule, what is wrong with it."""

_KNOWN_TRAININGS = 1024
_OF_A_TRAINING = ("NOM_FORMATION", "DATE_DEBUT_FORMATION", "DATE_FIN_FORMATION", "FORMATION_CERTIFIANTE")
_ONLY_OF_A_TRAINING = (
    *_OF_A_TRAINING,
    *("MODALITE_DISPENSE", "QUALIFICATION_FORMATEUR", "CERTIFICATION_VISEE", "DOMAINE_FORMATION"),
    "SPECIALITE_FORMATION",
)
_MANDATORY = "est obligatoire"
_OWN = frozenset({"ID_UNIQUE_PARTENAIRE", "NIR", "NOM_TITULAIRE"})
"""Whose training it is: nothing else depends on these, and hardly two lines of a file have them alike."""
_AROUND_THE_PERSON = frozenset({"NIR", "NOM_TITULAIRE", "PRESENCE_EMPLOYEUR"})


class Judge:
    """Judges the lines of one file, whose declarant is a training body or an employer; `today` is the day in France."""

    def __init__(self, layout: Layout, declarant: Declarant, today: date) -> None:
        self._layout = layout
        self._by_training_body = declarant is Declarant.TRAINING_BODY
        self._today = today
        columns = list(enumerate(layout.columns))
        self._of_training = [place for place, column in columns if column.name not in _OWN]
        self._own = [(place, column) for place, column in columns if column.name in _OWN]
        self._known: dict[tuple[str, ...], TrainingSaid] = {}

    def judge(self, number: int, cells: Sequence[str]) -> ImportLine | list[Fault]:
        """The line, or every rule that it breaks; `cells` are as many as there are columns."""
        said = [cell.strip() for cell in cells]
        own, broken = _read_cells([column for _, column in self._own], [said[place] for place, _ in self._own])
        training = self._training(tuple([said[place] for place in self._of_training]), said)
        if isinstance(training, TrainingSaid) and not broken:
            worker = Worker(_text(own, "NIR"), _text(own, "NOM_TITULAIRE"))
            return ImportLine(number, _text(own, "ID_UNIQUE_PARTENAIRE"), worker, training)
        if not isinstance(training, TrainingSaid):
            broken += training
        return self._faults(number, said, broken)

    def _training(self, cells: tuple[str, ...], said: Sequence[str]) -> TrainingSaid | list[Broken]:
        """What a line says but for whose training it is, or the rules that this breaks."""
        if (known := self._known.get(cells)) is not None:
            return known
        values, broken = _read_cells([self._layout.columns[place] for place in self._of_training], cells)
        for one in self._between(values, said):
            # Of a column the first fault is told: the others follow from it, as often as not.
            if all(one[0] != name for name, _, _ in broken):
                broken.append(one)
        if broken:
            return broken
        if len(self._known) == _KNOWN_TRAININGS:
            self._known.clear()
        # Of what keeps the rules alone the length is known.
        self._known[cells] = training = self._said(values)
        return training

    def _between(self, values: Values, said: Sequence[str]) -> Iterator[Broken]:
        filled = {name for name, cell in zip(self._layout.names, said, strict=True) if cell}
        has_training = True
        if self._layout.proof is Proof.JUSTIFICATIF:
            has_training = values.get("PRESENCE_FORMATION") == "OUI"
            if has_training or values.get("PRESENCE_FORMATION") == "NON" or "PRESENCE_FORMATION" not in filled:
                # Of one that says neither, nothing follows.
                yield from self._training_of_justificatif(filled, has_training=has_training)
        if self._by_training_body and "COMPETENCE_TRANSFERABLE" not in filled:
            yield "COMPETENCE_TRANSFERABLE", "required", f"{_MANDATORY} pour un organisme de formation"
        if has_training:
            yield from self._certifying(values, filled)
        yield from _employer(values, filled)
        yield from self._dates(values)

    def _training_of_justificatif(self, filled: set[str], *, has_training: bool) -> Iterator[Broken]:
        if has_training:
            for name in _OF_A_TRAINING:
                if name not in filled:
                    yield name, "required", f"{_MANDATORY} quand PRESENCE_FORMATION vaut OUI"
            return
        for name in _ONLY_OF_A_TRAINING:
            if name in filled:
                yield name, "empty", "reste vide quand PRESENCE_FORMATION ne vaut pas OUI"

    def _certifying(self, values: Values, filled: set[str]) -> Iterator[Broken]:
        other = ("DOMAINE_FORMATION", "SPECIALITE_FORMATION")
        if values.get("FORMATION_CERTIFIANTE") == "OUI":
            if "CERTIFICATION_VISEE" not in filled:
                yield "CERTIFICATION_VISEE", "required", f"{_MANDATORY} quand FORMATION_CERTIFIANTE vaut OUI"
            for name in other:
                if name in filled:
                    yield name, "empty", "reste vide quand FORMATION_CERTIFIANTE vaut OUI"
        elif values.get("FORMATION_CERTIFIANTE") == "NON":
            if "CERTIFICATION_VISEE" in filled:
                yield "CERTIFICATION_VISEE", "empty", "reste vide quand FORMATION_CERTIFIANTE vaut NON"
            for name in other if self._by_training_body else ():
                if name not in filled:
                    yield name, "required", f"{_MANDATORY} quand FORMATION_CERTIFIANTE vaut NON"

    def _dates(self, values: Values) -> Iterator[Broken]:
        """Début de formation ≤ fin de formation ≤ début de validité ≤ fin de validité; a training is over."""
        before: tuple[str, date] | None = None
        for name in ("DATE_DEBUT_FORMATION", "DATE_FIN_FORMATION", "DATE_DEBUT_VALIDITE", "DATE_FIN_VALIDITE"):
            value = values.get(name)
            if not isinstance(value, date):
                continue
            if not FIRST_YEAR <= value.year <= LAST_YEAR:
                yield name, "date", f"n'est pas entre {FIRST_YEAR} et {LAST_YEAR}"
                continue
            if name.endswith("_FORMATION") and value > self._today:
                yield name, "future", "est dans l'avenir : une formation se déclare une fois terminée"
                continue
            if before is not None and value < before[1]:
                yield name, "order", f"est avant {before[0]} ({before[1]:%d/%m/%Y})"
            before = max(before or (name, value), (name, value), key=lambda pair: pair[1])

    def _faults(self, number: int, said: Sequence[str], broken: Sequence[Broken]) -> list[Fault]:
        cells = dict(zip(self._layout.names, said, strict=True))
        # Where these are wrong the cells may have slipped: what stands in a column may be a name or a number.
        slipped = any(name in _AROUND_THE_PERSON for name, _, _ in broken)
        return [
            Fault(
                line=number,
                column=name,
                rule=rule,
                message=f"{name} {what}",
                value=(mask if slipped or self._layout.by_name[name].personal else shown)(cells[name]),
                fix="Videz cette cellule" if rule == "empty" else f"Exemple : {self._layout.by_name[name].example}",
                declaration=mask(cells["ID_DECLARATION"]) if slipped else shown(cells["ID_DECLARATION"]),
            )
            for name, rule, what in sorted(broken, key=lambda one: self._layout.names.index(one[0]))
        ]

    def _said(self, values: Values) -> TrainingSaid:
        is_justificatif = self._layout.proof is Proof.JUSTIFICATIF
        return TrainingSaid(
            declaration=_text(values, "ID_DECLARATION"),
            reference=_text(values, "REFERENCE_DECLARATION"),
            content=Content(
                title=_text(values, "NOM_JDR" if is_justificatif else "NOM_FORMATION"),
                proof=self._layout.proof,
                start=_day(values, "DATE_DEBUT_FORMATION"),
                end=_day(values, "DATE_FIN_FORMATION"),
                validity_start=_day(values, "DATE_DEBUT_VALIDITE"),
                validity_end=_day(values, "DATE_FIN_VALIDITE"),
            ),
            particulars=_particulars(values, is_justificatif=is_justificatif),
        )


def _read_cells(columns: Sequence[Column], said: Sequence[str]) -> tuple[Values, list[Broken]]:
    values: dict[str, Value] = {}
    broken: list[Broken] = []
    for column, cell in zip(columns, said, strict=True):
        if not cell:
            if column.mandatory:
                broken.append((column.name, "required", _MANDATORY))
        elif len(cell) > column.most:
            broken.append((column.name, "length", f"a {len(cell)} caractères au lieu de {column.most} au plus"))
        else:
            try:
                values[column.name] = column.read(cell)
            except Wrong as wrong:
                broken.append((column.name, wrong.rule, wrong.what))
    return values, broken


def _employer(values: Values, filled: set[str]) -> Iterator[Broken]:
    if values.get("PRESENCE_EMPLOYEUR") == "OUI" and "SIRET_EMPLOYEUR" not in filled:
        yield "SIRET_EMPLOYEUR", "required", f"{_MANDATORY} quand PRESENCE_EMPLOYEUR vaut OUI"
    if values.get("PRESENCE_EMPLOYEUR") == "NON":
        for name in ("SIRET_EMPLOYEUR", "REFERENCE_EMPLOYEUR"):
            if name in filled:
                yield name, "empty", "reste vide quand PRESENCE_EMPLOYEUR vaut NON"


def _particulars(values: Values, *, is_justificatif: bool) -> Particulars:
    return Particulars(
        mode=_text(values, "MODALITE_DISPENSE"),
        skills=_codes(values, "COMPETENCE_TRANSFERABLE"),
        trainer=_text(values, "QUALIFICATION_FORMATEUR"),
        certification="".join(_codes(values, "CERTIFICATION_VISEE")),
        fields=_codes(values, "DOMAINE_FORMATION"),
        specialities=_codes(values, "SPECIALITE_FORMATION"),
        employer_siret=_text(values, "SIRET_EMPLOYEUR"),
        employer_reference=_text(values, "REFERENCE_EMPLOYEUR"),
        justificatif=_justificatif(values) if is_justificatif else None,
    )


def _justificatif(values: Values) -> Justificatif:
    return Justificatif(
        kind=_text(values, "TYPE_JDR"),
        option=_text(values, "NOM_OPTION_SPECIALITE"),
        obtained=_text(values, "MODE_OBTENTION"),
        training_title=_text(values, "NOM_FORMATION"),
        result=_text(values, "RESULTAT_OBTENU"),
        mention=_text(values, "MENTION_OBTENUE"),
        link=_text(values, "LIEN_PREUVE"),
        identifier=_text(values, "IDENTIFIANT_PREUVE"),
    )


def _text(values: Values, name: str) -> str:
    return cast("str", values.get(name, ""))


def _codes(values: Values, name: str) -> Codes:
    return cast("Codes", values.get(name, ()))


def _day(values: Values, name: str) -> PartialDate | None:
    value = values.get(name)
    return PartialDate.of(value) if isinstance(value, date) else None
