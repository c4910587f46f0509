"""The words of an attestation: those of a CV, but for what it is, and the labels of its rows."""

from collections.abc import Mapping
from dataclasses import replace

from passeport_publishing.documents.words import WORDS, Words
from passeport_publishing.domain.snapshot import Kind, Language, Snapshot

_CV_FRENCH, _CV_ENGLISH = WORDS[Language.FRENCH], WORDS[Language.ENGLISH]

_FRENCH = replace(
    _CV_FRENCH,
    document_title="{title} de {name}",
    keywords=("attestation", "passeport de compétences", "données garanties"),
    labels={
        **_CV_FRENCH.labels,
        "employer": "Employeur",
        "organisation": "Organisme",
        "delivery": "Date de délivrance",
        "start": "Début",
        "end": "Fin",
        "source": "Source",
        "received": "Donnée reçue le",
        "known_until": "Connue jusqu’à",
        "legal_basis": "Base légale",
    },
    values={**_CV_FRENCH.values, "no_end": "aucune, d’après les déclarations connues"},
    template={
        **_CV_FRENCH.template,
        "attests": "Les données ci-dessous figurent au passeport de compétences de {name} comme données "
        "garanties\u00a0: chacune a été transmise par la source officielle qu’elle nomme, et le titulaire ne peut pas "
        "la modifier.",
        "verify_title": "Vérifier cette attestation",
        "qr_alt": "Code QR qui ouvre la page de vérification de cette attestation, {url}",
        "footer": "Attestation scellée électroniquement par le Passeport de compétences",
        "colophon": "Attestation établie le {date} à partir du passeport d’orientation, de formation et de compétences "
        "(article L. 6323-8 du code du travail). Elle ne porte que les données garanties que son titulaire a choisies, "
        "telles qu’elles ont été reçues à la date que chacune indique. Elle ne remplace pas les documents que remet "
        "l’employeur, le certificateur ou l’établissement. Le même contenu est joint au fichier sous forme "
        "d’attestation numérique vérifiable (credential.jwt).",
        "credential_description": "Contenu de l’attestation sous forme d’attestation numérique vérifiable (W3C "
        "Verifiable Credentials 2.0)",
    },
    preview={
        **_CV_FRENCH.preview,
        "document_title": "Aperçu de l’attestation de {name}",
    },
)

_ENGLISH = replace(
    _CV_ENGLISH,
    document_title="{title} of {name}",
    keywords=("attestation", "passeport de compétences", "guaranteed data"),
    labels={
        **_CV_ENGLISH.labels,
        "employer": "Employer",
        "organisation": "Organisation",
        "delivery": "Date of delivery",
        "start": "Start",
        "end": "End",
        "source": "Source",
        "received": "Received on",
        "known_until": "Known up to",
        "legal_basis": "Legal basis",
    },
    values={**_CV_ENGLISH.values, "no_end": "none, by the declarations known"},
    template={
        **_CV_ENGLISH.template,
        "attests": "The data below stand in the French skills passport of {name} as guaranteed data: each was sent by "
        "the official source that it names, and the holder cannot change it.",
        "verify_title": "Verify this attestation",
        "qr_alt": "QR code that opens the verification page of this attestation, {url}",
        "footer": "Attestation sealed electronically by the Passeport de compétences",
        "colophon": "Attestation drawn up on {date} from the French passport of guidance, training and skills (article "
        "L. 6323-8 of the Labour Code). It has only the guaranteed data that its holder chose, as they were received "
        "on the day that each tells. It does not replace the documents that an employer, certifier or institution "
        "hands out. The same content is attached to the file as a verifiable digital credential (credential.jwt).",
        "credential_description": "Content of the attestation as a verifiable digital credential (W3C Verifiable "
        "Credentials 2.0)",
    },
    preview={
        **_CV_ENGLISH.preview,
        "document_title": "Preview of the attestation of {name}",
    },
)

ATTESTATION_WORDS: Mapping[Language, Words] = {Language.FRENCH: _FRENCH, Language.ENGLISH: _ENGLISH}
# Where there are trainings of the passeport de prévention, which is part of the other one where there is one (Code du
# travail, L4141-5): an employer or a training body that declares them is no official source.
_WITH_TRAININGS = {
    Language.FRENCH: "Les données ci-dessous figurent au passeport de compétences de {name}, auquel son passeport de "
    "prévention est intégré\u00a0: chacune a été transmise ou déclarée par la source qu’elle nomme, que la loi en "
    "charge, et le titulaire ne peut pas la modifier.",
    Language.ENGLISH: "The data below stand in the French skills passport of {name}, of which the prevention passport "
    "is part: each was sent or declared by the source that it names, whom the law charges with it, and the holder "
    "cannot change it.",
}


def attestation_words(snapshot: Snapshot) -> Words:
    """The words of an attestation, in its language."""
    words = ATTESTATION_WORDS[snapshot.language]
    if all(item.kind is not Kind.PREVENTION for item in snapshot.items):
        return words
    return replace(words, template={**words.template, "attests": _WITH_TRAININGS[snapshot.language]})
