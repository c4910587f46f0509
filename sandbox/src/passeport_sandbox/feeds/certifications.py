"""The certifiers' XML feed, written passage by passage: format 1.1.2, or 1.1.5 when it withdraws or gives a NIR."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Literal
from uuid import UUID
from xml.sax.saxutils import escape

from passeport_sandbox.feeds.partners import Partner
from passeport_sandbox.personas import FRANCE, Persona

Naming = Literal["titulaire", "dossierFormation", "identifiantNational"]

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OPEN = '<cpf:flux xmlns:cpf="urn:cdc:cpf:pc5:schema:1.0.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
_NIL = ' xsi:nil="true"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """One award of one person, as its certifier sends it."""

    person: Persona
    key: str  # idTechnique
    code: str
    obtained: date
    until: date | None = None
    option: str = ""
    score: str = ""
    mention: str = ""
    cefr: str = ""
    access: str = ""
    digital: int = 0
    digital_results: Sequence[str] = field(default=())  # domain.competence.level
    by: Naming = "titulaire"
    training_file: str = "10000000001"  # idDossier
    wording: str = ""  # verbatim
    proof_url: str = ""
    exam: tuple[date, date] | None = None
    exam_mode: str = ""
    exam_postcode: str = ""
    vae_way: str = ""
    initiative: str = ""
    enrolled: date | None = None

    @property
    def register(self) -> str:
        """RNCP or RS."""
        return "RNCP" if self.code.startswith("RNCP") else "RS"


def write_flux(
    awards: Iterable[Award],
    *,
    sender: Partner,
    flux_id: UUID,
    written_at: datetime,
    action: Literal["", "CREATION", "SUPPRESSION"] = "",
) -> Iterator[bytes]:
    """Gives a file piece by piece. Awards of one certification must follow one another."""
    yield (_HEAD + _OPEN + _head(sender, flux_id, written_at, action)).encode()
    for code, group in groupby(awards, key=lambda award: award.code):
        register = "RNCP" if code.startswith("RNCP") else "RS"
        yield (
            "               <cpf:certification>\n"
            f"                  <cpf:type>{register}</cpf:type>\n"
            f"                  <cpf:code>{escape(code)}</cpf:code>\n"
            "                  <cpf:natureDeposant>CERTIFICATEUR</cpf:natureDeposant>\n"
            "                  <cpf:passageCertifications>\n"
        ).encode()
        for award in group:
            yield _passage(award).encode()
        yield (b"                  </cpf:passageCertifications>\n               </cpf:certification>\n")
    yield (
        b"            </cpf:certifications>\n         </cpf:certificateur>\n      </cpf:certificateurs>\n"
        b"   </cpf:emetteur>\n</cpf:flux>\n"
    )


def _head(sender: Partner, flux_id: UUID, written_at: datetime, action: str) -> str:
    offset = written_at.strftime("%z")
    told = f"   <cpf:action>{action}</cpf:action>\n" if action else ""
    return (
        f"   <cpf:idFlux>{flux_id}</cpf:idFlux>\n"
        f"   <cpf:horodatage>{written_at:%Y-%m-%dT%H:%M:%S}{offset[:3]}:{offset[3:]}</cpf:horodatage>\n"
        f"{told}"
        "   <cpf:emetteur>\n"
        f"      <cpf:idClient>{sender.id_client}</cpf:idClient>\n"
        "      <cpf:certificateurs>\n"
        "         <cpf:certificateur>\n"
        f"            <cpf:idClient>{sender.id_client}</cpf:idClient>\n"
        "            <cpf:idContrat>MCFCER000775</cpf:idContrat>\n"
        "            <cpf:certifications>\n"
    )


def _passage(award: Award) -> str:
    lines = [
        _element("idTechnique", award.key),
        _given("urlPreuve", award.proof_url),
        _given("libelleOption", award.option),
        _element("obtentionCertification", "PAR_SCORING" if award.score else "PAR_ADMISSION"),
        _element("donneeCertifiee", "true"),
        _given("dateDebutExamen", award.exam[0].isoformat() if award.exam else ""),
        _given("dateFinExamen", award.exam[1].isoformat() if award.exam else ""),
        _given("modalitePassageExamen", award.exam_mode),
        _given("codePostalCentreExamen", award.exam_postcode),
        _element("dateDebutValidite", award.obtained.isoformat()),
        _element("dateFinValidite", award.until.isoformat() if award.until else None),
        _element("presenceNiveauLangueEuro", "true" if award.cefr else "false"),
        _given("niveauLangueEuropeen", award.cefr),
        _element("presenceNiveauNumeriqueEuro", "true" if award.digital else "false"),
        _digital(award) if award.digital else "",
        _element("scoring", award.score or None),
        _element("mentionValidee", award.mention or None),
        _within(
            "modalitesInscription",
            _element("modaliteAcces", award.access or None),
            _given("voieAccessVAE", award.vae_way),
            _given("initiativeInscription", award.initiative),
            _given("dateInscription", award.enrolled.isoformat() if award.enrolled else ""),
        ),
        _within("identificationTitulaire", _holder(award)),
        _given("verbatim", award.wording),
    ]
    body = "".join(f"                        {line}\n" for line in lines if line)
    return f"                     <cpf:passageCertification>\n{body}                     </cpf:passageCertification>\n"


def _element(name: str, value: str | None) -> str:
    """An element; nil when there is no value, as the format wants of those that it calls mandatory."""
    return f"<cpf:{name}{_NIL}/>" if value is None else f"<cpf:{name}>{escape(value)}</cpf:{name}>"


def _given(name: str, value: str) -> str:
    """An element that is left out when there is no value."""
    return _element(name, value) if value else ""


def _digital(award: Award) -> str:
    results = "".join(
        "<cpf:resultat>"
        + _element("niveau", level)
        + _element("domaineCompetenceId", domain)
        + _element("competenceId", competence)
        + "</cpf:resultat>"
        for domain, competence, level in (result.split(".") for result in award.digital_results)
    )
    body = _element("scoreGeneral", str(award.digital)) + (
        f"<cpf:resultats>{results}</cpf:resultats>" if results else ""
    )
    return f"<cpf:niveauNumeriqueEuropeen>{body}</cpf:niveauNumeriqueEuropeen>"


def _holder(award: Award) -> str:
    person = award.person
    if award.by == "identifiantNational":
        return _within("identifiantNational", _element("nir", person.nir), _element("nomNaissance", person.family_name))
    if award.by == "dossierFormation":
        return _within(
            "dossierFormation",
            _element("idDossier", award.training_file),
            _element("nomTitulaire", person.family_name[:30]),
            _element("prenom1Titulaire", person.given_names[0][:20]),
        )
    year, month, day = person.birthdate.split("-")
    others = zip(("prenom2", "prenom3"), person.given_names[1:], strict=False)
    born_in_france = person.birthcountry == FRANCE
    place = (
        _within("codeInseeNaissance", _element("codeInsee", person.birthplace or ""))
        if person.birthplace
        else _within("codePostalNaissance", _element("codePostal", None))
    )
    return _within(
        "titulaire",
        _element("nomNaissance", person.family_name),
        _element("nomUsage", person.preferred_username),
        _element("prenom1", person.given_names[0]),
        *(_element(name, given) for name, given in others),
        _element("anneeNaissance", year),
        _element("moisNaissance", month if month != "00" else None),
        _element("jourNaissance", day if day != "00" else None),
        _element("sexe", person.sex),
        _within("codeCommuneNaissance", place),
        "" if born_in_france else _element("codePaysNaissance", person.birthcountry[2:]),
    )


def _within(name: str, *elements: str) -> str:
    return f"<cpf:{name}>{''.join(elements)}</cpf:{name}>"
