"""The scopes that clients ask for: those of partners as developers read them, those of platforms as holders do."""

from __future__ import annotations

from passeport_gateway.domain.language import Words

__all__ = ["PARTNER_SCOPES", "PLATFORM_SCOPES"]

PARTNER_SCOPES = {
    "feed:certifications": "Send the certifiers' feed.",
    "feed:dsn": "Send the DSN feed, for the SIREN of the organisation.",
    "dsn:every-employer": "With feed:dsn: declare for every employer, as the redistribution does.",
    "feed:diplomas": "Send diplomas that the organisation awards.",
    "feed:trainings": "Send trainings followed and engagements.",
    "prevention:declare": "Declare health-and-safety trainings, and verify what was declared of its workers.",
    "prevention:read": "As an employer, read of a worker's prevention passport what he consents to.",
    "disputes:answer": "Read and answer what holders contest of what the organisation sent.",
}

PLATFORM_SCOPES = {
    "cv:identity": Words(
        "Votre identité : noms, prénoms et date de naissance, tels que la publication les montre",
        "Your identity: names and birth date, as the publication shows them",
    ),
    "cv:employment": Words("Vos emplois garantis par une source officielle", "Your jobs that a source guarantees"),
    "cv:awards": Words(
        "Vos diplômes, certifications, habilitations et permis garantis",
        "Your diplomas, certifications, habilitations and licences that a source guarantees",
    ),
    "cv:trainings": Words(
        "Vos formations et engagements garantis", "Your trainings and engagements that a source guarantees"
    ),
    "cv:declared": Words(
        "Ce que vous avez écrit vous-même : titre, présentation, langues, compétences, éléments déclarés",
        "What you wrote yourself: title, summary, languages, skills, declared entries",
    ),
    "cv:credential": Words(
        "L’attestation signée : un fichier que chacun peut vérifier, et qui montre TOUT ce que montre la publication, "
        "quelles que soient les autres cases",
        "The signed credential: a file that anyone can verify, and that shows EVERYTHING that the publication shows, "
        "whatever the other boxes say",
    ),
}
"""Each in the order in which the holder reads them."""
