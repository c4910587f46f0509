"""The XSD's refusals in the words of a certifier: which element, which rule, what was expected, an example."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from passeport_records.domain.report import shown
from passeport_records.errors import EMPTY

__all__ = ["AFTER_THE_END", "CUT", "NO_TAG", "PASSAGE_TOO_LARGE", "TOO_MANY_WORDS", "Explained", "explain"]

# Kinds of faults of our own, beside those of libxml2.
PASSAGE_TOO_LARGE = "PASSAGE_TOO_LARGE"
TOO_MANY_WORDS = "TOO_MANY_WORDS"

_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([^']+)'")
_SET = re.compile(r"set \{(.*)\}\.", re.DOTALL)
_EXPECTED = re.compile(r"Expected is (?:one of )?\(([^)]*)\)")
_NAMESPACED = re.compile(r"\{[^}]*\}")
_FACET_VALUE = re.compile(r"The value '(.*)' (?:is|has)", re.DOTALL)
_TYPE_VALUE = re.compile(r": '(.*)' is not a valid value", re.DOTALL)
_ATTRIBUTE = re.compile(r"attribute '([^']*)'")
_DAY_FORM = re.compile(r"\d{4}-\d\d-\d\d")
_LIMIT = re.compile(r"'(-?\d+)'\)?\.?$")

_SHOWN_VALUES = frozenset(
    {
        "action",
        "code",
        "competenceId",
        "dateDebutExamen",
        "dateDebutValidite",
        "dateFinExamen",
        "dateFinValidite",
        "dateInscription",
        "domaineCompetenceId",
        "donneeCertifiee",
        "horodatage",
        "idClient",
        "idContrat",
        "idFlux",
        "initiativeInscription",
        "mentionValidee",
        "modaliteAcces",
        "modalitePassageExamen",
        "natureDeposant",
        "niveau",
        "niveauLangueEuropeen",
        "obtentionCertification",
        "presenceNiveauLangueEuro",
        "presenceNiveauNumeriqueEuro",
        "scoreGeneral",
        "type",
        "voieAccessVAE",
    }
)
"""Elements whose value may be repeated to the sender; all the others may hold something personal."""

_NIR = 13
_NIR_WITH_KEY = 15
_DAY = "2026-06-30"
_EXAMPLES = {
    "horodatage": "2026-11-23T08:30:00+01:00",
    "dateDebutExamen": _DAY,
    "dateFinExamen": _DAY,
    "dateDebutValidite": _DAY,
    "dateFinValidite": _DAY,
    "dateInscription": _DAY,
    "idClient": "AB123CDE",
    "code": "RNCP19117",
    "type": "RNCP",
    "nir": "2690599160042",
    "codeInsee": "31555",
    "codePaysNaissance": "100",
    "anneeNaissance": "1996",
    "moisNaissance": "11",
    "jourNaissance": "15",
    "donneeCertifiee": "true",
    "presenceNiveauLangueEuro": "false",
    "presenceNiveauNumeriqueEuro": "false",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A refusal: the element (local name), a stable name of the rule, and a sentence."""

    field: str
    rule: str
    detail: str


def explain(kind: str, message: str) -> Explained:
    """Turns a fault of libxml2 into a sentence. A message of no known form is kept out: it may quote a value."""
    found = _ELEMENT.search(message)
    field = found[1] if found else ""
    rule, sentence = _RULES.get(kind, ("syntax", _syntax))
    return Explained(field, rule, sentence(field, message))


def _value(field: str, message: str) -> str:
    if field not in _SHOWN_VALUES:
        return ""
    found = _FACET_VALUE.search(message) or _TYPE_VALUE.search(message)
    return f" (valeur reçue : « {shown(found[1])} »)" if found else ""


def _example(field: str) -> str:
    return f" ; exemple : {_EXAMPLES[field]}" if field in _EXAMPLES else ""


def _names(message: str) -> str:
    expected = _EXPECTED.search(message)
    return _NAMESPACED.sub("", expected[1]).strip() if expected else ""


def _enumeration(field: str, message: str) -> str:
    allowed = _SET.search(message)
    values = allowed[1].replace("'", "") if allowed else ""
    return f"{field} doit être l'une des valeurs : {values}{_value(field, message)}"


def _limit(sentence: str) -> Callable[[str, str], str]:
    def tell(field: str, message: str) -> str:
        limit = _LIMIT.search(message)
        return f"{field} {sentence.format(limit[1] if limit else '?')}{_value(field, message)}{_example(field)}"

    return tell


def _form(field: str, message: str) -> str:
    return f"{field} n'a pas la forme attendue{_value(field, message)}{_example(field)}"


def _type(field: str, message: str) -> str:
    """A value that is none of its type; of what has the form of a day that there is no such day."""
    found = _TYPE_VALUE.search(message)
    day = _DAY_FORM.match(found[1]) if found else None
    if day is None or not _EXAMPLES.get(field, "").startswith("2"):
        return _form(field, message)
    hour = " ou cette heure" if found is not None and found[1] != day[0] else ""
    return f"{field} : ce jour{hour} n'existe pas{_value(field, message)}{_example(field)}"


def _pattern(field: str, message: str) -> str:
    return _nir(message) if field == "nir" else _form(field, message)


def _nir(message: str) -> str:
    """What is wrong with the number, which is not repeated: its length, or how Corsica is written."""
    found = _FACET_VALUE.search(message)
    text = found[1] if found else ""
    wanted = "13 caractères, sans clé ni espace, la Corse en majuscules (2A, 2B)"
    if len(text) == _NIR_WITH_KEY and text.isalnum():
        return f"nir a 15 caractères : retirez les 2 derniers, la clé{_example('nir')}"
    if len(text) != _NIR:
        return f"nir a {len(text)} caractère(s) au lieu de {wanted}{_example('nir')}"
    return f"nir n'a pas la forme attendue : {wanted}, 1 ou 2 pour commencer{_example('nir')}"


def _content(field: str, message: str) -> str:
    names = _names(message)
    if field in names.split(", "):
        return f"{field} n'est pas dans l'espace de noms urn:cdc:cpf:pc5:schema:1.0.0"
    if field == "resultat" and not names:
        return "resultats contient au plus 32 resultat, un pour chaque compétence du cadre européen"
    if message.find("Missing child") >= 0:
        return f"il manque dans {field} : {names}"
    return f"{field} n'est pas attendu ici" + (f" ; attendu : {names}" if names else "")


def _passage_size(field: str, _: str) -> str:
    return (
        f"plus de 128 Kio sans qu'un {field} se termine ; un passage en a moins de 30 : "
        "retirez les commentaires, les blancs ou les valeurs en trop"
    )


def _words(_: str, __: str) -> str:
    return (
        "trop d'espaces de noms, d'instructions de traitement ou d'indentations différents ; "
        "déclarez les espaces de noms une fois, sur flux, et indentez toujours de même"
    )


def _root(field: str, _: str) -> str:
    return f"l'élément {shown(field)} n'est pas flux dans l'espace de noms urn:cdc:cpf:pc5:schema:1.0.0"


def _nil(field: str, _: str) -> str:
    return f"{field} ne peut pas être vide (xsi:nil)"


def _nil_content(field: str, _: str) -> str:
    return f"{field} porte xsi:nil et une valeur : choisissez l'un des deux"


def _characters(field: str, _: str) -> str:
    return f"{field} ne contient que des éléments, pas de texte"


def _attribute(field: str, message: str) -> str:
    found = _ATTRIBUTE.search(message)
    return f"l'attribut {shown(found[1]) if found else ''} n'est pas admis sur {field}"


def _simple(field: str, _: str) -> str:
    return f"{field} contient une valeur, pas des éléments"


def _syntax(_: str, message: str) -> str:
    for words, sentence in _SYNTAX:
        if words in message:
            return sentence
    return "le XML n'est pas bien formé"


CUT = Explained("", "syntax", "le fichier s'arrête avant la fin : une balise n'est pas fermée")
"""Whatever libxml2 takes for the fault of a tag of which the rest is missing."""

AFTER_THE_END = "Extra content at the end"
NO_TAG = "Start tag expected"

_NO_CHARACTER = "un caractère que le XML n'admet pas (de commande, par exemple &#1;) ; retirez-le"

_SYNTAX = (
    ("Opening and ending tag mismatch", "une balise fermante ne correspond pas à la balise ouverte"),
    ("Premature end of data", CUT.detail),
    ("Document is empty", EMPTY),
    ("no element found", EMPTY),
    (AFTER_THE_END, "du contenu suit la fermeture de flux"),
    ("not defined", "une entité n'est pas définie ; seules &amp; &lt; &gt; &quot; &apos; existent"),
    ("StartTag: invalid element name", "un « < » n'ouvre pas une balise ; écrivez &lt; dans une valeur"),
    ("xmlParseEntityRef", "un « & » n'ouvre pas une entité ; écrivez &amp; dans une valeur"),
    ("xmlParseCharRef", _NO_CHARACTER),
    ("invalid Char value", _NO_CHARACTER),
    ("EntityRef: expecting", "un « & » n'ouvre pas une entité ; écrivez &amp; dans une valeur"),
    ("find end of Start Tag", "un « < » n'ouvre pas une balise ; écrivez &lt; dans une valeur"),
    ("redefined", "un attribut est donné deux fois"),
    (NO_TAG, "le fichier ne commence pas par une balise"),
    ("Excessive depth", "trop d'éléments sont imbriqués"),
    ("Namespace prefix", "un préfixe d'espace de noms n'est pas déclaré"),
)

_RULES: dict[str, tuple[str, Callable[[str, str], str]]] = {
    "SCHEMAV_CVC_ENUMERATION_VALID": ("enumeration", _enumeration),
    "SCHEMAV_CVC_LENGTH_VALID": ("length", _limit("doit avoir exactement {} caractère(s)")),
    "SCHEMAV_CVC_MINLENGTH_VALID": ("minLength", _limit("doit avoir au moins {} caractère(s)")),
    "SCHEMAV_CVC_MAXLENGTH_VALID": ("maxLength", _limit("doit avoir au plus {} caractère(s)")),
    "SCHEMAV_CVC_MININCLUSIVE_VALID": ("minInclusive", _limit("doit être au moins {}")),
    "SCHEMAV_CVC_MAXINCLUSIVE_VALID": ("maxInclusive", _limit("doit être au plus {}")),
    "SCHEMAV_CVC_PATTERN_VALID": ("pattern", _pattern),
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": ("type", _type),
    PASSAGE_TOO_LARGE: ("passageSize", _passage_size),
    TOO_MANY_WORDS: ("words", _words),
    "SCHEMAV_ELEMENT_CONTENT": ("content", _content),
    "SCHEMAV_CVC_ELT_1": ("root", _root),
    "SCHEMAV_CVC_ELT_3_1": ("nil", _nil),
    "SCHEMAV_CVC_ELT_3_2_1": ("nil", _nil_content),
    "SCHEMAV_CVC_COMPLEX_TYPE_2_1": ("content", _characters),
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": ("content", _characters),
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": ("attribute", _attribute),
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": ("attribute", _attribute),
    "SCHEMAV_CVC_TYPE_3_1_1": ("attribute", _attribute),
    "SCHEMAV_CVC_TYPE_3_1_2": ("content", _simple),
}
