"""The words of a CV in French and English: section titles, labels, legends."""

from collections.abc import Mapping
from dataclasses import dataclass

from passeport_publishing.domain.snapshot import Kind, Language


@dataclass(frozen=True, slots=True)
class Words:
    """All that a document says besides what the snapshot holds. `{…}` is filled in by the model."""

    language: Language
    document_title: str
    keywords: tuple[str, ...]
    sections: Mapping[Kind, str]
    labels: Mapping[str, str]
    values: Mapping[str, str]
    short_months: tuple[str, ...]
    since: str
    until: str
    colon: str
    birth_name: str
    birth_date: str
    source: str
    sources: Mapping[str, str]
    declared_on: str
    template: Mapping[str, str]
    preview: Mapping[str, str]


_FRENCH = Words(
    language=Language.FRENCH,
    document_title="CV certifié de {name}",
    keywords=("CV", "passeport de compétences", "données garanties"),
    sections={
        Kind.EMPLOYMENT: "Expériences professionnelles",
        Kind.CERTIFICATION: "Certifications",
        Kind.DIPLOMA: "Diplômes",
        Kind.HABILITATION: "Habilitations",
        Kind.TRAINING: "Formations",
        Kind.PREVENTION: "Formations du passeport de prévention",
        Kind.DRIVING_LICENCE: "Permis de conduire",
        Kind.LANGUAGE: "Langues",
        Kind.SKILL: "Compétences",
        Kind.ENGAGEMENT: "Engagements",
    },
    labels={
        "contract": "Contrat",
        "working_time": "Temps de travail",
        "apprenticeship": "Apprentissage",
        "code": "Référence",
        "option": "Option",
        "score": "Score",
        "mention": "Mention",
        "cefr_level": "Niveau européen de langue",
        "digital_score": "Score numérique",
        "level": "Niveau de qualification",
        "hours": "Durée",
        "valid_until": "Valable jusqu’au",
        "proof": "Preuve",
        "category": "Catégorie de la formation",
        "validity_start": "Valable à partir du",
        "validity_end": "Valable jusqu’au",
        "validity_source": "Fin de validité selon",
        "validity_state": "À la date du document",
        "verification": "Vérification",
    },
    values={
        "full_time": "temps plein",
        "part_time": "temps partiel",
        "yes": "oui",
        "SANS_MENTION": "sans mention",
        "MENTION_ASSEZ_BIEN": "assez bien",
        "MENTION_BIEN": "bien",
        "MENTION_TRES_BIEN": "très bien",
        "MENTION_TRES_BIEN_AVEC_FELICITATIONS_DU_JURY": "très bien avec félicitations du jury",
        "INSUFFISANT": "insuffisant",
        "PROOF_ATTESTATION": "attestation de formation",
        "PROOF_JUSTIFICATIF": "justificatif de réussite",
        "VERIFIED_BY_EMPLOYER": "vérifiée par l’employeur",
        "DEEMED_VERIFIED": "réputée vérifiée",
        "VALIDITY_UPCOMING": "pas encore valable",
        "VALIDITY_VALID": "valable",
        "VALIDITY_EXPIRING": "valable, pour 90 jours au plus",
        "VALIDITY_EXPIRED": "périmée",
        "VALIDITY_UNLIMITED": "valable, sans limite de durée",
        "hours": "{value} h",
    },
    short_months=("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    since="depuis {start}",
    until="jusqu’à {end}",
    colon="\u00a0: ",
    birth_name="Nom de naissance",
    birth_date="Date de naissance",
    source="Source\u00a0: {source}, donnée reçue le {date}",
    sources={},
    declared_on="Déclarée par le titulaire le {date}",
    template={
        "personal": "Informations personnelles",
        "position": "Métier ou poste visé",
        "profile": "Profil",
        "guaranteed": "Garantie",
        "declared": "Déclarée",
        "guaranteed_means": "Donnée transmise par une source officielle\u00a0; le titulaire ne peut pas la modifier.",
        "declared_means": "Donnée saisie par le titulaire, sous sa responsabilité\u00a0; elle n’a pas été vérifiée.",
        "verify_title": "Vérifier ce CV",
        "verify_how": "Scannez ce code, ou saisissez\u00a0:",
        "verify_where": "sur",
        "qr_alt": "Code QR qui ouvre la page de vérification de ce CV, {url}",
        "photo_alt": "Photo de {name}",
        "footer": "CV scellé électroniquement par le Passeport de compétences",
        "code": "code de vérification",
        "page": "Page",
        "colophon": "Document établi le {date} à partir du passeport d’orientation, de formation et de compétences "
        "(article L. 6323-8 du code du travail). Il ne montre que ce que son titulaire a choisi de publier. Le même "
        "contenu est joint au fichier sous forme d’attestation numérique vérifiable (credential.jwt).",
        "credential_description": "Contenu du CV sous forme d’attestation numérique vérifiable (W3C Verifiable "
        "Credentials 2.0)",
    },
    preview={
        "document_title": "Aperçu du CV de {name}",
        "watermark": "APERÇU SANS VALEUR",
        "footer": "Aperçu sans valeur",
        "colophon": "Aperçu établi le {date} à partir du passeport d’orientation, de formation et de compétences "
        "(article L. 6323-8 du code du travail), pour son titulaire. Il n’est pas scellé, aucune attestation numérique "
        "n’y est jointe, et le code qui y figure ne permet pas de le vérifier.",
    },
)

_ENGLISH = Words(
    language=Language.ENGLISH,
    document_title="Certified CV of {name}",
    keywords=("CV", "passeport de compétences", "guaranteed data"),
    sections={
        Kind.EMPLOYMENT: "Work experience",
        Kind.CERTIFICATION: "Certifications",
        Kind.DIPLOMA: "Diplomas",
        Kind.HABILITATION: "Authorisations",
        Kind.TRAINING: "Training",
        Kind.PREVENTION: "Training of the prevention passport",
        Kind.DRIVING_LICENCE: "Driving licences",
        Kind.LANGUAGE: "Languages",
        Kind.SKILL: "Skills",
        Kind.ENGAGEMENT: "Civic engagement",
    },
    labels={
        "contract": "Contract",
        "working_time": "Working time",
        "apprenticeship": "Apprenticeship",
        "code": "Reference",
        "option": "Option",
        "score": "Score",
        "mention": "Honours",
        "cefr_level": "European language level",
        "digital_score": "Digital score",
        "level": "Qualification level (France)",
        "hours": "Length",
        "valid_until": "Valid until",
        "proof": "Proof",
        "category": "Category of the training",
        "validity_start": "Valid from",
        "validity_end": "Valid until",
        "validity_source": "End of validity by",
        "validity_state": "On the date of the document",
        "verification": "Verification",
    },
    values={
        "full_time": "full time",
        "part_time": "part time",
        "yes": "yes",
        "SANS_MENTION": "none",
        "MENTION_ASSEZ_BIEN": "assez bien (fairly good)",
        "MENTION_BIEN": "bien (good)",
        "MENTION_TRES_BIEN": "très bien (very good)",
        "MENTION_TRES_BIEN_AVEC_FELICITATIONS_DU_JURY": "très bien, with the jury's congratulations",
        "INSUFFISANT": "insufficient",
        "PROOF_ATTESTATION": "attestation de formation (training followed)",
        "PROOF_JUSTIFICATIF": "justificatif de réussite (assessment passed)",
        "VERIFIED_BY_EMPLOYER": "verified by the employer",
        "DEEMED_VERIFIED": "deemed verified",
        "VALIDITY_UPCOMING": "not valid yet",
        "VALIDITY_VALID": "valid",
        "VALIDITY_EXPIRING": "valid, for 90 days at most",
        "VALIDITY_EXPIRED": "expired",
        "VALIDITY_UNLIMITED": "valid, without a limit",
        "hours": "{value} h",
    },
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    since="since {start}",
    until="until {end}",
    colon=": ",
    birth_name="Name at birth",
    birth_date="Date of birth",
    source="Source: {source}, received on {date}",
    # As records says them, before the name of who sent it.
    sources={
        "Certificateur": "Certifier",
        "Déclaration sociale nominative": "Employer’s payroll declaration (DSN)",
        "Établissement": "Institution",
        # Before the shorter one that it begins with.
        "Organisme de formation": "Training body",
        "Organisme": "Organisation",
        "Employeur": "Employer",
        "Entreprise de travail temporaire": "Temporary-work company",
    },
    declared_on="Declared by the holder on {date}",
    template={
        "personal": "Personal information",
        "position": "Occupation or position sought",
        "profile": "Profile",
        "guaranteed": "Guaranteed",
        "declared": "Declared",
        "guaranteed_means": "Data sent by an official source; the holder cannot change it.",
        "declared_means": "Data entered by the holder, who alone answers for it; it has not been checked.",
        "verify_title": "Verify this CV",
        "verify_how": "Scan this code, or enter:",
        "verify_where": "at",
        "qr_alt": "QR code that opens the verification page of this CV, {url}",
        "photo_alt": "Photograph of {name}",
        "footer": "CV sealed electronically by the Passeport de compétences",
        "code": "verification code",
        "page": "Page",
        "colophon": "Drawn up on {date} from the French passport of guidance, training and skills (article L. 6323-8 "
        "of the Labour Code). It shows only what its holder chose to publish. The same content is attached to the file "
        "as a verifiable digital credential (credential.jwt).",
        "credential_description": "Content of the CV as a verifiable digital credential (W3C Verifiable Credentials "
        "2.0)",
    },
    preview={
        "document_title": "Preview of the CV of {name}",
        "watermark": "PREVIEW, NO VALUE",
        "footer": "Preview of no value",
        "colophon": "Preview drawn up on {date} from the French passport of guidance, training and skills (article "
        "L. 6323-8 of the Labour Code), for its holder. It is not sealed, no digital credential is attached to it, and "
        "it cannot be verified by the code on it.",
    },
)

WORDS: Mapping[Language, Words] = {Language.FRENCH: _FRENCH, Language.ENGLISH: _ENGLISH}
