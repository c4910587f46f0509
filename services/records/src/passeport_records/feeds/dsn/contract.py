"""From the blocks of a contract to what it claims, or to the rule that it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from passeport_records.domain.contract_natures import CONTRACT_NATURES
from passeport_records.domain.details import EmploymentDetails, WorkingTime
from passeport_records.domain.employment import ContractKey, EmploymentClaim, Ending
from passeport_records.domain.holder import HolderIdentity, NirIdentity, TemporaryNumber, is_name, is_nir, is_ntt
from passeport_records.domain.report import Fault
from passeport_records.feeds.dsn.declaration import declared_in, spaced
from passeport_records.feeds.dsn.message import (
    MOST_RENAMED,
    Block,
    Contract,
    Declared,
    Message,
    Person,
    renames,
    text_of,
)
from passeport_records.feeds.dsn.norm import KEPT, Nature
from passeport_records.feeds.dsn.values import Value, fault_of, parse_day

__all__ = ["claim_of"]

_WORKING_TIME = {
    "10": WorkingTime.FULL,
    "20": WorkingTime.PART,
    "40": WorkingTime.PART,
    "41": WorkingTime.PART,
    "42": WorkingTime.PART,
}
_NIR = 13
_NIR_WITH_KEY = 15
_ENDINGS = {"099": Ending.REOPENED, "100": Ending.TRANSFERRED, "998": Ending.TRANSFERRED}


def claim_of(message: Message, person: Person, contract: Contract) -> tuple[EmploymentClaim | None, list[Fault]]:
    """What a contract claims, with remarks; or no claim, and the fault that rejects it."""
    declared = declared_in(message)
    number = text_of(contract.said, 9)
    key = _key(declared, contract)
    remarks: list[Fault] = []
    holder = _holder(person, number, text_of(message.company, 1), remarks)
    if isinstance(holder, Fault):
        return None, [holder]
    if isinstance(key, Fault):
        return None, [key]
    renamed = [change for change in contract.renamed if renames(change)]
    if len(renamed) > MOST_RENAMED:
        return None, [_too_often_renamed(renamed[MOST_RENAMED], number)]
    end, ending = _ending(contract, key.start, remarks)
    if end is not None and end < key.start:
        return None, [_end_before_start(contract.end[1], key.start, number)]
    claim = EmploymentClaim(
        line=contract.line,
        contract=key,
        holder=holder,
        as_of=_as_of(declared, key.start, end),
        title=_title(contract.said),
        details=_details(message, contract.said, remarks),
        employer=declared.employer,
        message=declared.number,
        norm=declared.norm,
        made=declared.made or date.min,
        end=end,
        ending=ending,
        former=_former_keys(key, renamed, text_of(message.declaration, 12)) if renamed else (),
        slot=declared.slot,
        force=declared.force,
    )
    return claim, remarks


def _holder(person: Person, number: str, siren: str, remarks: list[Fault]) -> HolderIdentity | Fault:
    nir, name = person.said.get(1), text_of(person.said, 2)
    ntt = text_of(person.said, 20)
    if nir is None and ntt:
        return TemporaryNumber(ntt, name) if is_ntt(ntt, siren) else _no_ntt(person.said[20], number, rejects=True)
    if ntt and not is_ntt(ntt, siren):
        remarks.append(_no_ntt(person.said[20], number, rejects=False))
        ntt = ""
    # Corsica is 2A and 2B, in small letters too.
    nir_text = nir.text.upper() if nir is not None else ""
    if is_nir(nir_text) and is_name(name):
        holder = NirIdentity(nir_text, name, _former_identity(person, nir_text, name, ntt), ntt)
        if holder.has_other_number:
            remarks.append(_other_number(person, number))
        return holder
    if nir is not None and nir_text and not is_nir(nir_text):
        return _no_nir(nir, number)
    code = "S21.G00.30.002" if nir is not None and nir.text else "S21.G00.30.001"
    return fault_of(
        KEPT[code],
        nir.line if nir else person.line,
        "",
        rule="person",
        message="absent ou illisible, la personne ne peut pas être reconnue",
        key=number,
        rejects=True,
    )


def _no_nir(value: Value, number: str) -> Fault:
    length = len(value.text)
    message = "ce n'est pas un NIR : un caractère, le sexe, le mois ou le numéro d'ordre est impossible"
    fix = "Déclarez le NIR certifié, ou un NTT (S21.G00.30.020) en l'attendant"
    if length == _NIR_WITH_KEY and is_nir(value.text[:_NIR].upper()):
        message, fix = "15 caractères, la clé est de trop", "Déclarez les 13 premiers caractères, sans la clé"
    elif length != _NIR:
        message = f"{length} caractères au lieu de 13"
        fix = "Déclarez les 13 caractères, sans clé ni espace, ou un NTT (S21.G00.30.020) en attendant le NIR"
    nir = KEPT["S21.G00.30.001"]
    return fault_of(nir, value.line, value.text, rule="nir", message=message, fix=fix, key=number, rejects=True)


def _no_ntt(value: Value, number: str, *, rejects: bool) -> Fault:
    consequence = (
        "la personne ne peut pas être reconnue" if rejects else "il n'est pas relié au NIR, le reste est gardé"
    )
    return fault_of(
        KEPT["S21.G00.30.020"],
        value.line,
        value.text,
        rule="ntt",
        message=f"ce n'est pas un NTT de cet employeur, {consequence}",
        fix="Écrivez 1 ou 2, le SIREN de l'entreprise et votre numéro de la personne : 11 à 40 caractères, sans espace",
        key=number,
        rejects=rejects,
    )


def _former_identity(person: Person, nir: str, name: str, ntt: str) -> NirIdentity | None:
    """Who the person was before the latest change (S21.G00.31.008 and .009)."""
    for block in reversed(person.former):
        old_nir, old_name = text_of(block, 8).upper(), text_of(block, 9)
        if is_nir(old_nir) or is_name(old_name):
            return NirIdentity(old_nir if is_nir(old_nir) else nir, old_name if is_name(old_name) else name, ntt=ntt)
    return None


def _other_number(person: Person, number: str) -> Fault:
    block = next(block for block in reversed(person.former) if is_nir(text_of(block, 8).upper()))
    return fault_of(
        KEPT["S21.G00.31.008"],
        block[8].line,
        block[8].text,
        rule="declared_number",
        message="le changement est noté et ne prouve rien : seul le répertoire des personnes change un NIR",
        fix="Rien à corriger : jusque-là, la ligne est rattachée par l'ancien numéro si le nouveau n'est pas connu",
        key=number,
    )


def _key(declared: Declared, contract: Contract) -> ContractKey | Fault:
    number, start = text_of(contract.said, 9), parse_day(text_of(contract.said, 1))
    missing = declared.missing or ("" if number else "S21.G00.40.009")
    if start is not None and not missing:
        return ContractKey(declared.siret, start, number)
    return fault_of(
        KEPT[missing or "S21.G00.40.001"],
        contract.line,
        "",
        rule="key",
        message="absent ou mal formé, or le contrat se reconnaît à lui",
        key=number,
        rejects=True,
    )


def _former_keys(key: ContractKey, changes: Sequence[Block], last_siret: str) -> tuple[ContractKey, ...]:
    """The keys before each change, the latest first: of one change after another, and of changes on the same day.

    `last_siret` is the establishment under which a former number was known last (S20.G00.05.012).
    """
    former, before = [], key
    for renamed in reversed(changes):
        before = _former_key(before, renamed)
        former += [_former_key(key, renamed), before]
        if last_siret and text_of(renamed, 14) and not text_of(renamed, 12):
            former.append(replace(before, siret=last_siret))
    return tuple(dict.fromkeys(former))


def _former_key(key: ContractKey, renamed: Block) -> ContractKey:
    """The key before a change (S21.G00.41): what the block does not name did not change."""
    return ContractKey(
        siret=text_of(renamed, 12) or key.siret,
        start=parse_day(text_of(renamed, 21)) or key.start,
        number=text_of(renamed, 14) or key.number,
    )


def _too_often_renamed(change: Block, number: str) -> Fault:
    return fault_of(
        KEPT["S21.G00.41.014"],
        min(value.line for value in change.values()),
        "",
        rule="max",
        message=f"plus de {MOST_RENAMED} changements de numéro, de début ou d'établissement pour un contrat",
        fix=f"Ne déclarez que ceux du mois (S21.G00.41), {MOST_RENAMED} au plus ; le contrat n'est pas gardé",
        key=number,
        rejects=True,
    )


def _ending(contract: Contract, start: date, remarks: list[Fault]) -> tuple[date | None, Ending | None]:
    if not contract.end:
        return None, None
    end = parse_day(text_of(contract.end, 1))
    ending = _ENDINGS.get(text_of(contract.end, 2), Ending.CLOSED)
    if ending is Ending.REOPENED and end == start:
        return end, Ending.ANNULLED
    if ending is not Ending.REOPENED and end is None:
        remarks.append(
            fault_of(
                KEPT["S21.G00.62.001"],
                min(value.line for value in contract.end.values()),
                "",
                rule="end",
                message="absente ou mal formée, le contrat reste ouvert",
                key=text_of(contract.said, 9),
            )
        )
        return None, None
    return end, ending


def _as_of(declared: Declared, start: date, end: date | None) -> date:
    """Day up to which the message knows: the last of the declared month, else the day the file was made.

    A declaration before a hiring knows no more than that it is to begin, however late it is made: a month says more.
    """
    if declared.last_day is not None:
        return declared.last_day
    if declared.nature == Nature.HIRING:
        return min(declared.made or start, start)
    return declared.made or end or start


def _title(said: Block) -> str:
    label, pcs = spaced(text_of(said, 6)), text_of(said, 4)
    return label or (f"Emploi (PCS-ESE {pcs})" if pcs else "Emploi")


def _details(message: Message, said: Block, remarks: list[Fault]) -> EmploymentDetails:
    nature = said.get(7)
    known = nature is not None and nature.text in CONTRACT_NATURES
    if nature is not None and nature.text and not known:
        remarks.append(
            fault_of(
                KEPT["S21.G00.40.007"],
                nature.line,
                nature.text,
                rule="code",
                message="ce code n'est pas dans la liste de la norme",
                key=text_of(said, 9),
            )
        )
    return EmploymentDetails(
        pcs_code=text_of(said, 4),
        contract_nature_code=nature.text if nature is not None and known else "",
        apprenticeship=bool(text_of(said, 8)),
        working_time=_WORKING_TIME.get(text_of(said, 14), WorkingTime.UNKNOWN),
        planned_end=parse_day(text_of(said, 10)),
        workplace_code=message.workplaces.get(text_of(said, 19), ""),
    )


def _end_before_start(end: Value, start: date, number: str) -> Fault:
    return fault_of(
        KEPT["S21.G00.62.001"],
        end.line,
        end.text,
        rule="order",
        message=f"antérieure au début du contrat ({start:%d%m%Y})",
        key=number,
        rejects=True,
    )
