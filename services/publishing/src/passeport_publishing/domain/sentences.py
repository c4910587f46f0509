"""The verdict in words that a recruiter understands, in French and in English; what was published, it calls by its
name.
"""

from passeport_publishing.domain.days import write_day
from passeport_publishing.domain.snapshot import Language, PublicationKind
from passeport_publishing.domain.verification import Basis, Outcome, Verdict

_NAMES = {
    Language.FRENCH: {
        PublicationKind.CV: {"this": "Ce CV", "the": "Le CV", "a": "Un CV", "it": "il", "e": ""},
        PublicationKind.ATTESTATION: {
            "this": "Cette attestation",
            "the": "L’attestation",
            "a": "Une attestation",
            "it": "elle",
            "e": "e",
        },
    },
    Language.ENGLISH: {
        PublicationKind.CV: {"noun": "CV"},
        PublicationKind.ATTESTATION: {"noun": "attestation"},
    },
}
# What was altered, or is not ours, may be anything.
_FRENCH = {
    Outcome.AUTHENTIC: "{this} est authentique et à jour : {it} a été publié{e} le {published} et n’a pas été "
    "modifié{e}.",
    Outcome.SUPERSEDED: "{this} est authentique, mais {it} n’est plus à jour : depuis le {changed}, une source "
    "officielle a modifié ou retiré au moins une de ses informations.",
    Outcome.WITHDRAWN: "{this} a bien été publié{e}, mais son titulaire l’a retiré{e} le {changed} : {it} ne doit plus "
    "être utilisé{e}.",
    Outcome.REVOKED: "{this} a bien été publié{e}, mais le Passeport de compétences l’a annulé{e} le {changed} : ne "
    "vous y fiez pas.",
    Outcome.ALTERED: "Ce document a été modifié après avoir été scellé, ou il n’est pas celui qui a été publié : ne "
    "vous y fiez pas.",
    Outcome.UNKNOWN_ISSUER: "Ce document n’a pas été émis par le Passeport de compétences : son signataire ne nous "
    "est pas connu.",
    Outcome.EXPIRED: "Ce document est sorti de sa période de validité : demandez-en un nouveau à son titulaire.",
    Outcome.UNREADABLE: "Ce fichier n’a pas pu être lu comme un document scellé par le Passeport de compétences.",
    Outcome.NO_LONGER_KEPT: "Ce document a été signé par le Passeport de compétences, qui ne conserve plus les données "
    "de son titulaire : il ne peut plus être comparé à ce qui a été publié.",
}

_ENGLISH = {
    Outcome.AUTHENTIC: "This {noun} is authentic and current: it was published on {published} and has not been "
    "changed.",
    Outcome.SUPERSEDED: "This {noun} is authentic but no longer current: since {changed}, an official source has "
    "corrected or taken back at least one of its items.",
    Outcome.WITHDRAWN: "This {noun} was published, but its holder withdrew it on {changed}: it must no longer be used.",
    Outcome.REVOKED: "This {noun} was published, but the Passeport de compétences revoked it on {changed}: do not rely "
    "on it.",
    Outcome.ALTERED: "This document was changed after it was sealed, or is not the one that was published: do not "
    "rely on it.",
    Outcome.UNKNOWN_ISSUER: "This document was not issued by the Passeport de compétences: we do not know who signed "
    "it.",
    Outcome.EXPIRED: "This document is outside its period of validity: ask its holder for a new one.",
    Outcome.UNREADABLE: "This file could not be read as a document sealed by the Passeport de compétences.",
    Outcome.NO_LONGER_KEPT: "This document was signed by the Passeport de compétences, which no longer keeps the data "
    "of its holder: it cannot be compared with what was published any more.",
}

_CODE_FRENCH = {
    Outcome.AUTHENTIC: "{a} à jour a été publié{e} sous ce code le {published}. Pour vous assurer que le document que "
    "vous tenez est bien celui-là, vérifiez le fichier PDF lui-même.",
    Outcome.SUPERSEDED: "{the} publié{e} sous ce code n’est plus à jour : depuis le {changed}, une source officielle a "
    "modifié ou retiré au moins une de ses informations.",
    Outcome.WITHDRAWN: "{the} publié{e} sous ce code a été retiré{e} par son titulaire le {changed} : {it} ne doit "
    "plus être utilisé{e}.",
    Outcome.REVOKED: "{the} publié{e} sous ce code a été annulé{e} par le Passeport de compétences le {changed} : ne "
    "vous y fiez pas.",
    Outcome.NO_LONGER_KEPT: "Un document a été publié sous ce code, mais les données de son titulaire ne sont plus "
    "conservées : il n’y a plus rien à montrer ici.",
}

_CODE_ENGLISH = {
    Outcome.AUTHENTIC: "A current {noun} was published under this code on {published}. To make sure that the document "
    "you hold is that one, verify the PDF file itself.",
    Outcome.SUPERSEDED: "The {noun} published under this code is no longer current: since {changed}, an official "
    "source has corrected or taken back at least one of its items.",
    Outcome.WITHDRAWN: "The {noun} published under this code was withdrawn by its holder on {changed}: it must no "
    "longer be used.",
    Outcome.REVOKED: "The {noun} published under this code was revoked by the Passeport de compétences on {changed}: "
    "do not rely on it.",
    Outcome.NO_LONGER_KEPT: "A document was published under this code, but the data of its holder are no longer kept: "
    "there is nothing left to show here.",
}

# Of a status no date is told: lists tell none.
_STATUS_FRENCH = {
    Outcome.VALID: "À cette place de la liste, rien n’a été retiré, annulé ni dépassé. Cela ne dit pas qu’un document "
    "est authentique : vérifiez-le lui-même.",
    Outcome.SUPERSEDED: "La publication qui a cette place n’est plus à jour : une source officielle a modifié ou "
    "retiré au moins une de ses informations.",
    Outcome.WITHDRAWN: "La publication qui a cette place a été retirée par son titulaire : elle ne doit plus être "
    "utilisée.",
    Outcome.REVOKED: "La publication qui a cette place a été annulée par le Passeport de compétences : ne vous y "
    "fiez pas.",
}

_STATUS_ENGLISH = {
    Outcome.VALID: "At this place of the list nothing was withdrawn, revoked or superseded. That does not say that a "
    "document is authentic: verify the document itself.",
    Outcome.SUPERSEDED: "The publication that has this place is no longer current: an official source has corrected or "
    "taken back at least one of its items.",
    Outcome.WITHDRAWN: "The publication that has this place was withdrawn by its holder: it must no longer be used.",
    Outcome.REVOKED: "The publication that has this place was revoked by the Passeport de compétences: do not rely "
    "on it.",
}

_WORDS = {
    Basis.DOCUMENT: (_FRENCH, _ENGLISH),
    Basis.CODE: (_CODE_FRENCH, _CODE_ENGLISH),
    Basis.STATUS: (_STATUS_FRENCH, _STATUS_ENGLISH),
}


def say_french(verdict: Verdict, basis: Basis = Basis.DOCUMENT) -> str:
    """Says the verdict in one French sentence or two."""
    return _WORDS[basis][0][verdict.outcome].format(**_told(verdict, Language.FRENCH))


def say_english(verdict: Verdict, basis: Basis = Basis.DOCUMENT) -> str:
    """Says the verdict in one English sentence or two."""
    return _WORDS[basis][1][verdict.outcome].format(**_told(verdict, Language.ENGLISH))


def _told(verdict: Verdict, language: Language) -> dict[str, str]:
    if verdict.registered is None:
        return {}
    publication = verdict.registered.publication
    return {
        **_NAMES[language][publication.kind],
        "published": write_day(publication.published_at, language),
        "changed": write_day(publication.state_at, language),
    }
