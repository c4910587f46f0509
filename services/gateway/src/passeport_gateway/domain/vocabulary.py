"""The terms that credentials and provenance add to those of others, each said in one sentence: what IRIs lead to.

A term that is here once stays for good, as do the documents that name it.
"""

from __future__ import annotations

from typing import Any

from passeport_gateway.domain.language import Words

__all__ = ["CLASSES", "OF_PROVENANCE", "PATH", "PROPERTIES", "vocabulary_document"]

PATH = "/vocabulary/v1"
CLASSES = {
    "PasseportCvCredential": Words(
        "Attestation d’un CV publié par son titulaire à partir de son passeport.",
        "Credential of a CV that its holder published from his passport.",
    ),
    "PasseportAttestationCredential": Words(
        "Attestation numérique de données garanties du passeport, que son titulaire a choisies sans pouvoir en écrire.",
        "Credential of guaranteed data of the passport, which its holder chose and could not word.",
    ),
    "PassportHolder": Words(
        "Titulaire du passeport, dont le document parle.", "Holder of the passport, whom the document is about."
    ),
    "PassportItem": Words("Une ligne du document.", "One line of the document."),
}
PROPERTIES = {
    "items": Words(
        "Les lignes du document, dans l’ordre voulu par son titulaire.",
        "The lines of the document, in the order of its holder.",
    ),
    "kind": Words(
        "Nature de la ligne : employment (emploi), certification, diploma (diplôme), habilitation, "
        "training (formation), prevention (formation du passeport de prévention), driving_licence (permis de "
        "conduire), language (langue), skill (compétence) "
        "ou engagement.",
        "What the line is: employment, certification, diploma, habilitation (an authorisation to do some work), "
        "training, prevention (training of the prevention passport), driving_licence, language, skill or engagement "
        "(voluntary work).",
    ),
    "nature": Words(
        "Qui en répond : guaranteed, une source officielle ; declared, le titulaire seul.",
        "Who stands behind it: guaranteed, an official source; declared, the holder alone.",
    ),
    "label": Words("Intitulé de la ligne.", "Title of the line."),
    "text": Words("Texte libre du titulaire.", "Free text of the holder."),
    "organisation": Words(
        "Employeur, certificateur ou organisme, tel qu’il se nommait à la date.",
        "Employer, certifier or body, as it was named at the date.",
    ),
    "organisationName": Words("Nom de l’organisation.", "Name of the organisation."),
    "siret": Words(
        "Numéro SIRET de l’établissement, 14 chiffres.", "SIRET, the 14 digits that number an establishment in France."
    ),
    "details": Words(
        "Autres précisions sur la ligne, chacune avec sa clé (key) et sa valeur (value), dans l’ordre du document.",
        "Further facts of the line, each with its key and its value, in the order of the document.",
    ),
    "key": Words(
        "Ce que dit une précision : contract (contrat), working_time (temps de travail), "
        "apprenticeship (apprentissage), code (référence), option, level (niveau de qualification), "
        "mention, score, cefr_level (niveau européen de langue), digital_score (score numérique), "
        "hours (durée en heures), proof (preuve), category (catégorie de 1 à 4), validity_start et validity_end "
        "(premier et dernier jours de validité), validity_source (la règle d’où vient le dernier), validity_state "
        "(valable ou non à la date du document) ou verification (ce qu’en a fait l’employeur).",
        "What a fact is about: contract, working_time, apprenticeship, code (reference), option, "
        "level (of qualification), mention (honours), score, cefr_level (of a language), digital_score, "
        "hours (length), proof, category (1 to 4), validity_start and validity_end (first and last day of validity), "
        "validity_source (the rule that the last one is by), validity_state (valid or not on the date of the document) "
        "or verification (what the employer made of it).",
    ),
    "value": Words("Valeur d’une précision.", "Value of a fact."),
    "provenance": Words(
        "D’où vient la ligne : source, date de réception, fiche et révision.",
        "Where the line comes from: source, day of reception, record and revision.",
    ),
    "source": Words("Source de la donnée, en toutes lettres.", "Source of the data, in words."),
    "registeredAt": Words(
        "Moment où la donnée a été reçue de sa source, ou déclarée.",
        "When the data was received from its source, or declared.",
    ),
    "recordId": Words(
        "Identifiant de la fiche d’où la ligne a été lue.", "Identifier of the record that the line was read from."
    ),
    "revision": Words(
        "Révision de la fiche, au moment de la publication s’il s’agit d’un document publié.",
        "Revision of the record; of a published document, the one when it was published.",
    ),
    "legalBasis": Words(
        "Texte de loi en application duquel la source transmet la donnée.",
        "The law under which the source sends the data, as French law is cited.",
    ),
    "knownUntil": Words(
        "Jour jusqu’auquel l’employeur a déclaré l’emploi.", "Day up to which the employer has told of the employment."
    ),
}
OF_PROVENANCE = {
    "change": Words(
        "Ce qui est arrivé à la fiche : registered (ajoutée), corrected (corrigée), withdrawn (retirée) ou reinstated "
        "(rétablie) par une source ; declared (déclarée), drafted (commencée), completed (terminée), edited "
        "(modifiée), deleted (supprimée) ou restored (rétablie) par le titulaire.",
        "What happened to the record: registered, corrected, withdrawn or reinstated by a source; declared, drafted, "
        "completed, edited, deleted or restored by the holder.",
    ),
    "cause": Words("Pourquoi la fiche a changé, en français.", "Why the record changed, in French."),
    "changedField": Words(
        "Partie de la fiche que le titulaire a modifiée.", "Part of the record that its holder changed."
    ),
    "fileName": Words("Nom du fichier qu’une source a envoyé.", "Name of the file that a source sent."),
    "line": Words("Ligne de ce fichier, à partir de 1.", "Line of that file, counted from 1."),
    "senderKey": Words("Référence que la source donne à cette ligne.", "Reference that the source gives to that line."),
    "formatVersion": Words("Version de la norme du fichier.", "Version of the norm of the file."),
}


def vocabulary_document(base_url: str) -> dict[str, Any]:
    """The vocabulary as JSON-LD, under the address that credentials name."""
    address = f"{base_url}{PATH}"

    def described(kind: str, terms: dict[str, Words]) -> list[dict[str, Any]]:
        return [
            {"@id": f"{address}#{term}", "@type": kind, "label": term, "comment": words._asdict(), "definedBy": address}
            for term, words in terms.items()
        ]

    return {
        "@context": {
            "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "label": "rdfs:label",
            "comment": {"@id": "rdfs:comment", "@container": "@language"},
            "definedBy": {"@id": "rdfs:isDefinedBy", "@type": "@id"},
        },
        "@graph": [*described("rdfs:Class", CLASSES), *described("rdf:Property", PROPERTIES | OF_PROVENANCE)],
    }
