"""Small feed files for the tests: one passage, one message, each part replaceable. Everyone in them is invented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

NIR = "2810444109021"
NAME = "FONTANEL"

TITULAIRE = (
    "<cpf:titulaire><cpf:nomNaissance>Fontanel</cpf:nomNaissance><cpf:nomUsage xsi:nil='true'/>"
    "<cpf:prenom1>Claire</cpf:prenom1><cpf:prenom2>Sophie</cpf:prenom2>"
    "<cpf:anneeNaissance>1981</cpf:anneeNaissance><cpf:moisNaissance>04</cpf:moisNaissance>"
    "<cpf:jourNaissance>17</cpf:jourNaissance><cpf:sexe>F</cpf:sexe>"
    "<cpf:codeCommuneNaissance><cpf:codeInseeNaissance><cpf:codeInsee>44109</cpf:codeInsee></cpf:codeInseeNaissance>"
    "</cpf:codeCommuneNaissance></cpf:titulaire>"
)
NATIONAL = (
    f"<cpf:identifiantNational><cpf:nir>{NIR}</cpf:nir><cpf:nomNaissance>{NAME}</cpf:nomNaissance>"
    "</cpf:identifiantNational>"
)
DOSSIER = (
    "<cpf:dossierFormation><cpf:idDossier>1234567891011</cpf:idDossier><cpf:nomTitulaire>Fontanel</cpf:nomTitulaire>"
    "<cpf:prenom1Titulaire>Claire</cpf:prenom1Titulaire></cpf:dossierFormation>"
)
POSTAL = (
    "<cpf:codeCommuneNaissance><cpf:codePostalNaissance><cpf:codePostal xsi:nil='true'/></cpf:codePostalNaissance>"
    "</cpf:codeCommuneNaissance>"
)


def passage(key: str = "P-1", *, holder: str = TITULAIRE, **changes: str | None) -> str:
    """One `passageCertification`. A change replaces an element by name (whole, or its text); None leaves it out."""
    parts: dict[str, str | None] = {
        "idTechnique": key,
        "obtentionCertification": "PAR_SCORING",
        "donneeCertifiee": "true",
        "dateDebutValidite": "2026-04-17",
        "dateFinValidite": "2029-04-17",
        "presenceNiveauLangueEuro": "false",
        "presenceNiveauNumeriqueEuro": "false",
        "scoring": "894",
        "mentionValidee": "<cpf:mentionValidee xsi:nil='true'/>",
        "modalitesInscription": "<cpf:modaliteAcces>VAE</cpf:modaliteAcces>",
        "identificationTitulaire": holder,
        "verbatim": "TOSA Excel",
        **changes,
    }
    elements = (
        value if value.startswith(f"<cpf:{name} ") else f"<cpf:{name}>{value}</cpf:{name}>"
        for name, value in parts.items()
        if value is not None
    )
    return f"<cpf:passageCertification>\n{chr(10).join(elements)}\n</cpf:passageCertification>\n"


def certification(*passages: str, code: str = "RS7256", nature: str = "CERTIFICATEUR", late: bool = False) -> str:
    """One `certification`; `late` puts its code after its passages, as the format allows."""
    head = f"<cpf:type>{code.rstrip('0123456789')}</cpf:type>\n<cpf:code>{code}</cpf:code>\n"
    head += f"<cpf:natureDeposant>{nature}</cpf:natureDeposant>\n" if nature else ""
    body = f"<cpf:passageCertifications>\n{''.join(passages)}</cpf:passageCertifications>\n"
    return f"<cpf:certification>\n{body + head if late else head + body}</cpf:certification>\n"


def flux(*certifications: str, action: str = "", sender: str = "AB123CDE", late_action: bool = False) -> bytes:
    """A whole file."""
    told = f"<cpf:action>{action}</cpf:action>\n" if action else ""
    emitter = (
        f"<cpf:emetteur>\n<cpf:idClient>{sender}</cpf:idClient>\n<cpf:certificateurs>\n<cpf:certificateur>\n"
        "<cpf:idClient>E564ACB0</cpf:idClient>\n<cpf:idContrat>MCFCER000775</cpf:idContrat>\n<cpf:certifications>\n"
        f"{''.join(certifications)}</cpf:certifications>\n</cpf:certificateur>\n</cpf:certificateurs>\n</cpf:emetteur>\n"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<cpf:flux xmlns:cpf="urn:cdc:cpf:pc5:schema:1.0.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        "<cpf:idFlux>6e3c7378-bda4-497a-9bd6-dc203f903ed9</cpf:idFlux>\n"
        "<cpf:horodatage>2026-11-02T08:30:00+01:00</cpf:horodatage>\n"
        f"{emitter + told if late_action else told + emitter}</cpf:flux>\n"
    ).encode()


def simple_flux(*keys: str, **options: str) -> bytes:
    """A file of one certification with a passage for each key."""
    return flux(certification(*(passage(key) for key in keys or ("P-1",))), **options)  # type: ignore[arg-type]


Lines = list[tuple[str, str]]


def person(nir: str = NIR, name: str = NAME, **more: str) -> Lines:
    """A block S21.G00.30; `more` are rubriques of it, as `r020='…'`."""
    said = {"001": nir, "002": name, "004": "CLAIRE SOPHIE", "006": "17041981", "008": "1 RUE DU DOMICILE"}
    said |= {key.removeprefix("r"): value for key, value in more.items()}
    return [(f"S21.G00.30.{number}", value) for number, value in sorted(said.items()) if value]


def contract(**more: str) -> Lines:
    """A block S21.G00.40 with what a real one has around what is kept."""
    said = {
        "001": "02012017",
        "002": "06",
        "003": "04",
        "004": "388c",
        "006": "Ingénieure",
        "007": "01",
        "008": "99",
        "009": "00102",
        "011": "10",
        "012": "151.67",
        "013": "151.67",
        "014": "10",
        "019": "00100001700010",
        "072": "01",
    }
    said |= {key.removeprefix("r"): value for key, value in more.items()}
    return [(f"S21.G00.40.{number}", value) for number, value in sorted(said.items()) if value]


def renamed(**more: str) -> Lines:
    """A block S21.G00.41."""
    said = {"001": "01102026"} | {key.removeprefix("r"): value for key, value in more.items()}
    return [(f"S21.G00.41.{number}", value) for number, value in sorted(said.items())]


def ended(day: str = "31102026", reason: str = "043") -> Lines:
    """A block S21.G00.62."""
    return [("S21.G00.62.001", day), ("S21.G00.62.002", reason), ("S21.G00.62.006", day)]


SICK_LEAVE: Lines = [("S21.G00.60.001", "01"), ("S21.G00.60.002", "01102026"), ("S21.G00.60.003", "12102026")]
PAY: Lines = [
    ("S21.G00.50.001", "31102026"),
    ("S21.G00.50.002", "4321.99"),
    ("S21.G00.51.001", "01102026"),
    ("S21.G00.51.010", "00102"),
    ("S21.G00.51.013", "4321.99"),
]


def message(
    *blocks: Lines,
    nature: str = "01",
    kind: str = "01",
    month: str = "01102026",
    made: str = "05112026",
    norm: str = "P26V01",
    real: str = "02",
    siren: str = "001000017",
    nic: str = "00010",
    count: str = "",
    number: str = "251219141028734",
    deposit: str = "CERTIFICAT",
    former: str = "",
    last_siret: str = "",
) -> str:
    """A redistributed message, its S90 counted unless `count` says otherwise; `former` is the deposit it concerns."""
    lines: Lines = [
        ("S10.G00.00.001", "PAIE"),
        ("S10.G00.00.005", real),
        ("S10.G00.00.006", norm),
        ("S10.G00.01.001", "001000025"),
        ("S10.G00.95.900", deposit),
        ("S20.G00.05.001", nature),
        ("S20.G00.05.002", kind),
        ("S20.G00.05.004", number),
        ("S20.G00.05.005", month),
        ("S20.G00.05.006", former),
        ("S20.G00.05.007", made),
        ("S20.G00.05.012", last_siret),
        ("S20.G00.07.001", "CONTACT"),
        ("S20.G00.96.902", "1"),
        ("S21.G00.06.001", siren),
        ("S21.G00.06.002", nic),
        ("S21.G00.06.903", "PONANT LOGICIEL"),
        ("S21.G00.11.001", nic),
        ("S21.G00.11.005", "NANTES"),
        ("S21.G00.11.904", "PONANT LOGICIEL"),
        *(line for block in blocks for line in block),
    ]
    lines = [line for line in lines if line[1]]
    total = count or len(lines) + 2
    lines += [("S90.G00.90.001", str(total)), ("S90.G00.90.002", "1")]
    return "".join(f"{code},'{value}'\n" for code, value in lines)


def lot(*messages: str, group: str = "DSNOK", said: int | None = None) -> bytes:
    """A redistribution lot."""
    text = "S05.G51.00.001,'V01R02'\nS05.G51.00.002,'769608'\nS06.G51.00.001,'" + group + "'\n" + "".join(messages)
    count = len(messages) if said is None else said
    text += f"S96.G51.00.001,'FINSL'\nS96.G51.00.002,'{count}'\nS95.G51.00.001,'769608'\nS95.G51.00.002,'{count}'\n"
    return text.encode("latin-1")


def in_pieces(content: bytes, size: int) -> Iterator[bytes]:
    """The same bytes, cut."""
    return (content[start : start + size] for start in range(0, len(content), size))


def only(found: Iterable[object], wanted: type) -> Sequence[object]:
    """Those of one type."""
    return [item for item in found if isinstance(item, wanted)]
