"""The words of a CV, for pages: those of publishing to the letter, since whoever checks holds the one beside the other.

`tests/architecture/test_words.py` compares the two.
"""

from __future__ import annotations

from passeport_gateway.domain.language import Words

__all__ = ["DECLARED_ON", "LABELS", "SECTIONS", "SOURCE", "VALUES", "VALUES_OF"]

# In the order of the CV.
SECTIONS = {
    "employment": Words("Expériences professionnelles", "Work experience"),
    "certification": Words("Certifications", "Certifications"),
    "diploma": Words("Diplômes", "Diplomas"),
    "habilitation": Words("Habilitations", "Authorisations"),
    "training": Words("Formations", "Training"),
    "prevention": Words("Formations du passeport de prévention", "Training of the prevention passport"),
    "driving_licence": Words("Permis de conduire", "Driving licences"),
    "language": Words("Langues", "Languages"),
    "skill": Words("Compétences", "Skills"),
    "engagement": Words("Engagements", "Civic engagement"),
}
LABELS = {
    "contract": Words("Contrat", "Contract"),
    "working_time": Words("Temps de travail", "Working time"),
    "apprenticeship": Words("Apprentissage", "Apprenticeship"),
    "code": Words("Référence", "Reference"),
    "option": Words("Option", "Option"),
    "score": Words("Score", "Score"),
    "mention": Words("Mention", "Honours"),
    "cefr_level": Words("Niveau européen de langue", "European language level"),
    "digital_score": Words("Score numérique", "Digital score"),
    "level": Words("Niveau de qualification", "Qualification level (France)"),
    "hours": Words("Durée", "Length"),
    "valid_until": Words("Valable jusqu’au", "Valid until"),
    "proof": Words("Preuve", "Proof"),
    "category": Words("Catégorie de la formation", "Category of the training"),
    "validity_start": Words("Valable à partir du", "Valid from"),
    "validity_end": Words("Valable jusqu’au", "Valid until"),
    "validity_source": Words("Fin de validité selon", "End of validity by"),
    "validity_state": Words("À la date du document", "On the date of the document"),
    "verification": Words("Vérification", "Verification"),
}
# Values that are codes.
VALUES = {
    "full_time": Words("temps plein", "full time"),
    "part_time": Words("temps partiel", "part time"),
    "yes": Words("oui", "yes"),
    "SANS_MENTION": Words("sans mention", "none"),
    "MENTION_ASSEZ_BIEN": Words("assez bien", "assez bien (fairly good)"),
    "MENTION_BIEN": Words("bien", "bien (good)"),
    "MENTION_TRES_BIEN": Words("très bien", "très bien (very good)"),
    "MENTION_TRES_BIEN_AVEC_FELICITATIONS_DU_JURY": Words(
        "très bien avec félicitations du jury", "très bien, with the jury's congratulations"
    ),
    "INSUFFISANT": Words("insuffisant", "insufficient"),
    "PROOF_ATTESTATION": Words("attestation de formation", "attestation de formation (training followed)"),
    "PROOF_JUSTIFICATIF": Words("justificatif de réussite", "justificatif de réussite (assessment passed)"),
    "VERIFIED_BY_EMPLOYER": Words("vérifiée par l’employeur", "verified by the employer"),
    "DEEMED_VERIFIED": Words("réputée vérifiée", "deemed verified"),
    "VALIDITY_UPCOMING": Words("pas encore valable", "not valid yet"),
    "VALIDITY_VALID": Words("valable", "valid"),
    "VALIDITY_EXPIRING": Words("valable, pour 90 jours au plus", "valid, for 90 days at most"),
    "VALIDITY_EXPIRED": Words("périmée", "expired"),
    "VALIDITY_UNLIMITED": Words("valable, sans limite de durée", "valid, without a limit"),
}
# Values that have a unit, by what they are values of.
VALUES_OF = {"hours": Words("{value} h", "{value} h")}
SOURCE = Words("Source\u00a0: {source}, donnée reçue le {date}", "Source: {source}, received on {date}")
DECLARED_ON = Words("Déclarée par le titulaire le {date}", "Declared by the holder on {date}")
